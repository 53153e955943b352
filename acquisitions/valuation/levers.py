"""What a lever changes, month by month: its full effect on the seller's own curve, as far as it has ramped up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from acquisitions.valuation.curve import SellerMonth
from acquisitions.valuation.cutting import cents, cut, cut_years
from acquisitions.valuation.kinds import TOLD, YEAR, Case, LeverKind, Nature, number

PRODUCTS: Final = "products"
DAYS: Final = "days"
# Products, days or a nature of charges; money in cents, more of it is positive.
Full: TypeAlias = dict[str, Fraction]


@dataclass(frozen=True)
class Play:
    """How a case sees a lever: the percentage that comes true, and how many months later."""

    realisation: Fraction = Fraction(100)
    delay: int = 0


@dataclass(frozen=True)
class Lever:
    """`start` is the month of the plan, 1 to 24, `ramp` the months up to the full effect; `one_off` in cents.

    Parameters in euros are told in euros, as fractions.
    """

    kind: LeverKind
    start: int = 1
    ramp: int = 1
    one_off: int = 0
    name: str = ""
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    plays: Mapping[Case, Play] = field(default_factory=dict)

    def play(self, case: Case) -> Play:
        return self.plays.get(case, Play())

    def number(self, code: str) -> Fraction:
        return number(self.parameters, code)

    @property
    def label(self) -> str:
        return self.name or str(self.kind.label)

    @property
    def investment(self) -> int:
        return cents(self.number("investment") * 100) if self.kind is LeverKind.WORKS else 0

    @property
    def duration(self) -> int:
        """Months of works, which bring nothing before they end."""
        return int(self.number("duration")) if self.kind is LeverKind.WORKS else 0


@dataclass(frozen=True)
class Effect:
    """What a lever changes in a month: cents, and days of activity. `invested` is paid, not charged."""

    days: Fraction
    products: int
    charges: Mapping[Nature, int]
    invested: int = 0

    @property
    def result(self) -> int:
        return self.products - sum(self.charges.values())


def effects(lever: Lever, curve: Sequence[SellerMonth], case: Case) -> list[Effect]:
    """Of every month of the curve."""
    full = [_ramped(lever, at, month, case) for at, month in enumerate(curve)]
    money = {line: cut_years([each[line] for each in full]) for line in _lines(full) if line != DAYS}
    once, invested = _once(lever, len(curve), case), _invested(lever, len(curve), case)
    return [
        Effect(
            each.get(DAYS, Fraction(0)),
            money[PRODUCTS][at] if PRODUCTS in money else 0,
            {nature: money[nature][at] for nature in TOLD if nature in money} | {Nature.ONE_OFF: once[at]},
            invested[at],
        )
        for at, each in enumerate(full)
    ]


def run_rate(lever: Lever, curve: Sequence[SellerMonth], case: Case) -> int:
    """What a year brings at the pace of the last month of the curve, one-off costs aside; cents."""
    pace = ramped(lever, len(curve) - 1, case)
    whole = Fraction(0)
    for month in curve[-YEAR:]:
        for line, amount in FULL[lever.kind](lever, month).items():
            whole += _signed(line, amount) * pace
    worn = _worn(lever, len(curve) - 1, case)
    return cents(whole - worn * YEAR)


def ramped(lever: Lever, at: int, case: Case) -> Fraction:
    """The part of the full effect in the month `at` (0 is the first): linear over the ramp, times what comes true."""
    since = at - _begins(lever, case) - lever.duration
    if since < 0:
        return Fraction(0)
    step = Fraction(since + 1, lever.ramp) if lever.ramp > 1 else Fraction(1)
    return min(step, Fraction(1)) * lever.play(case).realisation / 100


def _ramped(lever: Lever, at: int, month: SellerMonth, case: Case) -> Full:
    pace = ramped(lever, at, case)
    found = {line: amount * pace for line, amount in FULL[lever.kind](lever, month).items()}
    if lever.kind is LeverKind.WORKS:
        found[Nature.DEPRECIATION] = _worn(lever, at, case)
    return found


def _begins(lever: Lever, case: Case) -> int:
    return lever.start - 1 + lever.play(case).delay


def _worn(lever: Lever, at: int, case: Case) -> Fraction:
    """Works wear out from the month after they end, whatever they bring."""
    since = at - _begins(lever, case) - lever.duration
    months = int(lever.number("years")) * YEAR
    return Fraction(lever.investment, months) if months and 0 <= since < months else Fraction(0)


def _once(lever: Lever, months: int, case: Case) -> list[int]:
    """The whole one-off cost, in the month in which the lever begins; none of it where that lies beyond the plan."""
    begins = _begins(lever, case)
    return [lever.one_off if at == begins else 0 for at in range(months)]


def _invested(lever: Lever, months: int, case: Case) -> list[int]:
    """The investment, in equal parts over the months of works."""
    begins, duration = _begins(lever, case), lever.duration
    parts = cut([Fraction(lever.investment, duration)] * duration) if duration else []
    by_month = {begins + at: part for at, part in enumerate(parts)}
    return [by_month.get(at, 0) for at in range(months)]


def _lines(full: Sequence[Full]) -> list[str]:
    return sorted({line for each in full for line in each})


def _signed(line: str, amount: Fraction) -> Fraction:
    """What it does to the result."""
    return Fraction(0) if line == DAYS else amount if line == PRODUCTS else -amount


def _occupancy(lever: Lever, month: SellerMonth) -> Full:
    days = lever.number("points") / 100 * month.places * month.month.days
    return {
        DAYS: days,
        PRODUCTS: days * lever.number("price") * 100,
        Nature.PURCHASES: days * lever.number("day_cost") * 100,
    }


def _tariff(lever: Lever, month: SellerMonth) -> Full:
    return {PRODUCTS: _monthly(lever, "yearly") + lever.number("percent") / 100 * month.products}


def _agency(lever: Lever, _month: SellerMonth) -> Full:
    fte = lever.number("fte")
    return {
        Nature.AGENCY: -fte * _monthly(lever, "agency_cost"),
        Nature.STAFF: fte * _monthly(lever, "staff_cost"),
    }


def _absence(lever: Lever, month: SellerMonth) -> Full:
    share = lever.number("points") / 100 * lever.number("replaced") / 100
    return {Nature.STAFF: -share * month.charges.get(Nature.STAFF, 0)}


def _purchasing(lever: Lever, month: SellerMonth) -> Full:
    return {Nature.PURCHASES: -lever.number("percent") / 100 * month.charges.get(Nature.PURCHASES, 0)}


def _energy(lever: Lever, month: SellerMonth) -> Full:
    return {Nature.ENERGY: -lever.number("percent") / 100 * month.charges.get(Nature.ENERGY, 0)}


def _pooled(lever: Lever, _month: SellerMonth) -> Full:
    return {Nature.OVERHEADS: _monthly(lever, "quota") - _monthly(lever, "saved")}


def _works(lever: Lever, _month: SellerMonth) -> Full:
    return {PRODUCTS: _monthly(lever, "products"), Nature.PROPERTY: -_monthly(lever, "saved")}


def _monthly(lever: Lever, code: str) -> Fraction:
    """Cents a month of euros a year."""
    return lever.number(code) * 100 / YEAR


FULL: Final[Mapping[LeverKind, Callable[[Lever, SellerMonth], Full]]] = {
    LeverKind.OCCUPANCY: _occupancy,
    LeverKind.TARIFF: _tariff,
    LeverKind.AGENCY: _agency,
    LeverKind.ABSENCE: _absence,
    LeverKind.PURCHASING: _purchasing,
    LeverKind.ENERGY: _energy,
    LeverKind.POOLED: _pooled,
    LeverKind.WORKS: _works,
}
