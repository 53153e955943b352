"""Several keys and the method changed at once, against the run of the month that waits for approval."""

from __future__ import annotations

from html import unescape

import pytest

from establishments.enums import Role
from shared_services.enums import Method, RunState
from tests.cast import client_of, person
from tests.shared_services.pools import Pools

SIMULATION = "/shared-services/runs/simulation/"


@pytest.fixture
def mutual(pools: Pools) -> Pools:
    """IT and HR serve each other and two sites; both sites report as many staff."""
    for code in ("A", "B"):
        pools.world.site(code)
        pools.staff(code, "2026-03", "10")
    pools.department("it", A="50", B="40")
    pools.department("hr", A="30", B="50")
    pools.part("it", "hr", "10")
    pools.part("hr", "it", "20")
    pools.cost("it", "2026-03", "120000")
    pools.cost("hr", "2026-03", "80000")
    return pools


def table(pools: Pools, query: str) -> list[list[str]]:
    answer = client_of(pools.executive).get(f"{SIMULATION}?format=csv&month=2026-03&{query}")
    assert answer.status_code == 200
    lines = answer.content.decode("utf-8-sig").splitlines()[1:]
    return [[cell.strip('"') for cell in line.split(";")] for line in lines]


def test_the_run_of_the_month_is_what_is_compared(mutual: Pools) -> None:
    run = mutual.run("2026-03", method=Method.STEP_DOWN, order=["it", "hr"])
    assert run.state == RunState.DRAFT
    rows = table(mutual, "method=reciprocal")
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("A", "94500", "97551,02"), ("B", "105500", "102448,98"),
    ]  # fmt: skip
    page = client_of(mutual.executive).get(run.get_absolute_url()).content.decode()
    assert f"{SIMULATION}?month=2026-03&amp;method=step_down" in page


def test_several_keys_at_once(mutual: Pools) -> None:
    mutual.run("2026-03")
    both = table(mutual, "method=direct&key-it=fte_days&key-hr=fte_days")
    assert [(row[0], row[1], row[2]) for row in both] == [
        ("A", "96666,67", "100000"), ("B", "103333,33", "100000"),
    ]  # fmt: skip
    one = table(mutual, "method=direct&key-it=fte_days")
    assert [row[2] for row in one] == ["110000", "90000"]  # HR as it is
    client = client_of(mutual.executive)
    client.cookies["language"] = "en"
    assert "Against version 1" in unescape(client.get(f"{SIMULATION}?month=2026-03&method=direct").content.decode())
    refused = client.get(f"{SIMULATION}?month=2026-03&method=direct&key-it=km")
    assert refused.status_code == 422  # nobody drove a kilometre
    assert client_of(person(Role.DIRECTOR, "establishment:A")).get(SIMULATION).status_code == 403
