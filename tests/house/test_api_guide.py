"""The calls of the guide, run as they stand there."""

from __future__ import annotations

import re
import shlex
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from establishments.services.reporting import report_save_draft
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.world import World
from tests.establishments.reporting.test_workflow import full
from tests.house.runs import ROOT

CALLS = re.findall(r"^(curl .*?)\s+# (\d{3})$", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)


def token_of(user: User) -> str:
    secret = ApiToken.new_secret()
    ApiToken.objects.create(user=user, name="guide", digest=token_digest(secret), prefix=secret[:12], scope="write")
    return secret


@pytest.fixture
def variables(db: None) -> dict[str, str]:
    world = World()
    world.site("B12", "property", entry="2024-01-01")
    world.site("NOT-MINE", "property", entry="2024-01-01")
    director = person(Role.DIRECTOR, "establishment:B12")
    report_save_draft(establishment=world.get("B12"), month=Month.parse("2025-03"), values=full(), author=director)
    territory = person(Role.TERRITORY, "territory:T1")
    tokens = {"TOKEN": director, "TERRITORY_TOKEN": territory, "CONTROLLER_TOKEN": person(Role.CONTROLLER)}
    return {"BASE": "/api/v1", **{name: token_of(user) for name, user in tokens.items()}}


def perform(command: str, variables: dict[str, str]) -> Any:
    words = shlex.split(re.sub(r"\$(\w+)", lambda match: variables[match[1]], command))[1:]
    method, headers, body, address = "GET", {}, "", ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = words.pop(0)
        else:
            address = word
    kind = headers.pop("Content-Type", "application/json")
    return Client().generic(method, address, body, content_type=kind, headers=headers)


def test_every_call_answers_as_told(variables: dict[str, str]) -> None:
    assert len(CALLS) > 12
    answers = {}
    for command, status in CALLS:
        answer = perform(command, variables)
        fold_all()  # what a worker does
        answers[command] = answer
        assert answer.status_code == int(status), f"{command}\n{answer.content.decode()[:600]}"
        if answer.status_code >= 400:
            assert set(answer.json()) >= {"code", "message", "fields"}
    figures = next(answer for command, answer in answers.items() if "establishment:B12&measures" in command)
    assert Decimal("12500.5") in [Decimal(row["value"]) for row in figures.json()["results"] if row["value"]]


def test_every_example_is_run() -> None:
    text = (ROOT / "docs" / "api.md").read_text()
    assert text.count("\ncurl ") == len(CALLS)
