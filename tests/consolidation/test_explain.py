"""The parts of a figure add up to it: at every scope, window and code."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from establishments.enums import Method
from establishments.services.structure import holding_set, term_set
from groupe.consolidation.engine.plan import IndicatorPlan, current_plan
from groupe.consolidation.models import Scope
from groupe.consolidation.selectors import Perimeter, View
from groupe.consolidation.selectors.explain import Explanation, behind, explain
from groupe.consolidation.selectors.explain.months import flow_side
from groupe.kernel.periods import WINDOWS, Month, Window
from tests.consolidation.test_equality import KINDS, START, moves, play
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
# Flows, stocks, carried stocks, means, what is never added, products with days, openings, and stocks against flows.
CODES = [
    "CH_G1", "J_HP", "ACC_FIN", "FRNG", "ETP_REEL", "JO_INT", "ACCJ", "JM", "AC01", "AC05", "AC06", "HA_REA",
    "FI01", "FI10", "FI12", "RH04", "RH05",
]  # fmt: skip
# What those figures need, of a nursing home; each value may be left out of a report.
RICH = {
    "CH_G1": 100, "CH_G2": 70, "CH_G3": 30, "C_68": 3, "FRNG": 500, "TRESO": 90, "ACC_FIN": 70, "ACC_SOR": 2,
    "ETP_REEL": "40.5", "EFF_FIN": 45, "EFF_PERM": 40, "REC_PERM": 1, "DEP_PERM": 2, "J_REA": 2000, "J_FINC": 2100,
}  # fmt: skip
rich = st.tuples(st.integers(0, 9), st.one_of(st.none(), st.sampled_from(sorted(RICH))))


def adds_up(found: Explanation) -> None:
    figure, parts = found.figure, found.parts
    if figure.numerator is not None:
        assert sum((part.numerator for part in parts), Fraction(0)) == figure.numerator
    if found.over_days and not found.scope.startswith("establishment:"):
        assert figure.denominator in {None, sum(month.days for month in found.reported_months())}
    elif figure.denominator is not None:
        assert sum((part.denominator or Fraction(0) for part in parts), Fraction(0)) == figure.denominator
    assert len(found.missing) == figure.coverage.expected - figure.coverage.reported
    assert (figure.value is None) == (found.unknown is not None)
    assert len({part.key for part in parts}) == len(parts)
    assert parts == sorted(parts, key=lambda part: part.key)


def year_before_adds_up(found: Explanation) -> None:
    """On the constant perimeter, each part beside the same cells a year before."""
    if found.previous is None:
        return
    before = [part.before for part in found.parts if part.before]
    assert len(before) == len(found.parts)
    if found.previous.numerator is not None:
        assert sum((above for above, _below in before), Fraction(0)) == found.previous.numerator
    if found.previous.denominator is not None and not found.over_days:
        assert sum((below or Fraction(0) for _above, below in before), Fraction(0)) == found.previous.denominator


def months_add_up(found: Explanation) -> None:
    """A stock against a flow: the months below give the flow, and the days of rule 14."""
    plan = current_plan().code(found.figure.code)
    if not isinstance(plan, IndicatorPlan) or not plan.windowed:
        return
    name, side = flow_side(plan)
    for each in behind(found, found.parts):
        counted = [row for row, _origin in each.months if row.flow is not None]
        weight = each.part.fraction
        assert sum((row.flow or Fraction(0) for row in counted), Fraction(0)) * weight == getattr(each.part, name)
        if plan.days and weight == 1:
            assert each.values[0].value is not None
            assert each.part.numerator == each.values[0].value * sum(row.days for row in counted)
        assert side.terms


@settings(
    max_examples=8, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    history=st.lists(moves, min_size=10, max_size=25),
    reports=st.lists(rich, min_size=17, max_size=17),
    windows=st.sets(st.sampled_from(WINDOWS), min_size=2, max_size=2),
    period=st.integers(3, 17).map(lambda offset: START + offset),
    validated=st.booleans(),
    perimeter=st.sampled_from(["current", "constant"]),
    view=st.sampled_from(["operational", "legal"]),
)
def test_parts_add_up_to_their_figure(
    history: list[tuple[Any, ...]],
    reports: list[tuple[Any, ...]],
    windows: set[Window],
    period: Month,
    validated: bool,
    perimeter: Perimeter,
    view: View,
) -> None:
    with transaction.atomic():
        world = World()
        owned(world)
        for code, kind in zip("ABC", KINDS, strict=True):
            world.site(code, kind, entry="2024-02-10", opening={"EFF_PERM": "20"}, reason="purchase")
        for month, (number, without) in zip((START + 1).to(START + 17), reports, strict=True):
            if number:
                values = {code: value for code, value in RICH.items() if code != without}
                world.report("A", str(month), values | {"CH_G1": 100 + number})
        play(world, history)
        world.fold()
        for scope in [*asked_scopes(), *(f"establishment:{code}" for code in "ABC")]:
            for window in windows:
                for code in CODES:
                    found = explain(
                        scope, code, period, window, perimeter=perimeter, view=view, validated_only=validated
                    )
                    adds_up(found)
                    year_before_adds_up(found)
                    months_add_up(found)
        transaction.set_rollback(True)


def owned(world: World) -> None:
    """E1 holds half of X, then 60 %; X counts by its share, from a day on whole; Y is held by X at 30 %, by equity."""
    parent, shared, far = (world.entity(code) for code in ("E1", "X", "Y"))
    for owner, child, capital, since in (
        (parent, shared, "50", "2020-01-01"),
        (shared, far, "30", "2020-01-01"),
        (parent, shared, "60", "2024-11-11"),
    ):
        amount = Decimal(capital)
        holding_set(owner=owner, owned=child, votes=amount, capital=amount, since=dt.date.fromisoformat(since))
    for child, method, since in (
        (shared, Method.PROPORTIONAL, "2020-01-01"),
        (far, Method.EQUITY, "2020-01-01"),
        (shared, Method.FULL, "2025-03-16"),
    ):
        term_set(entity=child, method=method, since=dt.date.fromisoformat(since))


def asked_scopes() -> list[str]:
    """Those that somebody may ask for."""
    codes = Scope.objects.exclude(code__startswith="~").exclude(code__startswith="+")
    return list(codes.values_list("code", flat=True))


def behind_one(scope: str, code: str, period: str, window: Window = "month") -> list[tuple[str, str, str]]:
    """(code, value, source) of the first part."""
    found = explain(scope, code, Month.parse(period), window)
    adds_up(found)
    months_add_up(found)
    return [(each.code, str(each.value), each.source) for each in behind(found, found.parts)[0].values]


def test_turnover_opens_with_the_record_of_the_entry(world: World) -> None:
    world.site("A", entry="2025-01-01", opening={"EFF_PERM": "62"}, reason="purchase")
    for month in Month.parse("2025-01").to(Month.parse("2026-01")):
        world.report("A", str(month), {"REC_PERM": 1, "DEP_PERM": 1, "EFF_PERM": 60})
    world.fold()
    assert behind_one("group", "RH04", "2025-12", "month") == [("EFF_PERM", "62", "opening")]
    assert behind_one("group", "RH04", "2026-01", "r12") == [("EFF_PERM", "60", "reported")]


def test_capacities_budgets_and_emission_factors(world: World) -> None:
    world.site("A", "ime", capacities={"CAP_INT": 30})
    world.report("A", "2025-06", {"JO_INT": 30, "J_INT": 850, "KWH_EL": 10, "KWH_TH": 0, "KM": "na"})
    world.report("A", "2025-06", {"CH_G1": 5, "BUD_CH": 7}, scenario="budget")
    world.fold()
    assert behind_one("group", "JT_INT", "2025-06") == [("CAP_INT", "30", "capacity"), ("JO_INT", "30", "reported")]
    assert behind_one("group", "BUD_CH", "2025-06") == [("BUD_CH", "7.00", "budget")]
    values = behind_one("group", "KGCO2", "2025-06")
    assert [source for _code, _value, source in values] == ["not_applicable"] + ["reported"] * 2 + ["parameter"] * 3


def test_a_constant_perimeter_leaves_out_what_one_year_lacks(world: World) -> None:
    """A 100 to 104, B 100 to late: +4 %."""
    for code in "AB":
        world.site(code)
        world.report(code, "2024-03", {"CH_G1": 100})
    world.report("A", "2025-03", {"CH_G1": 104})
    world.fold()
    found = explain("group", "CH_G1", Month.parse("2025-03"), "month", perimeter="constant")
    assert [(part.code, part.numerator, part.before) for part in found.parts] == [("A", 104, (100, None))]
    assert [part.code for part in found.missing] == ["B"]
    assert found.previous is not None
    assert (found.figure.value, found.previous.value) == (104, 100)
