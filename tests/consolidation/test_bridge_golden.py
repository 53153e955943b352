"""The worked example of the domain, section 5.3 (G14), through the real pipeline; amounts in thousands of euros."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from groupe.consolidation.selectors import Bridge, bridge, pro_forma, series
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from tests.consolidation.world import World


def spread(
    world: World, code: str, first: str, last: str, total: int, *, scenario: str = "actual", **more: int
) -> None:
    """A total over some months, as equal as whole euros allow."""
    months = list(Month.parse(first).to(Month.parse(last)))
    for number, month in enumerate(months):
        shares = {
            name: amount * (number + 1) // len(months) - amount * number // len(months)
            for name, amount in {"PR_G1": total * 1000, **more}.items()
        }
        world.report(code, str(month), shares, scenario=scenario)


@pytest.fixture
def group(world: World) -> World:
    world.site("A", entry="2023-01-01", entity="X")
    spread(world, "A", "2024-01", "2024-12", 12_000, J_REA=60_000)
    spread(world, "A", "2025-01", "2025-12", 12_420, J_REA=58_500)
    world.site("B", entry="2025-03-17", entity="X", reason="court_sale")
    spread(world, "B", "2025-03", "2025-03", 110)
    spread(world, "B", "2025-04", "2025-12", 2_070)
    world.site("C", entry="2023-01-01", exit="2025-06-30", entity="X")
    spread(world, "C", "2024-01", "2024-06", 1_500)
    spread(world, "C", "2024-07", "2024-12", 1_560)
    spread(world, "C", "2025-01", "2025-06", 1_530)
    world.site("D", entry="2023-01-01", exit="2024-09-30", entity="X")
    spread(world, "D", "2024-01", "2024-09", 900)
    world.site("E", entry="2023-01-01", entity="X")
    spread(world, "E", "2024-01", "2024-12", 6_000)
    spread(world, "E", "2025-01", "2025-12", 6_090)
    world.transfer("E", "2025-10-01", entity="Y")
    world.fold()
    return world


def year(scope: str, measure: str = "PR_G1", first: str = "2025-01", last: str = "2025-12") -> Bridge:
    return bridge(scope=scope, measure=measure, first=Month.parse(first), last=Month.parse(last))


def blocks(found: Bridge) -> list[Fraction]:
    """previous, entries, exits, method, organic, current, in thousands."""
    assert found.previous + found.entries + found.exits + found.method + found.organic == found.current
    names = ("previous", "entries", "exits", "method", "organic", "current")
    return [getattr(found, name) / 1000 for name in names]


def percent(value: Fraction | None) -> Decimal:
    assert value is not None
    return round_half_up(value * 100, 2)


def test_g14_group(group: World) -> None:
    found = year("group")
    assert blocks(found) == [21_960, 2_180, -2_460, 0, 540, 22_220]
    assert percent(found.growth_published) == Decimal("1.18")
    assert percent(found.growth_like_for_like) == Decimal("2.77")
    assert (found.not_reported, found.capacity) == (0, 0)


def test_g14_transfer_is_an_exit_and_an_entry_of_entities(group: World) -> None:
    assert blocks(year("entity:Y")) == [0, Fraction(6_090, 4), 0, 0, 0, Fraction(6_090, 4)]
    left = blocks(year("entity:X"))
    assert left[:3] == [21_960, 2_180, -2_460 - 1_500]
    assert left[4] == 540 - 90 + Fraction(90 * 3, 4)


def test_g14_constant_perimeter_is_the_organic_cells(group: World) -> None:
    last = Month.parse("2025-12")
    found = series(
        scope="group", codes=["PR_G1"], first=last, last=last, window="year", compare="previous_year",
        perimeter="constant",
    )["PR_G1"]  # fmt: skip
    assert found.compare is not None
    assert found.compare[0].value == 19_500_000
    assert found.figures[0].value == 20_040_000


def test_g14_next_march_is_still_an_entry(group: World) -> None:
    spread(group, "B", "2026-03", "2026-03", 240)
    spread(group, "B", "2026-04", "2026-04", 250)
    group.fold()
    march = year("establishment:B", first="2026-03", last="2026-03")
    assert blocks(march) == [110, 130, 0, 0, 0, 240]
    april = year("establishment:B", first="2026-04", last="2026-04")
    assert blocks(april) == [230, 0, 0, 0, 20, 250]


def test_g14b_volume_and_price(group: World) -> None:
    found = year("establishment:A")
    assert found.organic == 420_000
    assert (found.volume, found.price) == (-300_000, 720_000)


def test_late_is_organic_but_outside_the_growth(world: World) -> None:
    """Semantics, rule 20: A from 100 to 104, B from 100 to late."""
    for code in "AB":
        world.site(code, entry="2023-01-01")
        world.report(code, "2024-05", {"PR_G1": 100})
    world.report("A", "2025-05", {"PR_G1": 104})
    world.fold()
    found = year("group", first="2025-05", last="2025-05")
    assert (found.organic, found.not_reported) == (-96, -100)
    assert found.growth_like_for_like == Fraction(4, 100)


def test_capacity_change_is_a_line_of_its_own(world: World) -> None:
    for code in "AB":
        world.site(code, entry="2023-01-01", capacities={"CAP_HP": 40})
        world.report(code, "2024-05", {"PR_G1": 1_000, "J_REA": 100})
        world.report(code, "2025-05", {"PR_G1": 1_260, "J_REA": 120})
    world.capacity("B", "CAP_HP", 50, "2025-05-10")
    world.fold()
    found = year("group", first="2025-05", last="2025-05")
    assert (found.organic, found.capacity, found.volume, found.price) == (520, 260, 200, 60)


def test_stocks_go_by_the_last_day(world: World) -> None:
    """Entered in mid-month last year: its stock compares, its flows do not."""
    world.site("B", entry="2024-03-17", reason="court_sale", opening={"ACC_FIN": "60"})
    world.report("B", "2024-03", {"TRESO": 300, "PR_G1": 10})
    world.report("B", "2025-03", {"TRESO": 350, "PR_G1": 30})
    world.fold()
    stock, flow = (year("group", code, first="2025-03", last="2025-03") for code in ("TRESO", "PR_G1"))
    assert blocks(stock)[1:5] == [0, 0, 0, Fraction(50, 1000)]
    assert blocks(flow)[1:5] == [Fraction(20, 1000), 0, 0, 0]


def test_g14c_pro_forma_adds_the_sellers_days(group: World) -> None:
    """B as if it had been there from the first day; last year without what left, with the seller's whole year."""
    for first, last, total in (("2024-01", "2024-12", 2_700), ("2025-01", "2025-03", 560)):
        spread(group, "B", first, last, total, scenario="pre_acquisition")
    group.fold()
    months = {"first": Month.parse("2025-01"), "last": Month.parse("2025-12")}
    found = pro_forma(scope="group", measure="PR_G1", **months)
    assert (found.actual / 1000, found.seller / 1000, found.current / 1000) == (22_220, 560, 22_780)
    assert (found.base / 1000, found.seller_before / 1000, found.previous / 1000) == (19_500, 2_700, 22_200)
    assert [(part.code, str(part.entry)) for part in found.parts] == [("B", "2025-03-17")]
    assert blocks(year("group")) == [21_960, 2_180, -2_460, 0, 540, 22_220], "actual figures know nothing of it"
    assert pro_forma(scope="entity:Y", measure="PR_G1", **months).seller == 0
    assert pro_forma(scope="entity:X", measure="PR_G1", **months).seller == 560_000
    assert pro_forma(scope="establishment:A", measure="PR_G1", **months).parts == []
    assert pro_forma(scope="establishment:B", measure="PR_G1", **months).current == 2_740_000


def test_pro_forma_computes_what_the_seller_did_not_type(group: World) -> None:
    """Totals are computed from the seller's own accounts; a stock counts at the end of a month before the entry."""
    whole = {"PR_G1": 10, "PR_G2": 5, "PR_G3": 1, "TRESO": 7}
    for month in ("2024-03", "2025-02", "2025-03"):
        group.report("B", month, whole, scenario="pre_acquisition")
    first, march = Month.parse("2025-01"), Month.parse("2025-03")
    found = pro_forma(scope="group", measure="PR", first=first, last=march)
    assert (found.seller, found.seller_before) == (32, 16)
    stock = pro_forma(scope="group", measure="TRESO", first=first, last=march)
    assert (stock.seller, stock.seller_before) == (0, 7)


def test_pro_forma_leaves_out_what_entered_later_or_left_before(world: World) -> None:
    world.site("SOON", entry="2026-02-10", reason="purchase")
    world.site("GONE", entry="2024-02-01", exit="2024-10-31", reason="purchase")
    for code, month in (("SOON", "2025-05"), ("GONE", "2024-01")):
        world.report(code, month, {"PR_G1": 9}, scenario="pre_acquisition")
    world.fold()
    found = pro_forma(scope="group", measure="PR_G1", first=Month.parse("2025-01"), last=Month.parse("2025-12"))
    assert found.parts == []
