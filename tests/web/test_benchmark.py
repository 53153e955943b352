"""Where a site stands among its likes, and the sites of a scope beside theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import escape

from establishments.catalogue import catalogue
from establishments.enums import Role
from groupe.kernel.periods import last_completed_month
from tests.cast import client_of, person
from tests.consolidation.world import World
from tests.web.test_dashboard import text

pytestmark = pytest.mark.django_db
QUERY = f"?period={last_completed_month()}&window=month"


@pytest.fixture
def homes(db: None) -> World:
    """Five nursing homes of 50 places at 81 to 85 %, 10 to 50 days of absence; H0 alone in SUD; one IME."""
    world, last = World(), str(last_completed_month())
    for number in range(5):
        world.site(f"H{number}", territory="NORD" if number else "SUD", capacities={"CAP_HP": 50})
        absent = {"ABS_MO": 10 * (number + 1), **dict.fromkeys(("ABS_MM", "ABS_ML", "ABS_AT", "ABS_MAT", "ABS_CS"), 0)}
        world.report(f"H{number}", last, {"J_REA": 8100 + 100 * number, "J_FINC": 10_000, "ETP_REEL": 40, **absent})
    world.site("I0", "ime", capacities={"CAP_FIN": 50})
    world.report("I0", last, {"J_REA": 9000, "J_FINC": 10_000})
    world.fold()
    return world


def test_words_follow_what_is_good(homes: World) -> None:
    """H0 has the lowest activity, which is bad, and the lowest absence, which is good."""
    page = text(client_of(person(Role.DIRECTOR, "establishment:H0")), f"/scopes/establishment:H0/benchmark/{QUERY}")
    assert "in the least good quarter (low)" in page
    assert "in the best quarter (low)" in page
    assert f"5 of {catalogue().kinds['ehpad'].en}, 40 to 79" in page
    assert "establishment:H1" not in page


def test_with_fewer_than_five_likes_nothing_is_told(homes: World) -> None:
    page = text(client_of(person(Role.CONTROLLER)), f"/scopes/establishment:I0/benchmark/{QUERY}")
    assert "fewer than 5 comparable sites" in page
    assert "quarter" not in page


@pytest.mark.parametrize(
    ("role", "scope", "names", "anonymous"),
    [
        (Role.CONTROLLER, "group", ["H0", "H1", "H4"], False),
        (Role.TERRITORY, "territory:SUD", ["H0"], False),
        (Role.ACQUISITIONS, "group", [], True),
    ],
)
def test_sites_are_named_for_those_who_may_read_them(
    homes: World, role: Role, scope: str, names: list[str], *, anonymous: bool
) -> None:
    page = text(client_of(person(role, scope)), f"/scopes/{scope}/benchmark/{QUERY}&code=AC01")
    assert [code for code in ("H0", "H1", "H4") if f"establishment:{code}" in page] == names
    assert ("A comparable site" in page) == anonymous
    assert "82.0" in page  # the lower quartile of the group


def test_a_kind_of_few_sites_is_not_told(homes: World) -> None:
    page = text(client_of(person(Role.CONTROLLER)), f"/scopes/group/benchmark/{QUERY}&code=AC01")
    assert f"Fewer than 5 comparable sites in the group: {escape(catalogue().kinds['ime'].en)}." in page


@pytest.mark.parametrize("address", ["/", "/indicators/AC01/", "/scopes/establishment:H0/", "/establishments/H0/"])
def test_pages_lead_to_comparable_sites(homes: World, address: str) -> None:
    assert "/benchmark/" in text(client_of(person(Role.CONTROLLER)), address)


def test_the_acquisitions_team_is_led_to_no_single_site(homes: World) -> None:
    client = client_of(person(Role.ACQUISITIONS))
    assert "/benchmark/" not in text(client, "/establishments/H0/")
    text(client, "/scopes/establishment:H0/benchmark/", status=404)


def test_a_page_asks_a_bounded_number_of_questions(homes: World, django_assert_max_num_queries: Any) -> None:
    client = client_of(person(Role.CONTROLLER))
    for scope in ("group", "establishment:H0"):
        client.get(f"/scopes/{scope}/benchmark/{QUERY}")
        with django_assert_max_num_queries(25):
            client.get(f"/scopes/{scope}/benchmark/{QUERY}")


def test_what_is_not_for_the_reader_does_not_exist(homes: World) -> None:
    text(client_of(person(Role.QUALITY)), "/scopes/group/benchmark/?code=AC01", status=404)
    text(client_of(person(Role.CONTROLLER)), "/scopes/group/benchmark/?code=PR_G1", status=404)
    text(client_of(person(Role.DIRECTOR, "establishment:H0")), "/scopes/establishment:H1/benchmark/", status=404)
