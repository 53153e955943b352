"""`GET /api/v1/consolidation/benchmark/`: quartiles of the group's comparable sites, and where one's own stand."""

from __future__ import annotations

from typing import Any

import pytest

from establishments.enums import Role
from tests.api.test_consolidation import ask
from tests.cast import api_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
URL = "/api/v1/consolidation/benchmark/"
QUERY = "indicator=AC01&period=2025-03&window=month"


@pytest.fixture
def homes(db: None) -> World:
    """Five nursing homes of 50 places at 10 to 50 %, the first in SUD; a large one of 130."""
    world = World()
    for number in range(5):
        world.site(f"H{number}", territory="NORD" if number else "SUD", capacities={"CAP_HP": 50})
        world.report(f"H{number}", "2025-03", {"J_REA": 1000 * (number + 1), "J_FINC": 10_000})
    world.fold()
    return world


def compared(role: Role, scope: str, query: str = QUERY, status: int = 200) -> Any:
    holder = "group" if role in {Role.CONTROLLER, Role.ACQUISITIONS, Role.QUALITY} else scope
    return ask(api_of(person(role, holder)), f"scope={scope}&{query}", status, URL)


def test_a_director_reads_quartiles_and_their_own_place(homes: World) -> None:
    body = compared(Role.DIRECTOR, "establishment:H0")
    assert {"indicator": "AC01", "window": "month", "direction": "H", "method": "inclusive"}.items() <= body.items()
    whole, band = body["results"]
    assert (whole["band"], band["band"]) == (None, {"measure": "CAP_HP", "low": 40, "high": 80})
    assert {
        "kind": "ehpad", "masked": False, "count": 5, "q1": "20.000000", "median": "30.000000", "q3": "40.000000",
        "sites": [
            {"establishment": "H0", "name": "H0", "size": "50", "value": "10.000000", "place": "lower_quarter"}
        ],
    }.items() <= band.items()  # fmt: skip


def test_one_large_home_masks_all_bands(homes: World) -> None:
    homes.site("L0", capacities={"CAP_HP": 130})
    homes.report("L0", "2025-03", {"J_REA": 9000, "J_FINC": 10_000})
    homes.fold()
    whole, small, large = compared(Role.CONTROLLER, "group")["results"]
    assert (whole["masked"], whole["count"]) == (False, 6)
    for band in (small, large):
        assert (band["masked"], band["count"], band["q1"], band["median"]) == (True, None, None, None)
    assert large["sites"][0]["place"] is None


def test_a_territory_compares_with_the_group_and_names_its_own(homes: World) -> None:
    body = compared(Role.TERRITORY, "territory:SUD")
    assert [pool["count"] for pool in body["results"]] == [5, 5]
    assert {site["establishment"] for pool in body["results"] for site in pool["sites"]} == {"H0"}


def test_the_acquisitions_team_reads_no_single_site(homes: World) -> None:
    assert [pool["sites"] for pool in compared(Role.ACQUISITIONS, "kind:ehpad")["results"]] == [None, None]


def test_fewer_than_five_are_masked(homes: World) -> None:
    homes.leave("H4", "2025-03-15")
    homes.fold()
    assert [pool["masked"] for pool in compared(Role.DIRECTOR, "establishment:H0")["results"]] == [True, True]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("indicator=PR_G1", "indicator"),
        ("", "indicator"),
        ("indicator=AC01&window=ytd", "window"),
        ("indicator=AC01&period=x", "period"),
    ],
)
def test_what_is_not_understood_is_named(homes: World, query: str, field: str) -> None:
    assert field in compared(Role.CONTROLLER, "group", query, 400)["fields"]


def test_what_is_not_for_the_reader_does_not_exist(homes: World) -> None:
    compared(Role.QUALITY, "group", QUERY, 404)
    ask(api_of(person(Role.DIRECTOR, "establishment:H0")), f"scope=establishment:H1&{QUERY}", 404, URL)
    ask(api_of(person(Role.ASSISTANT, "establishment:H0")), f"scope=establishment:H0&{QUERY}", 403, URL)
