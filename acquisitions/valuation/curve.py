"""The target's own monthly curve: its last twelve months, again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from acquisitions.valuation.faults import refused
from acquisitions.valuation.kinds import MONTHS, TOLD, YEAR, Nature
from groupe.kernel.periods import Month

LEAST, MOST = 12, 36


@dataclass(frozen=True)
class SellerMonth:
    """What the seller's accounts tell of a month; money in cents."""

    month: Month
    days: Fraction
    places: int
    products: int
    charges: Mapping[Nature, int]

    @property
    def spent(self) -> int:
        return sum(self.charges.values())

    @property
    def result(self) -> int:
        return self.products - self.spent


@dataclass(frozen=True)
class Year:
    """Twelve months together; `capacity` is in place-days."""

    days: Fraction
    capacity: int
    products: int
    charges: Mapping[Nature, int]

    @property
    def result(self) -> int:
        return self.products - sum(self.charges.values())

    @property
    def occupancy(self) -> Fraction | None:
        return occupancy(self.days, self.capacity)


def occupancy(days: Fraction, capacity: int) -> Fraction | None:
    """Days for each place-day, 0 to 1; None without places, as at home."""
    return days / capacity if capacity else None


def check_history(history: Sequence[SellerMonth]) -> None:
    """12 to 36 months without a gap, in order."""
    if not LEAST <= len(history) <= MOST:
        told = {"least": LEAST, "most": MOST, "count": len(history)}
        raise refused(
            "history", _("%(least)s to %(most)s months are needed, without a gap: %(count)s are there.") % told
        )
    for before, after in pairwise(history):
        if after.month != before.month + 1:
            raise refused("history", _("The month %(month)s is missing.") % {"month": before.month + 1})


def own_curve(history: Sequence[SellerMonth], first: Month, months: int = MONTHS) -> list[SellerMonth]:
    """What would come without a change: each month as the same one of the seller's last twelve."""
    check_history(history)
    same = {each.month.number: each for each in history[-YEAR:]}
    return [_moved(same[month.number], month) for month in first.to(first + (months - 1))]


def year_of(months: Sequence[SellerMonth]) -> Year:
    """The sum of the last twelve."""
    last = months[-YEAR:]
    return Year(
        sum((each.days for each in last), Fraction(0)),
        sum(each.places * each.month.days for each in last),
        sum(each.products for each in last),
        {nature: sum(each.charges.get(nature, 0) for each in last) for nature in TOLD},
    )


def _moved(told: SellerMonth, month: Month) -> SellerMonth:
    return SellerMonth(month, told.days, told.places, told.products, told.charges)
