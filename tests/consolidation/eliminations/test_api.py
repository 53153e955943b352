"""The eliminations of a scope through the API: G13 and G23 to the cent, and who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role
from tests.cast import api_of, person
from tests.consolidation.eliminations.group import PERIOD, declare, golden, sold_building
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
BASE = "/api/v1/consolidation/"


def ask(client: Client, path: str, **query: str) -> Any:
    answer = client.get(BASE + path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def client() -> Client:
    return api_of(person(Role.CONTROLLER), "read")


def test_g13(world: World, client: Client) -> None:
    golden(world)
    body = ask(client, "eliminations/", period=PERIOD, scope="group", view="legal")
    assert body["eliminated"] == "3150000.00"
    assert body["result"] == {
        "total": "384000.00", "equity_method": "24000.00", "minority": "-80000.00", "associative_funds": "40000.00",
        "group": "424000.00",
    }  # fmt: skip
    pair = next(row for row in body["pairs"] if row["buyer"]["entity"] == "C")
    assert pair == {
        "seller": {"entity": "P", "name": "P", "establishment": None},
        "buyer": {"entity": "C", "name": "C", "establishment": None},
        "account": "service", "amount": "300000.00", "inside": True, "eliminated": "150000.00",
        "from_buyer": "150000.00", "left": None,
    }  # fmt: skip
    month = {"from": PERIOD, "to": PERIOD}
    rows = ask(client, "", measures="PR_G1,PR_G2", indicators="FI01", view="legal", **month)["results"]
    income = [row["eliminations"] for row in rows if row["code"] != "FI01"]
    assert sum(float(row["before"]) for row in income) == 34_900_000
    assert sum(float(row["after"]) for row in income) == 31_750_000
    rate = next(row for row in rows if row["code"] == "FI01")
    assert rate["denominator"] == "31750000.000000"
    assert rate["value"] == rate["eliminations"]["after"] != rate["eliminations"]["before"]
    same = ask(client, "", measures="PR_G2", perimeter="constant", **{"from": PERIOD, "to": PERIOD})["results"][0]
    assert "eliminations" not in same


def test_explain_reconciles(world: World, client: Client) -> None:
    golden(world)
    body = ask(client, "explain/", scope="group", code="FI16", period=PERIOD)
    before, after = body["before_elimination"], body["after_elimination"]
    for side in ("numerator", "denominator"):
        assert float(before[side]) - sum(float(row[side]) for row in body["eliminations"]) == float(after[side])
        assert sum(float(part[side]) for part in body["parts"]) == float(before[side])
    assert body["value"] == after["value"]
    assert len(body["eliminations"]) == 6
    assert not body["eliminations_reason"]
    assert ask(client, "explain/", scope="group", code="AC01", period=PERIOD)["eliminations"] == []


def test_children_have_their_own(world: World, client: Client) -> None:
    golden(world)
    world.transfer("SR", "2020-01-01", entity="P")
    world.fold()
    body = ask(client, "children/", scope="group", by="sector", indicators="FI16", measures="PR", period=PERIOD)
    taken = {scope: codes["PR"]["eliminated"] for scope, codes in body["eliminations"].items()}
    assert taken == {"sector:elderly": "0.00", "sector:support": "0.00", "group": "3300000.00"}


def test_g23(world: World, client: Client) -> None:
    sold_building(world)
    for year, taken, left in ((2024, "480000.00", "480000.00"), (2025, "-20000.00", "460000.00")):
        row = ask(client, "", measures="RES", window="year", **{"from": f"{year}-12", "to": f"{year}-12"})["results"][0]
        assert row["eliminations"]["eliminated"] == taken
        pair = ask(client, "eliminations/", period=f"{year}-12", window="year")["pairs"][0]
        assert pair["left"] == left


def test_who_reads_what(world: World) -> None:
    golden(world)
    declare(world, "P", "A", "10.00", account="other", by="seller")
    director = api_of(person(Role.DIRECTOR, "entity:A"), "read")
    body = ask(director, "eliminations/", period=PERIOD, scope="entity:A")
    assert {row["buyer"]["entity"] for row in body["pairs"]} == {"A"}, "its own bills, and those of nobody else"
    assert not any(row["inside"] for row in body["pairs"])
    assert [row["difference"] for row in body["differences"]] == ["10.00"]
    assert director.get(BASE + "eliminations/?scope=group").status_code == 404
    assert director.get(BASE + "eliminations/?scope=entity:B").status_code == 404
    for role in (Role.QUALITY, Role.HR, Role.FUNDER):
        assert api_of(person(role), "read").get(BASE + "eliminations/").status_code == 404
    assert api_of(person(), "read").get(BASE + "eliminations/").status_code == 403
    executive = ask(api_of(person(Role.EXECUTIVE), "read"), "eliminations/", period=PERIOD)
    assert len(executive["pairs"]) == 6
