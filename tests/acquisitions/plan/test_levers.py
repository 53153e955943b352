"""What each lever brings, by hand and to the cent; and what holds for any lever."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acquisitions.valuation.curve import own_curve
from acquisitions.valuation.cutting import cut
from acquisitions.valuation.kinds import PARAMETERS, Case, LeverKind, Nature
from acquisitions.valuation.levers import Effect, Lever, Play, effects, ramped, run_rate
from acquisitions.valuation.outcome import Shock, outcome
from tests.acquisitions.plan.house import FIRST, lever, seller

CURVE = own_curve(seller(), FIRST)


def of(told: Lever, case: Case = Case.BASE) -> list[Effect]:
    return effects(told, CURVE, case)


def test_points_of_occupancy_fill_places_at_the_price_of_a_day() -> None:
    """4 points of 80 places are 3.2 places: 99.2 days of January at 62.35 euros, less 8.10 of meals."""
    january, february = of(lever("occupancy", points=4, price="62.35", day_cost="8.10"))[:2]
    assert january.days == Fraction("99.2")
    assert (january.products, january.charges[Nature.PURCHASES]) == (618_512, 80_352)
    assert (february.days, february.products) == (Fraction("89.6"), 558_656)
    assert january.result == 618_512 - 80_352


def test_a_year_is_cut_into_months_by_largest_remainder() -> None:
    """10,000 euros over twelve months: 833.34 four times, 833.33 eight times."""
    found = [each.products for each in of(lever("tariff", yearly=10_000))]
    assert found == ([83_334] * 4 + [83_333] * 8) * 2
    assert sum(found[:12]) == 1_000_000


def test_a_ramp_is_linear_up_to_the_full_effect() -> None:
    told = lever("tariff", start=3, ramp=4, yearly=12_000)
    assert [each.products for each in of(told)][:8] == [0, 0, 25_000, 50_000, 75_000, 100_000, 100_000, 100_000]
    assert ramped(replace(told, ramp=0), 2, Case.BASE) == 1


@pytest.mark.parametrize(
    ("told", "nature", "cents"),
    [
        (lever("agency", fte=2, agency_cost=78_000, staff_cost=46_800), Nature.AGENCY, -1_300_000),
        (lever("agency", fte=2, agency_cost=78_000, staff_cost=46_800), Nature.STAFF, 780_000),
        (lever("absence", points="1.5", replaced=60), Nature.STAFF, -162_000),
        (lever("purchasing", percent="4.5"), Nature.PURCHASES, -135_000),
        (lever("energy", percent=15), Nature.ENERGY, -180_000),
        (lever("pooled", saved=54_000, quota=30_000), Nature.OVERHEADS, -200_000),
    ],
)
def test_levers_on_charges(told: Lever, nature: Nature, cents: int) -> None:
    """Of each month, on 180,000 of staff, 30,000 of purchases and 12,000 of energy."""
    assert [each.charges[nature] for each in of(told)] == [cents] * 24


def test_works_are_paid_while_they_last_then_wear_out_and_bring() -> None:
    """360,000 euros over three months, worn out in ten years: 3,000 a month from the fourth one on."""
    found = of(lever("works", start=2, investment=360_000, duration=3, years=10, saved=24_000, products=6_000))
    assert [each.invested for each in found[:6]] == [0, 12_000_000, 12_000_000, 12_000_000, 0, 0]
    assert [each.charges[Nature.DEPRECIATION] for each in found[3:6]] == [0, 300_000, 300_000]
    assert (found[4].charges[Nature.PROPERTY], found[4].products, found[4].result) == (-200_000, 50_000, -50_000)


def test_one_off_costs_come_whole_with_the_start_whatever_comes_true() -> None:
    told = replace(lever("tariff", start=2, one_off=500_000, yearly=12_000), plays={Case.LOW: Play(Fraction(50), 3)})
    assert [each.charges[Nature.ONE_OFF] for each in of(told, Case.LOW)][:6] == [0, 0, 0, 0, 500_000, 0]
    assert of(told, Case.LOW)[4].products == 50_000
    assert run_rate(told, CURVE, Case.LOW) == 600_000


def test_the_last_months_pace_over_a_year() -> None:
    """The 366 days of 2028, of 3.2 places at 62.35 euros."""
    assert run_rate(lever("occupancy", points=4, price="62.35"), CURVE, Case.BASE) == 7_302_432
    assert (
        run_rate(lever("works", investment=120_000, duration=1, years=10, saved=24_000), CURVE, Case.BASE) == 1_200_000
    )


def test_a_shock_raises_what_the_seller_spends() -> None:
    """2 % of wages on 200,000 of staff and agency, 3 % of prices on 80,000; depreciation is not a price."""
    found = outcome(CURVE, [], Shock(prices=Fraction(3), wages=Fraction(2)), Case.BASE)
    assert [each.result for each in found.months] == [-3_000_000 - 400_000 - 240_000] * 24
    assert found.shock_run_rate == -7_680_000


amounts = st.integers(min_value=0, max_value=900_000).map(lambda cents: Fraction(cents, 100))


@st.composite
def levers(draw: st.DrawFn) -> Lever:
    """Any lever that brings more than it costs: cases are ordered, whatever else is drawn."""
    kind = draw(st.sampled_from([kind for kind in LeverKind if kind not in (LeverKind.WORKS, LeverKind.AGENCY)]))
    told = {each.code: min(draw(amounts), Fraction(each.most)) for each in PARAMETERS[kind] if each.needed}
    told |= {"yearly": draw(amounts)} if kind is LeverKind.TARIFF else {}
    shares = sorted(draw(st.lists(st.integers(0, 150), min_size=3, max_size=3)))
    delays = sorted(draw(st.lists(st.integers(0, 24), min_size=3, max_size=3)), reverse=True)
    plays = {case: Play(Fraction(shares[at]), delays[at]) for at, case in enumerate(Case)}
    return Lever(kind, draw(st.integers(1, 24)), draw(st.integers(0, 24)), parameters=told, plays=plays)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(levers(), max_size=4))
def test_levers_add_up_on_the_sellers_own_curve(drawn: list[Lever]) -> None:
    found = outcome(CURVE, drawn, Shock(), Case.BASE)
    alone = [effects(each, CURVE, Case.BASE) for each in drawn]
    for at, month in enumerate(found.months):
        assert month.result == CURVE[at].result + sum(each[at].result for each in alone)
    assert found.last.cumulated == sum(month.result for month in found.months)
    assert found.run_rate == found.current.result + sum(run_rate(each, CURVE, Case.BASE) for each in drawn)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(levers(), max_size=3))
def test_the_base_case_lies_between_low_and_high(drawn: list[Lever]) -> None:
    low, base, high = (outcome(CURVE, drawn, Shock(), case).months for case in Case)
    for at in range(24):
        cents = len(drawn) * 4  # each month of each year is cut apart
        assert low[at].result - cents <= base[at].result <= high[at].result + cents
    assert low[-1].cumulated - 8 * len(drawn) <= base[-1].cumulated <= high[-1].cumulated + 8 * len(drawn)


@given(st.lists(st.fractions(min_value=-10_000, max_value=10_000), min_size=1, max_size=12))
def test_months_add_up_to_the_rounded_year(exact: list[Fraction]) -> None:
    shares = cut(exact)
    assert abs(sum(shares) - sum(exact)) <= Fraction(1, 2)
    assert all(abs(share - amount) <= 1 for share, amount in zip(shares, exact, strict=True))


def test_without_a_lever_the_seller_goes_on() -> None:
    history = [replace(each, products=each.products + at) for at, each in enumerate(seller(14))]
    curve = own_curve(history, FIRST)
    found = outcome(curve, [], Shock(), Case.HIGH).months
    assert [each.month.number for each in found] == [*range(1, 13)] * 2
    by_number = {each.month.number: each.products for each in history[-12:]}
    assert [each.products for each in found] == [by_number[each.month.number] for each in found]
    assert found[11].cumulated == sum(each.result for each in history[-12:])
