"""Quartiles among likes: worked by hand, masked where they would tell of single sites."""

from __future__ import annotations

from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from establishments.catalogue import catalogue
from groupe.consolidation.bands import sizes_of
from groupe.consolidation.selectors.benchmark import FEWEST, Pool, masked, peers_of, pools, quartiles
from groupe.kernel.periods import Month
from tests.consolidation.world import World

MARCH = Month.parse("2025-03")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7], (7, 7, 7)),
        ([1, 2], (Fraction(5, 4), Fraction(3, 2), Fraction(7, 4))),
        ([1, 2, 3, 4, 5], (2, 3, 4)),
        ([10, 20, 30, 40], (Fraction(35, 2), 25, Fraction(65, 2))),
        ([3, 1, 2, 9, 5, 4], (Fraction(9, 4), Fraction(7, 2), Fraction(19, 4))),
    ],
)
def test_quartiles_by_the_inclusive_method(values: list[int], expected: tuple[Fraction, ...]) -> None:
    found = quartiles(map(Fraction, values))
    assert (found.low, found.median, found.high, found.count) == (*expected, len(values))


@given(st.lists(st.integers(-999, 999), min_size=2, max_size=30))
def test_as_the_standard_library_has_them(values: list[int]) -> None:
    exact = [Fraction(value, 7) for value in values]
    found = quartiles(exact)
    assert [found.low, found.median, found.high] == quantiles(exact, n=4, method="inclusive")


@pytest.mark.parametrize(
    ("value", "place"),
    [(5, "upper_quarter"), (4, "upper_quarter"), (3, "median"), (2, "lower_quarter"), (0, "lower_quarter")],
)
def test_where_a_value_stands(value: int, place: str) -> None:
    assert quartiles(map(Fraction, [1, 2, 3, 4, 5])).place(Fraction(value)) == place


def test_where_all_are_alike_nobody_stands_out() -> None:
    assert quartiles([Fraction(4)] * 6).place(Fraction(4)) == "median"


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({0: 5, 1: 8}, set()),
        ({0: 4, 1: 8, 2: 6}, {0, 2}),  # alone, it would follow from the whole and the others
        ({0: 1, 1: 2, 2: 9}, {0, 1, 2}),  # together they are fewer than five still
        ({0: 3, 1: 3, 2: 9}, {0, 1}),
        ({0: 4}, {0}),
        ({0: 0, 1: 5}, set()),
        ({-1: 2, 1: 7, 2: 5}, {-1, 2}),  # without a size: part of the whole all the same
    ],
)
def test_small_bands_are_masked_with_the_next_one(counts: dict[int, int], expected: set[int]) -> None:
    assert masked(counts) == expected


@given(st.dictionaries(st.integers(-1, 4), st.integers(0, 12), min_size=1))
def test_what_is_published_gives_no_small_count_away(counts: dict[int, int]) -> None:
    hidden = masked(counts)
    rest = sum(counts[band] for band in hidden)
    shown = [count for band, count in counts.items() if band not in hidden]
    assert all(count == 0 or count >= FEWEST for count in shown)
    assert not hidden or not any(shown) or (rest >= FEWEST and len(hidden) > 1)


def test_every_kind_has_a_size() -> None:
    for kind in catalogue().kinds:
        assert kind in catalogue().measures[sizes_of(kind).measure].kinds
    band = sizes_of("ehpad").band(Fraction(80))
    assert (band.low, band.high, band.measure) == (80, 120, "CAP_HP")
    assert sizes_of("ehpad").band(Fraction(500)).high is None


@pytest.fixture
def homes(world: World) -> World:
    """Nursing homes H0 to H6 of 50 places, with 10 to 70 falls in 1,000 days; L0 is large, S0 tells no size."""
    for number in range(7):
        world.site(f"H{number}", capacities={"CAP_HP": 50})
        world.report(f"H{number}", "2025-03", {"CAP_HP": 50, "J_REA": 1000 * (number + 1), "J_FINC": 10_000})
    for code, places in (("L0", 130), ("S0", None)):
        world.site(code)
        world.report(code, "2025-03", {"CAP_HP": places, "J_REA": 9000, "J_FINC": 10_000})
    world.fold()
    return world


def pool(kind: str = "ehpad", low: int | None = 40) -> Pool:
    found = pools(peers_of([kind], ["AC01"], MARCH, "month")["AC01"])
    return next(each for each in found if (each.band.low if each.band else None) == low)


def test_likes_are_of_one_kind_and_size(homes: World) -> None:
    homes.site("I0", "ime", capacities={"CAP_FIN": 50})
    homes.report("I0", "2025-03", {"J_REA": 1, "J_FINC": 10})
    homes.fold()
    assert [peer.code for peer in pool().peers] == [f"H{number}" for number in range(7)]
    whole = pool(low=None)
    assert (whole.quartiles and whole.quartiles.count, len(whole.peers)) == (9, 9)


def test_a_band_that_would_give_two_sites_away_is_masked(homes: World) -> None:
    """L0 and S0 stand outside the band of seven: two are fewer than five."""
    assert pool().masked
    assert pool(low=120).masked
    for number in range(3):
        homes.site(f"L{number + 1}", capacities={"CAP_HP": 130})
        homes.report(f"L{number + 1}", "2025-03", {"J_REA": 9000, "J_FINC": 10_000})
    homes.fold()
    found = pool()
    assert found.quartiles is not None
    assert (found.quartiles.low, found.quartiles.median, found.quartiles.high) == (25, 40, 55)


def test_those_who_left_compare_with_nobody(homes: World) -> None:
    homes.leave("H6", "2025-03-20")
    homes.leave("L0", "2025-02-28")
    homes.fold()
    assert "H6" not in [peer.code for peer in pool(low=None).peers]


def test_services_without_places_compare_by_their_staff(world: World) -> None:
    for number, staff in enumerate(("9.5", "10", "24.99")):
        world.site(f"D{number}", "sad")
        world.report(f"D{number}", "2025-03", {"ETP_REEL": staff, "HA_REA": 90, "HA_PLAN": 100})
    world.fold()
    code = next(i.code for i in catalogue().indicators.values() if "sad" in i.kinds and i.numerator == "HA_REA")
    peers = peers_of(["sad"], [code], MARCH, "r12")[code]
    assert [peer.band.low if peer.band else None for peer in peers] == [0, 10, 10]
