"""What a plan may not promise, given what the seller's accounts tell."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from acquisitions.valuation.curve import SellerMonth, Year, year_of
from acquisitions.valuation.faults import refused
from acquisitions.valuation.kinds import LeverKind, Nature
from acquisitions.valuation.levers import Lever
from acquisitions.valuation.plan import Plan
from groupe.kernel.web import formats

# Each of these can take no more than the whole of what the seller spends on it.
_SPENT = {LeverKind.AGENCY: Nature.AGENCY, LeverKind.POOLED: Nature.OVERHEADS, LeverKind.WORKS: Nature.PROPERTY}
_PERCENTS = {LeverKind.PURCHASING: "percent", LeverKind.ENERGY: "percent", LeverKind.ABSENCE: "points"}


def check_plan(plan: Plan, history: Sequence[SellerMonth]) -> None:
    """Levers of one kind together take no more than there is; DomainError (422) names the last of them."""
    year = year_of(history)
    for kind in LeverKind:
        sums = Fraction(0)
        for at, lever in enumerate(plan.levers):
            if lever.kind is kind:
                sums += _taken(lever)
                _check(lever, at, sums, year)


def _taken(lever: Lever) -> Fraction:
    """Euros a year, or points and per cent."""
    if lever.kind is LeverKind.AGENCY:
        return lever.number("fte") * lever.number("agency_cost")
    if lever.kind in _SPENT:
        return lever.number("saved")
    if lever.kind in _PERCENTS:
        return lever.number(_PERCENTS[lever.kind])
    return lever.number("points")


def _check(lever: Lever, at: int, taken: Fraction, year: Year) -> None:
    path = f"levers.{at}.parameters"
    if lever.kind is LeverKind.OCCUPANCY and year.occupancy is not None:
        if taken > (room := max(Fraction(0), 100 - year.occupancy * 100)):
            told = {"now": formats.percent(year.occupancy), "points": formats.number(room, 1)}
            raise refused(f"{path}.points", _("The target is at %(now)s: %(points)s points are free, no more.") % told)
    elif lever.kind in _SPENT:
        spent = Fraction(year.charges[_SPENT[lever.kind]], 100)
        if taken > spent:
            field = "fte" if lever.kind is LeverKind.AGENCY else "saved"
            message = _("The seller spends %(amount)s a year on it, no more.") % {"amount": formats.euros(spent)}
            raise refused(f"{path}.{field}", message)
    elif lever.kind in _PERCENTS and taken > 100:
        raise refused(f"{path}.{_PERCENTS[lever.kind]}", _("More than the whole is saved."))
