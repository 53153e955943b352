"""Worked examples of the domain (G13, G23) through the real pipeline, to the cent."""

from __future__ import annotations

from fractions import Fraction

from groupe.consolidation.selectors import View, series
from groupe.consolidation.selectors.eliminations import beside, eliminations
from groupe.consolidation.selectors.legal_result import legal_result
from groupe.consolidation.selectors.vectors import TODAY
from groupe.kernel.periods import Month, Window
from tests.consolidation.eliminations.group import JUNE, golden, sold_building
from tests.consolidation.world import World

THOUSAND = 1000


def figures(
    scope: str, code: str, view: View, period: Month = JUNE, window: Window = "month"
) -> tuple[Fraction, Fraction]:
    """Before and after, in thousands."""
    found = series(scope=scope, codes=[code], first=period, last=period, window=window, view=view)[code]
    before, after = beside(found, scope, window, view, TODAY)[0]
    assert before.value is not None
    assert after.value is not None
    return before.value / THOUSAND, after.value / THOUSAND


def revenue(scope: str, view: View) -> tuple[Fraction, Fraction]:
    one, other = figures(scope, "PR_G1", view), figures(scope, "PR_G2", view)
    return one[0] + other[0], one[1] + other[1]


def test_g13_revenue(world: World) -> None:
    golden(world)
    assert revenue("group", "legal") == (34_900, 31_750)
    assert revenue("group", "operational") == (41_400, 41_400 - 3_300)
    assert revenue("entity:P", "legal") == (34_900 - 9_000, 31_750 - 9_000 + 500), "P does not hold the association"


def test_g13_totals_move_together(world: World) -> None:
    """Rents and services leave the result as it is, and take out of EBE, income and cost what they should."""
    golden(world)
    whole, net = figures("group", "RES", "legal")
    assert whole == net == 50 + 120 + 300 - 200 + 50 + 40
    taken = {}
    for code in ("PR", "CH", "P_7", "P_CAF", "EBE", "C_LOY", "C_LOYI", "C_SIEG"):
        before, after = figures("group", code, "legal")
        taken[code] = before - after
    assert taken == dict.fromkeys(("PR", "CH", "P_7", "P_CAF"), 3_150) | {
        "EBE": 0, "C_LOY": 900, "C_LOYI": 900, "C_SIEG": 2_250,
    }  # fmt: skip


def test_g13_indicators_use_what_is_after(world: World) -> None:
    golden(world)
    found = series(scope="group", codes=["FI01", "FI16"], first=JUNE, last=JUNE, view="legal")
    margin, rents = found["FI01"].figures[0], found["FI16"].figures[0]
    assert margin.denominator == 31_750 * THOUSAND
    assert (rents.numerator, rents.denominator) == (0, 31_750 * THOUSAND)
    assert found["FI01"].before is not None
    assert found["FI01"].before[0].denominator == 34_900 * THOUSAND


def test_g13_lines_of_the_result(world: World) -> None:
    golden(world)
    found = legal_result(scope="group", period=JUNE)
    assert found.whole == 384 * THOUSAND
    assert (found.minority, found.associative) == (-80 * THOUSAND, 40 * THOUSAND)
    assert (found.equity, found.group) == (24 * THOUSAND, 424 * THOUSAND)


def test_g13_stays_at_branch_level(world: World) -> None:
    golden(world)
    assert revenue("sector:elderly", "operational") == (38_000, 38_000)
    assert revenue("sector:support", "operational") == (3_400, 3_400)
    pairs = eliminations(scope="sector:support", period=JUNE).pairs
    assert {row.inside for row in pairs} == {False}
    assert sum(row.amount for row in pairs) == 3_300 * THOUSAND


def test_g23_gain_comes_back_over_the_years(world: World) -> None:
    sold_building(world)
    for year, taken, left in ((2024, 480, 480), (2025, -20, 460)):
        last = Month.parse(f"{year}-12")
        before, after = figures("group", "RES", "operational", last, "year")
        assert before - after == taken
        row = eliminations(scope="group", period=last, window="year").pairs[0]
        assert (row.sold - row.bought, row.left) == (taken * THOUSAND, left * THOUSAND)
        for code in ("EBE", "CAF", "P_CAF"):
            before, after = figures("group", code, "operational", last, "year")
            assert before == after, f"an internal gain brings no cash: {code}"
    before, after = figures("entity:P", "RES", "operational", Month.parse("2024-12"), "year")
    assert before == after, "the company itself has made its gain"
