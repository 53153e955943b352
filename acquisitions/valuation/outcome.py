"""The result of 24 months in a case: the seller's own curve, the general shock on it, and what levers change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from acquisitions.valuation.curve import SellerMonth, Year, occupancy, year_of
from acquisitions.valuation.cutting import cut_years
from acquisitions.valuation.kinds import PRICES, WAGES, YEAR, Case, Nature
from acquisitions.valuation.levers import Effect, Lever, effects, run_rate
from groupe.kernel.periods import Month


@dataclass(frozen=True)
class Shock:
    """What prices and wages rise by from the first month on, in per cent of the seller's charges."""

    prices: Fraction = Fraction(0)
    wages: Fraction = Fraction(0)

    def of(self, nature: Nature) -> Fraction:
        return self.wages if nature in WAGES else self.prices if nature in PRICES else Fraction(0)


@dataclass(frozen=True)
class PlanMonth:
    """Cents; `cumulated` is the result since the first month, `invested` what works cost, which is not charged."""

    month: Month
    days: Fraction
    places: int
    products: int
    charges: Mapping[Nature, int]
    cumulated: int
    invested: int

    @property
    def spent(self) -> int:
        return sum(self.charges.values())

    @property
    def result(self) -> int:
        return self.products - self.spent

    @property
    def occupancy(self) -> Fraction | None:
        return occupancy(self.days, self.places * self.month.days)


@dataclass(frozen=True)
class Outcome:
    """`effects` are those of each lever, in the order of the levers; `run_rate` leaves one-off costs aside."""

    case: Case
    levers: Sequence[Lever]
    months: Sequence[PlanMonth]
    effects: Sequence[Sequence[Effect]]
    shock_run_rate: int
    run_rates: Sequence[int]
    current: Year

    @property
    def run_rate(self) -> int:
        return self.current.result + self.shock_run_rate + sum(self.run_rates)

    @property
    def last(self) -> PlanMonth:
        return self.months[-1]

    @property
    def break_even(self) -> Month | None:
        """The month from which on no month ends below zero."""
        return _from_then_on([each.result for each in self.months], self.months)

    @property
    def recovered(self) -> Month | None:
        """The month from which on the result since the entry is not below zero."""
        return _from_then_on([each.cumulated for each in self.months], self.months)

    @property
    def invested(self) -> int:
        return sum(each.invested for each in self.months)


def outcome(curve: Sequence[SellerMonth], levers: Sequence[Lever], shock: Shock, case: Case) -> Outcome:
    """The curve tells of 24 months, as `own_curve` does."""
    found = [effects(lever, curve, case) for lever in levers]
    shocks = _shocks(curve, shock)
    months: list[PlanMonth] = []
    for at, month in enumerate(curve):
        months.append(_month(month, [each[at] for each in found], shocks[at], months[-1] if months else None))
    return Outcome(
        case,
        levers,
        months,
        found,
        -sum(sum(each.values()) for each in shocks[-YEAR:]),
        [run_rate(lever, curve, case) for lever in levers],
        year_of(curve),
    )


def _month(
    month: SellerMonth, changes: Sequence[Effect], shock: Mapping[Nature, int], before: PlanMonth | None
) -> PlanMonth:
    natures = [*month.charges, *(nature for nature in Nature if nature not in month.charges)]
    charges = {
        nature: month.charges.get(nature, 0)
        + shock.get(nature, 0)
        + sum(change.charges.get(nature, 0) for change in changes)
        for nature in natures
    }
    products = month.products + sum(change.products for change in changes)
    return PlanMonth(
        month.month,
        month.days + sum((change.days for change in changes), Fraction(0)),
        month.places,
        products,
        charges,
        (before.cumulated if before else 0) + products - sum(charges.values()),
        sum(change.invested for change in changes),
    )


def _shocks(curve: Sequence[SellerMonth], shock: Shock) -> list[dict[Nature, int]]:
    """What each nature costs more, by month."""
    more = {
        nature: cut_years([shock.of(nature) / 100 * month.charges.get(nature, 0) for month in curve])
        for nature in (*WAGES, *PRICES)
        if shock.of(nature)
    }
    return [{nature: amounts[at] for nature, amounts in more.items()} for at in range(len(curve))]


def _from_then_on(values: Sequence[int], months: Sequence[PlanMonth]) -> Month | None:
    found: Month | None = None
    for value, month in zip(reversed(values), reversed(months), strict=True):
        if value < 0:
            break
        found = month.month
    return found
