"""What comes in and goes out, day by day, from the same months: thirteen weeks and twenty-four months agree.

The buyer in a court sale takes no receivables and no debts: nothing of the time before the entry is received or paid.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from acquisitions.valuation.cutting import cents, cut
from acquisitions.valuation.kinds import WEEKS, YEAR, Nature
from acquisitions.valuation.outcome import PlanMonth
from groupe.kernel.periods import Month

# Social contributions of a month are due on the 15th of the next one.
DUE: Final = 15
# Paid neither when they are charged (depreciation) nor to suppliers (wages, one-off costs).
_APART: Final = frozenset({Nature.STAFF, Nature.DEPRECIATION, Nature.ONE_OFF})


@dataclass(frozen=True)
class CashTerms:
    """`opening` in cents; days until one is paid and until suppliers are; `contributions` in per cent of staff costs.

    `typed` holds what is known better of a week (1 to 13): its receipts and its payments, None where derived.
    """

    opening: int = 0
    receipts_delay: int = 30
    payments_delay: int = 30
    contributions: Fraction = Fraction(40)
    typed: Mapping[int, tuple[int | None, int | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class CashStep:
    """A week or a month: cents that came in and went out, and what is left at its end."""

    number: int
    start: dt.date
    receipts: int
    payments: int
    balance: int


@dataclass(frozen=True)
class CashCurve:
    """The steps, in order; `need` is what lacks at the lowest point."""

    opening: int
    steps: Sequence[CashStep]

    @property
    def lowest(self) -> CashStep:
        """The first of the lowest ends."""
        return min(self.steps, key=lambda step: (step.balance, step.number))

    @property
    def need(self) -> int:
        return max(0, -min(self.opening, self.lowest.balance))


# Cents by day.
Flow = dict[dt.date, int]


def weekly(months: Sequence[PlanMonth], terms: CashTerms, social_debt: int) -> CashCurve:
    """Thirteen weeks from the first day of the first month; what was typed of a week replaces what is derived."""
    receipts, payments = flows(months, terms, social_debt)
    start = months[0].month.first
    spans = [(start + dt.timedelta(days=7 * at), start + dt.timedelta(days=7 * at + 6)) for at in range(WEEKS)]
    sums = [(_between(receipts, *span), _between(payments, *span)) for span in spans]
    known = []
    for number, (into, out) in enumerate(sums, start=1):
        typed_in, typed_out = terms.typed.get(number, (None, None))
        known.append((into if typed_in is None else typed_in, out if typed_out is None else typed_out))
    return curve_of(terms.opening, [span[0] for span in spans], known)


def monthly(months: Sequence[PlanMonth], terms: CashTerms, social_debt: int) -> CashCurve:
    """Month by month, as derived."""
    receipts, payments = flows(months, terms, social_debt)
    spans = [(each.month.first, each.month.last) for each in months]
    sums = [(_between(receipts, *span), _between(payments, *span)) for span in spans]
    return curve_of(terms.opening, [span[0] for span in spans], sums)


def curve_of(opening: int, starts: Sequence[dt.date], sums: Sequence[tuple[int, int]]) -> CashCurve:
    """Receipts and payments of each step, one after the other."""
    steps: list[CashStep] = []
    balance = opening
    for number, (start, (into, out)) in enumerate(zip(starts, sums, strict=True), start=1):
        balance += into - out
        steps.append(CashStep(number, start, into, out, balance))
    return CashCurve(opening, steps)


def flows(months: Sequence[PlanMonth], terms: CashTerms, social_debt: int) -> tuple[Flow, Flow]:
    """Receipts and payments by day.

    Products come evenly over the days of their month, so many days later; so are suppliers paid. Wages are paid on the
    last day, contributions on the 15th of the next month, one-off costs on the first day, works and the paid leave
    taken over (in twelve parts) on the last day.
    """
    receipts, payments = defaultdict[dt.date, int](int), defaultdict[dt.date, int](int)
    leave = cut([Fraction(social_debt, YEAR)] * YEAR)
    for at, month in enumerate(months):
        for day, amount in _evenly(month.month, month.products, terms.receipts_delay):
            receipts[day] += amount
        supplied = sum(amount for nature, amount in month.charges.items() if nature not in _APART)
        for day, amount in _evenly(month.month, supplied, terms.payments_delay):
            payments[day] += amount
        staff = month.charges.get(Nature.STAFF, 0)
        deferred = cents(staff * terms.contributions / 100)
        payments[month.month.last] += staff - deferred + month.invested + (leave[at] if at < YEAR else 0)
        payments[(month.month + 1).first.replace(day=DUE)] += deferred
        payments[month.month.first] += month.charges.get(Nature.ONE_OFF, 0)
    return receipts, payments


def _evenly(month: Month, amount: int, delay: int) -> Iterator[tuple[dt.date, int]]:
    parts = cut([Fraction(amount, month.days)] * month.days)
    for at, part in enumerate(parts):
        yield month.first + dt.timedelta(days=at + delay), part


def _between(flow: Mapping[dt.date, int], first: dt.date, last: dt.date) -> int:
    return sum(amount for day, amount in flow.items() if first <= day <= last)
