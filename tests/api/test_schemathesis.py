"""The API as its schema describes it, called with whatever fits the schema: never a 5xx."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings

from tests.cast import api_of, person
from tests.consolidation.world import World
from tests.house.runs import ROOT

SCHEMA = schemathesis.openapi.from_dict(json.loads((ROOT / "openapi.json").read_text()))
SENT = {"idempotency-key", "if-match", "accept-language"}
# What parameters hold in the second call of each case, so that it reaches further than a 404.
KNOWN = {
    "establishment": "A",
    "code": "A",
    "scope": "group",
    "period": "2025-03",
    "from": "2025-01",
    "to": "2025-06",
    "indicators": "AC02",
    "measures": "J_HP",
}


@pytest.fixture(scope="module")
def api(django_db_setup: None, django_db_blocker: Any) -> Iterator[Client]:
    """With the token of a controller; every call is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        world.site("A", capacities={"CAP_FIN": 40})
        world.report("A", "2025-03", {"J_HP": 900})
        world.fold()
        client = api_of(person("controller"))
        client.raise_request_exception = False
        yield client
        transaction.set_rollback(True)


@pytest.mark.django_db
@SCHEMA.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks_it(case: Any, api: Client) -> None:
    for known in ({}, KNOWN):
        answer = _call(api, case, known)
        assert answer.status_code < 500, answer.content[:500]
        told = case.operation.definition.raw["responses"]
        assert str(answer.status_code) in told, f"{answer.status_code} is not in the schema"
        if answer.status_code >= 400:
            assert set(answer.json()) == {"code", "message", "fields"}


def _call(api: Client, case: Any, known: Mapping[str, str]) -> Any:
    given = {"path_parameters": case.path_parameters, "query": case.query}
    case.path_parameters, case.query = (
        {name: known.get(name, value) for name, value in (values or {}).items()} for values in given.values()
    )
    path = case.formatted_path
    query = case.query
    case.path_parameters, case.query = given["path_parameters"], given["query"]
    with transaction.atomic():
        answer = api.generic(
            case.method,
            path,
            _body(case.body),
            content_type="application/json",
            headers={name: str(value) for name, value in (case.headers or {}).items() if name.lower() in SENT},
            query_params=query,
        )
        transaction.set_rollback(True)
    return answer


def _body(body: Any) -> bytes:
    return b"" if type(body).__name__ == "NotSet" else json.dumps(body, default=str).encode()
