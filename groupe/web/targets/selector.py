"""The group's last twelve months beside those of a target: read, added up, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from acquisitions.models import Deal
from acquisitions.selectors.plans import accounts_of
from acquisitions.valuation.curve import LEAST, year_of
from groupe.consolidation.selectors import Figure, series
from groupe.kernel.periods import Month

CODES: Final = ("PR", "CH", "RES", "EFF_FIN", "AC01")


@dataclass(frozen=True)
class Line:
    """A figure of the group, of the target, and of both; None where one of them is not known."""

    name: str
    unit: str
    digits: int
    group: Fraction | None
    target: Fraction | None
    together: Fraction | None


def side_by_side(deal: Deal, last: Month) -> list[Line]:
    """Twelve months up to `last` of the group, the last twelve that the seller told of the target."""
    found = series(scope="group", codes=CODES, first=last, last=last, window="r12")
    figures = {code: found[code].figures[-1] for code in CODES}
    accounts = accounts_of(deal)
    year = year_of(accounts) if len(accounts) >= LEAST else None
    products = Fraction(year.products, 100) if year else None
    result = Fraction(year.result, 100) if year else None
    charges = products - result if products is not None and result is not None else None
    people = None if deal.people is None else Fraction(deal.people)
    return [
        _summed(_("Products"), "€", figures["PR"].value, products),
        _summed(_("Charges"), "€", figures["CH"].value, charges),
        _summed(_("Result"), "€", figures["RES"].value, result),
        _summed(_("Jobs"), "", figures["EFF_FIN"].value, people),
        _rate(figures["AC01"], (year.days, year.capacity) if year else (Fraction(0), 0)),
    ]


def _summed(name: str, unit: str, group: Fraction | None, target: Fraction | None) -> Line:
    together = None if group is None or target is None else group + target
    return Line(name, unit, 0, group, target, together)


def _rate(group: Figure, target: tuple[Fraction, int]) -> Line:
    """Days for each day that there was room for; both sides of the divisions are added, never the rates."""
    days, capacity = target
    own = 100 * days / capacity if capacity else None
    together = None
    if own is not None and group.value is not None and group.numerator is not None and group.denominator:
        together = 100 * (group.numerator + days) / (group.denominator + capacity)
    return Line(_("Occupancy"), "%", 1, group.value, own, together)


def known(lines: Sequence[Line]) -> bool:
    return any(line.target is not None for line in lines)
