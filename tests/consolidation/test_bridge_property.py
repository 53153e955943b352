"""Bridges and constant perimeters of random structures equal the plain recomputation, at every scope and window."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groupe.consolidation.selectors import bridge, series
from groupe.consolidation.services import check
from groupe.kernel.periods import Month, Window, window_start
from tests.consolidation.naive import PlainSite, alike_days, alike_ratio, moves
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
START, LAST = Month.parse("2023-11"), Month.parse("2025-06")
SCOPES = ("group", "entity:X", "entity:Y", "territory:T1", "territory:T2", "kind:ehpad", "establishment:S0")
near = st.dates(dt.date(2023, 12, 1), dt.date(2025, 6, 30))
values = st.fixed_dictionaries(
    {}, optional={code: st.integers(1, 999) for code in ("PR_G1", "J_REA", "J_FINC", "TRESO", "COST")}
)
sites = st.fixed_dictionaries({
    "entry": st.one_of(st.just(dt.date(2020, 1, 1)), near),
    "stays": st.one_of(st.none(), st.integers(1, 500)),
    "closed": st.booleans(),
    "transfer": st.one_of(st.none(), st.tuples(near, st.sampled_from(["X", "Y"]), st.sampled_from(["T1", "T2"]))),
    "capacity": st.one_of(st.none(), near),
    "reports": st.dictionaries(st.integers(0, 19), values, min_size=8),
})  # fmt: skip
WINDOWS: tuple[Window, ...] = ("month", "quarter", "ytd", "r12")


@settings(
    max_examples=15, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(group=st.lists(sites, min_size=1, max_size=4), back=st.integers(0, 6))
def test_any_group(group: list[dict[str, Any]], back: int) -> None:
    with transaction.atomic():
        world = World()
        plain = [build(world, f"S{number}", each) for number, each in enumerate(group)]
        world.fold()
        for scope in SCOPES:
            chosen = plain[:1] if scope.startswith("establishment") else plain
            inside = "group" if scope.startswith("establishment") else scope
            for window in WINDOWS:
                compare(chosen, scope, inside, window, LAST - back)
        assert not check()
        transaction.set_rollback(True)


def compare(plain: list[PlainSite], scope: str, inside: str, window: Window, last: Month) -> None:
    first = window_start(window, last)
    for code, stock in (("PR_G1", False), ("TRESO", True)):
        found = bridge(scope=scope, measure=code, first=first, last=last)
        expected = moves(plain, inside, code, first, last, stock=stock)
        assert [found.previous, found.current, found.entries, found.exits, found.organic] == [
            Fraction(expected[name], 100) for name in ("previous", "current", "entries", "exits", "organic")
        ]
        assert (found.not_reported, found.capacity) == (
            Fraction(expected["missing"], 100),
            Fraction(expected["capacity"], 100),
        )
        if found.volume is not None:
            assert found.price is not None
            assert found.not_reported + found.capacity + found.volume + found.price == found.organic
        if expected["base"]:
            assert found.growth_like_for_like == Fraction(expected["alike"] - expected["base"], expected["base"])
    constant = series(
        scope=scope, codes=["AC01", "FI12"], first=last, last=last, window=window, compare="previous_year",
        perimeter="constant",
    )  # fmt: skip
    expect(constant["AC01"], alike_ratio(plain, inside, "J_REA", "J_FINC", first, last))
    expect(constant["FI12"], alike_days(plain, inside, "TRESO", "COST", first, last))


def expect(found: Any, sides: tuple[tuple[int, int], tuple[int, int]]) -> None:
    for figure, (above, below) in zip((found.figures[0], found.compare[0]), sides, strict=True):
        if below:
            factor = 100 if found.code == "AC01" else 1
            assert figure.value == Fraction(above * factor, below), (found.code, figure)
        else:
            assert figure.value is None


def build(world: World, code: str, facts: dict[str, Any]) -> PlainSite:
    """The same site in the world and in plain days."""
    entry = facts["entry"]
    leaving = entry + dt.timedelta(days=facts["stays"]) if facts["stays"] and entry.year > 2020 else None
    world.site(code, "ehpad", str(entry), str(leaving) if leaving else None, entity="X", reason="purchase",
               capacities={"CAP_HP": 40}, left="closed" if facts["closed"] else "sold")  # fmt: skip
    moved, enlarged = facts["transfer"], facts["capacity"]
    if moved and moved[0] > entry:
        world.transfer(code, str(moved[0]), entity=moved[1], territory=moved[2])
    else:
        moved = None
    if enlarged and enlarged > entry:
        world.capacity(code, "CAP_HP", 50, str(enlarged))
    else:
        enlarged = None
    site = PlainSite(dict(days(entry, leaving, moved, enlarged)), closed=leaving if facts["closed"] else None)
    for number, reported in facts["reports"].items():
        month = START + number
        if site.owned(month) or site.settles(month):
            site.reports[month] = {
                name: value * (100 if name in {"J_REA", "J_FINC"} else 1) for name, value in reported.items()
            }
            world.report(code, str(month), typed(reported))
    return site


def days(entry: dt.date, leaving: dt.date | None, moved: Any, enlarged: dt.date | None) -> Any:
    each = max(entry, dt.date(2022, 11, 1))
    while each <= min(leaving or LAST.last, LAST.last):
        entity, territory = moved[1:] if moved and each >= moved[0] else ("X", "T1")
        scopes = frozenset({"group", f"entity:{entity}", f"territory:{territory}", "kind:ehpad"})
        yield each, (scopes, 50 if enlarged and each >= enlarged else 40)
        each += dt.timedelta(days=1)


def typed(reported: dict[str, int]) -> dict[str, Any]:
    """Amounts in cents become euros; COST stands for the three cost groups less depreciation."""
    found: dict[str, Any] = {name: reported[name] for name in ("J_REA", "J_FINC") if name in reported}
    found |= {name: f"{reported[name] / 100:.2f}" for name in ("PR_G1", "TRESO") if name in reported}
    if "COST" in reported:
        found |= {"CH_G1": f"{reported['COST'] / 100:.2f}", "CH_G2": 0, "CH_G3": 0, "C_68": 0}
    return found
