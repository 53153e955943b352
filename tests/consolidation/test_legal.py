"""The legal view: each cell with the fraction of its entity on its days (semantics, rules 19, 23 and 26)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from establishments.enums import Method
from establishments.models import ConsolidationTerm, LegalEntity
from establishments.services.structure import holding_set, term_set
from groupe.consolidation.selectors import Bridge, Figure, bridge, series
from groupe.consolidation.services import check
from groupe.consolidation.source.holdings import Holdings
from groupe.consolidation.source.reading import NOW
from groupe.kernel.periods import Month, Window
from groupe.kernel.ranges import inclusive
from tests.consolidation.world import World

START = dt.date(2020, 1, 1)


def entity(world: World, code: str, method: str = Method.FULL) -> LegalEntity:
    row = world.entity(code)
    ConsolidationTerm.objects.create(entity=row, method=method, valid=inclusive(START, None))
    return row


def hold(owner: LegalEntity, owned: LegalEntity, capital: str, since: dt.date = START) -> None:
    holding_set(owner=owner, owned=owned, votes=Decimal(capital), capital=Decimal(capital), since=since)


def legal(world: World, scope: str, code: str, period: str, window: Window = "month") -> Figure:
    world.fold()
    last = Month.parse(period)
    return series(scope=scope, codes=[code], first=last, last=last, window=window, view="legal")[code].figures[0]


def moved(scope: str, first: str, last: str, measure: str = "PR_G1") -> Bridge:
    return bridge(scope=scope, measure=measure, first=Month.parse(first), last=Month.parse(last), view="legal")


@pytest.fixture
def joint(world: World) -> World:
    """P holds half of C, 60 % from 16 June 2025; C is consolidated by its share."""
    parent, child = entity(world, "P"), entity(world, "C", Method.PROPORTIONAL)
    hold(parent, child, "50")
    world.site("A", entity="P")
    world.site("S", entity="C")
    hold(parent, child, "60", dt.date(2025, 6, 16))
    return world


def test_half_a_month_at_each_percentage(joint: World) -> None:
    joint.report("S", "2025-06", {"PR_G1": 30_000, "TRESO": 100_000, "J_REA": 10, "J_FINC": 20})
    assert legal(joint, "group", "PR_G1", "2025-06").value == 16_500
    assert legal(joint, "group", "TRESO", "2025-06").value == 60_000
    assert joint.value("group", "PR_G1", "2025-06") == 30_000
    assert legal(joint, "establishment:S", "PR_G1", "2025-06").value == 16_500
    ratio = legal(joint, "group", "AC01", "2025-06")
    assert (ratio.value, ratio.numerator) == (50, Fraction(11, 2))
    assert (ratio.coverage.expected, ratio.coverage.reported) == (2, 1)


def test_chains_multiply_exactly(world: World) -> None:
    top, middle, low = (entity(world, code, Method.PROPORTIONAL if code == "L" else Method.FULL) for code in "TML")
    hold(top, middle, "66.67")
    hold(middle, low, "33.33")
    world.site("S", entity="L")
    world.report("S", "2025-06", {"PR_G1": 1_000_000})
    assert legal(world, "group", "PR_G1", "2025-06").value == Fraction("222211.11")
    assert legal(world, "entity:M", "PR_G1", "2025-06").value == 333_300
    assert legal(world, "entity:L", "PR_G1", "2025-06").value == 1_000_000
    assert world.value("entity:M", "PR_G1", "2025-06") is None


def test_g13b_interest_runs_through_every_chain(world: World) -> None:
    """P 80 % of H2, H2 60 % of S: 48 %; P 30 % of H3, H3 90 % of T: 27 %."""
    rows = {code: entity(world, code, Method.PROPORTIONAL) for code in ("P", "H2", "H3", "S", "T")}
    for owner, owned, capital in (("P", "H2", "80"), ("H2", "S", "60"), ("P", "H3", "30"), ("H3", "T", "90")):
        hold(rows[owner], rows[owned], capital)
    counted = Holdings(NOW).counted
    interests = {
        code: {base: share for base, _method, share in counted(rows[code].pk, START)}[""] for code in ("S", "T")
    }
    assert interests == {"S": Fraction(48, 100), "T": Fraction(27, 100)}


@pytest.mark.parametrize("method", [Method.EQUITY, Method.NONE])
def test_what_is_not_consolidated_line_by_line_counts_nowhere(world: World, method: str) -> None:
    hold(entity(world, "P"), entity(world, "E", method), "30")
    for code, owner in (("A", "P"), ("S", "E")):
        world.site(code, entity=owner)
        world.report(code, "2025-06", {"PR_G1": 100})
    assert legal(world, "group", "PR_G1", "2025-06").value == 100
    assert legal(world, "entity:P", "PR_G1", "2025-06").value == 100
    assert legal(world, "entity:E", "PR_G1", "2025-06").value == 100
    assert world.value("group", "PR_G1", "2025-06") == 200


def test_a_parent_with_its_subsidiaries(world: World) -> None:
    parent = entity(world, "P")
    hold(parent, entity(world, "F"), "80")
    hold(parent, entity(world, "C", Method.PROPORTIONAL), "50")
    for code, owner in (("A", "P"), ("B", "F"), ("S", "C")):
        world.site(code, entity=owner)
        world.report(code, "2025-06", {"PR_G1": 100})
    assert legal(world, "entity:P", "PR_G1", "2025-06").value == 250
    assert legal(world, "entity:F", "PR_G1", "2025-06").value == 100


def test_a_change_of_percentage_is_a_block_of_its_own(joint: World) -> None:
    for year, amount in (("2024", 1_000), ("2025", 1_200)):
        for month in ("05", "06", "07"):
            joint.report("S", f"{year}-{month}", {"PR_G1": amount, "TRESO": amount})
            joint.report("A", f"{year}-{month}", {"PR_G1": 100})
    joint.fold()
    may, july = moved("group", "2025-05", "2025-05"), moved("group", "2025-07", "2025-07")
    assert (may.previous, may.method, may.organic, may.current) == (600, 0, 100, 700)
    assert (july.previous, july.method, july.organic, july.current) == (600, 220, 0, 820)
    assert july.growth_like_for_like == 0
    whole = moved("group", "2025-05", "2025-07")
    assert whole.previous + whole.entries + whole.exits + whole.method + whole.organic == whole.current
    stock = moved("group", "2025-07", "2025-07", "TRESO")
    assert (stock.previous, stock.method, stock.current) == (500, 220, 720)
    assert not check()


def test_a_change_of_method_too(world: World) -> None:
    row = entity(world, "C")
    hold(entity(world, "P"), row, "50")
    world.site("S", entity="C")
    for month in ("2024-03", "2025-03"):
        world.report("S", month, {"PR_G1": 1_000})
    term_set(entity=row, method=Method.PROPORTIONAL, since=dt.date(2025, 1, 1))
    world.fold()
    found = moved("group", "2025-03", "2025-03")
    assert (found.previous, found.method, found.organic, found.current) == (1_000, -500, 0, 500)
    operational = bridge(scope="group", measure="PR_G1", first=Month.parse("2025-03"), last=Month.parse("2025-03"))
    assert (operational.method, operational.organic) == (0, 0)


def test_constant_perimeter_of_the_legal_view(joint: World) -> None:
    for month in ("2024-05", "2025-05"):
        joint.report("S", month, {"J_REA": 10, "J_FINC": 20, "PR_G1": 100})
        joint.report("A", month, {"J_REA": 30, "J_FINC": 40, "PR_G1": 100})
    joint.fold()
    last = Month.parse("2025-05")
    found = series(scope="group", codes=["AC01", "PR_G1"], first=last, last=last, perimeter="constant", view="legal")
    assert found["AC01"].figures[0].value == Fraction(35 * 100, 50)
    assert found["PR_G1"].figures[0].value == 150


def test_an_entry_keeps_its_block(joint: World) -> None:
    joint.site("N", entity="C", entry="2025-03-10", reason="court_sale")
    joint.report("N", "2025-04", {"PR_G1": 400})
    joint.fold()
    found = moved("group", "2025-04", "2025-04")
    assert (found.entries, found.method, found.organic) == (200, 0, 0)
    assert not check()


def test_residual_costs_count_by_the_share_of_the_last_day_and_are_exits(world: World) -> None:
    """The method of an entity changes before its site closes: with no day this year, nothing of it is a method."""
    parent, child = entity(world, "P"), entity(world, "C")
    hold(parent, child, "50")
    world.site("S", entity="C", exit="2024-09-30", left="closed")
    term_set(entity=child, method=Method.PROPORTIONAL, since=dt.date(2024, 7, 1))
    world.report("S", "2024-01", {"CH_G1": 1_000})
    world.report("S", "2025-01", {"CH_G1": 12_000})
    assert legal(world, "group", "CH_G1", "2025-01").value == 6_000
    found = moved("group", "2025-01", "2025-01", "CH_G1")
    assert (found.previous, found.exits, found.method, found.organic, found.current) == (1_000, 5_000, 0, 0, 6_000)
    assert not check()
