"""The quota that a funder accepts (G10)."""

from __future__ import annotations

from fractions import Fraction

from groupe.kernel.numbers import round_half_up
from shared_services.sharing import by_category, quotas

SITES = {"E1": 420_000_000, "E2": 295_000_000, "E3": 130_000_000, "E4": 85_000_000}


def test_by_category_first_then_pro_rata() -> None:
    parts = by_category(30_000_000, {"L312-1": sum(SITES.values()), "other": 170_000_000})
    assert parts == {"L312-1": 25_363_636, "other": 4_636_364}
    found = quotas(SITES, total=parts["L312-1"])
    assert found.cents == {"E1": 11_454_545, "E2": 8_045_454, "E3": 3_545_455, "E4": 2_318_182}
    assert str(round_half_up(found.percentage * 100, 4)) == "2.7273"
    assert sum(found.cents.values()) == parts["L312-1"]


def test_a_single_percentage() -> None:
    found = quotas(SITES, percentage=Fraction(3, 100))
    assert found.cents == {"E1": 12_600_000, "E2": 8_850_000, "E3": 3_900_000, "E4": 2_550_000}
