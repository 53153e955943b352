"""The establishments behind each block of a bridge add up to it, whatever happened to them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groupe.consolidation.selectors import BLOCKS, Block, BridgeSite, View, bridge, bridge_sites
from groupe.kernel.periods import Month
from tests.consolidation.test_bridge_golden import group
from tests.consolidation.test_equality import KINDS, START, moves, play
from tests.consolidation.test_explain import asked_scopes, owned
from tests.consolidation.test_links import merger
from tests.consolidation.world import World

__all__ = ["group", "merger"]
pytestmark = pytest.mark.django_db
FIRST, LAST = Month.parse("2025-01"), Month.parse("2025-12")


def listed(block: Block, scope: str = "group", measure: str = "PR_G1", first: Month = FIRST) -> list[BridgeSite]:
    return bridge_sites(scope=scope, measure=measure, first=first, last=LAST, block=block)


def effects(block: Block, scope: str = "group") -> dict[str, Fraction]:
    return {site.code: site.effect / 1000 for site in listed(block, scope)}


def test_g14_each_block_names_its_sites(group: World) -> None:
    assert effects("entries") == {"B": 2_180}
    assert effects("exits") == {"C": -1_560, "D": -900}
    assert effects("organic") == {"A": 420, "E": 90, "C": 30}
    assert effects("rest") == effects("organic")
    assert effects("method") == effects("capacity") == effects("not_reported") == {}


def test_a_site_tells_when_it_came_and_went(group: World) -> None:
    entered, left = listed("entries")[0], listed("exits")[0]
    assert (entered.passage.entry, entered.passage.exit) == (dt.date(2025, 3, 17), None)
    assert (entered.days, entered.days_before) == (15 + 275, 0)
    assert left.passage.exit == dt.date(2025, 6, 30)
    assert (left.days, left.days_before) == (0, 184)


def test_a_transfer_is_told_where_it_happened(group: World) -> None:
    came, went = listed("entries", "entity:Y")[0], listed("exits", "entity:X")
    assert (came.code, came.passage.entry) == ("E", dt.date(2025, 10, 1))
    assert next(site for site in went if site.code == "E").passage.exit == dt.date(2025, 9, 30)


@pytest.mark.parametrize("scope", ["group", "territory:T1", "territory:T2", "establishment:C"])
def test_a_successor_tells_its_share_of_the_past(merger: World, scope: str) -> None:
    sums_to(scope, "PR_G1", FIRST, LAST, validated=False)
    april = Month.parse("2025-04")
    found = bridge_sites(scope="group", measure="PR_G1", first=april, last=april, block="organic")
    assert [(site.code, site.previous, site.current) for site in found] == [("C", 6_200, 6_500)]


@settings(
    max_examples=12, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    history=st.lists(moves, min_size=10, max_size=25),
    amounts=st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=18, max_size=18),
    grown=st.integers(1, 17),
    validated=st.booleans(),
    view=st.sampled_from(["operational", "legal"]),
)
def test_sites_sum_to_their_block(
    history: list[tuple[Any, ...]], amounts: list[int | None], grown: int, validated: bool, view: View
) -> None:
    with transaction.atomic():
        world = World()
        owned(world)
        for code, kind in zip("ABC", KINDS, strict=True):
            world.site(code, kind, entry="2024-01-10", capacities={"CAP_FIN": 40})
        for month, amount in zip(START.to(START + 17), amounts, strict=True):
            world.report("A", str(month), {"PR_G1": amount, "TRESO": amount, "J_REA": 3})
        world.capacity("A", "CAP_HP", 50, str((START + grown).first))
        play(world, history)
        world.fold()
        for scope in [*asked_scopes(), *(f"establishment:{code}" for code in "ABC")]:
            for measure, first in (("PR_G1", START + 12), ("PR_G1", START + 15), ("TRESO", START + 12)):
                sums_to(scope, measure, first, START + 16, validated=validated, view=view)
        transaction.set_rollback(True)


def sums_to(
    scope: str, measure: str, first: Month, last: Month, *, validated: bool, view: View = "operational"
) -> None:
    asked: Any = {"scope": scope, "measure": measure, "first": first, "last": last, "validated_only": validated}
    asked["view"] = view
    found = bridge(**asked)
    listed = {block: bridge_sites(**asked, block=block) for block in BLOCKS}
    sums = {block: sum(site.effect for site in sites) for block, sites in listed.items()}
    blocks = ("entries", "exits", "method", "organic", "not_reported", "capacity")
    assert {block: sums[block] for block in blocks} == {block: getattr(found, block) for block in blocks}
    assert sums["rest"] == found.organic - found.not_reported - found.capacity
    every = [site for block in ("entries", "exits", "method", "organic") for site in listed[block]]
    assert (sum(site.previous for site in every), sum(site.current for site in every)) == (
        found.previous,
        found.current,
    )
