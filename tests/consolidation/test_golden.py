"""The worked examples of the domain, from a report to an indicator, through the real pipeline."""

from decimal import Decimal
from fractions import Fraction

import pytest

from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from tests.consolidation.world import World


def rounded(value: Fraction | None, digits: int) -> Decimal:
    assert value is not None
    return round_half_up(value, digits)


def test_g1_ratio_of_sums(world: World) -> None:
    world.site("A", "sad")
    world.site("B", "sad")
    world.report("A", "2025-03", {"HA_REA": 90, "HA_PLAN": 100})
    world.report("B", "2025-03", {"HA_REA": 450, "HA_PLAN": 1000})
    assert rounded(world.value("group", "SD01", "2025-03"), 2) == Decimal("49.09")


def test_g2_gmp_of_sites_and_group(world: World) -> None:
    for code, residents in {"A": (12, 24, 14, 18, 7, 5), "B": (3, 5, 6, 10, 8, 8)}.items():
        world.site(code)
        world.report(code, "2025-03", {f"GIR{level}": count for level, count in enumerate(residents, 1)})
    assert rounded(world.value("establishment:A", "DP01", "2025-03"), 2) == Decimal("638.25")
    assert rounded(world.value("establishment:B", "DP01", "2025-03"), 2) == Decimal("448.00")
    assert rounded(world.value("group", "DP01", "2025-03"), 2) == Decimal("574.83")
    assert rounded(world.value("establishment:A", "DP03", "2025-03"), 2) == Decimal("774.00")


def test_g4_short_absences_count_as_occupied(world: World) -> None:
    world.site("A", capacities={"CAP_HP": 84})
    months = [Month.parse("2025-01") + offset for offset in range(12)]
    for month in months:
        last = month == months[-1]
        days = {"J_HP": 27_900 - 11 * 2_325 if last else 2_325, "J_ABS72": 250 - 11 * 20 if last else 20}
        world.report("A", str(month), days)
    figure = world.figure("group", "AC02", "2025-12", "ytd")
    assert figure.denominator == 30_660
    assert rounded(figure.value, 3) == Decimal("91.813")
    reduction = (95 - figure.value) / 2
    assert rounded(reduction, 4) == Decimal("1.5933")


def test_g19_absence_and_turnover(world: World) -> None:
    world.site("A", entry="2024-12-01")
    world.report("A", "2024-12", {"EFF_PERM": 62})
    quarter = {"2025-01": ("58.0", 190), "2025-02": ("58.4", 201), "2025-03": ("59.1", 176)}
    for number in range(12):
        month = str(Month.parse("2025-01") + number)
        fte, absent = quarter.get(month, ("58.40", 200))
        reasons = {"ABS_MO": absent, "ABS_MM": 0, "ABS_ML": 0, "ABS_AT": 0, "ABS_MAT": 0, "ABS_CS": 0}
        moves = {"REC_PERM": 9 if number == 0 else 0, "DEP_PERM": 11 if number == 5 else 0}
        world.report("A", month, {"ETP_REEL": fte, "EFF_FIN": 100, **reasons, **moves})
    assert rounded(world.value("group", "RH01", "2025-03", "ytd"), 3) == Decimal("10.769")
    assert rounded(world.value("group", "ETP_REEL", "2025-03", "quarter"), 4) == Decimal("58.5033")
    assert rounded(world.value("group", "RH04", "2025-12", "r12"), 2) == Decimal("16.13")
    assert rounded(world.value("group", "RH05", "2025-12", "month"), 2) == Decimal("10.00")


def test_g19_absence_over_a_year(world: World) -> None:
    world.site("A")
    for number in range(12):
        absent = 2430 - 11 * 202 if number == 11 else 202
        reasons = {"ABS_MO": absent, "ABS_MM": 0, "ABS_ML": 0, "ABS_AT": 0, "ABS_MAT": 0, "ABS_CS": 0}
        world.report("A", str(Month.parse("2025-01") + number), {"ETP_REEL": "58.40", **reasons})
    assert rounded(world.value("group", "RH01", "2025-12", "year"), 2) == Decimal("11.40")


def test_g20_capacity_changes_day_by_day(world: World) -> None:
    world.site("A", capacities={"CAP_HP": 80})
    world.capacity("A", "CAP_HP", 84, "2025-06-15")
    world.report("A", "2025-06", {"J_HP": 2_360, "J_ABS72": 0})
    figure = world.figure("group", "AC02", "2025-06")
    assert figure.denominator == 2_464
    assert rounded(figure.value, 2) == Decimal("95.78")


def test_g21_self_financing_capacity(world: World) -> None:
    world.site("A")
    # A result of 45,000; the other terms are those of the example.
    values = {
        "PR_G1": 3_000_000, "PR_G2": 0, "PR_G3": 45_000, "CH_G1": 1_000_000, "CH_G2": 1_500_000, "CH_G3": 500_000,
        "C_68": 182_000, "P_78": 12_000, "P_775": 5_000, "C_675": 3_000, "P_777": 20_000, "P_778": None,
        "P_7": 3_437_000, "P_7NE": 37_000,
    }  # fmt: skip
    world.report("A", "2025-06", values)
    assert world.value("group", "CAF", "2025-06") == 193_000
    assert world.value("group", "P_CAF", "2025-06") == 3_400_000
    assert rounded(world.value("group", "FI03", "2025-06"), 2) == Decimal("5.68")


def test_g22_tourism(world: World) -> None:
    world.site("A", "village_vacances")
    world.report("A", "2025-06", {"UL_DISP": 2_100, "UL_OCC": 1_800, "CA_HEB": 144_000})
    assert rounded(world.value("group", "TO01", "2025-06"), 2) == Decimal("85.71")
    assert rounded(world.value("group", "TO02", "2025-06"), 2) == Decimal("80.00")
    assert rounded(world.value("group", "TO03", "2025-06"), 2) == Decimal("68.57")


@pytest.mark.parametrize(("code", "days"), [("FI10", "78.0"), ("FI11", "51.6"), ("FI12", "26.4")])
def test_g24_days_of_running_costs(world: World, code: str, days: str) -> None:
    world.site("A", entry="2024-01-01")
    for number in range(12):
        last = number == 11
        cost = 2_900_000 - 11 * 241_000 if last else 241_000
        stocks = {"FRNG": 620_000, "BFR": 410_000, "TRESO": 210_000} if last else {}
        world.report(
            "A",
            str(Month.parse("2025-01") + number),
            {"CH_G1": 0, "CH_G2": cost, "CH_G3": 10_000, "C_68": 10_000, **stocks},
        )
    assert rounded(world.value("group", code, "2025-12", "year"), 1) == Decimal(days)
