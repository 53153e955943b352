"""The seller's months of a file, by site and measure, for the store of what was before the entry.

Sellers tell accounts by nature for the whole file; reports tell groups of the nomenclature by site. Where a file has
several sites, each month is shared by their places, to the cent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, Protocol

from acquisitions.models import Deal, DealTarget
from establishments.catalogue import Kind, Measure, catalogue
from establishments.vectors import Values
from groupe.kernel.numbers import from_units, to_units
from groupe.kernel.periods import Month
from groupe.kernel.shares import split


class SellerMonth(Protocol):
    """A month of the seller's accounts, in euros; `days` of activity and `places` of all sites together."""

    month: dt.date
    days: Decimal
    places: int
    products: Decimal
    staff: Decimal
    agency: Decimal
    purchases: Decimal
    energy: Decimal
    property: Decimal
    overheads: Decimal
    other: Decimal
    depreciation: Decimal


# By measure, from the accounts by nature: groups I to III of the nomenclature (M22). Agency staff is group II; rents,
# upkeep, quotas of head office and depreciation are group III. All income is told as of the tariffs.
MEASURES: Final[Mapping[str, Callable[[SellerMonth], Decimal]]] = {
    "PR_G1": lambda row: row.products,
    "PR_G2": lambda row: Decimal(0),
    "PR_G3": lambda row: Decimal(0),
    "CH_G1": lambda row: row.purchases + row.energy + row.other,
    "CH_G2": lambda row: row.staff + row.agency,
    "CH_G3": lambda row: row.property + row.overheads + row.depreciation,
    "C_ENER": lambda row: row.energy,
    "C_68": lambda row: row.depreciation,
}


def seller_history(deal: Deal, targets: Sequence[DealTarget], entry: dt.date) -> dict[int, dict[Month, Values]]:
    """By site, the months that begin before the entry."""
    rows = [row for row in seller_months(deal) if row.month < entry]
    return shared_history(rows, targets) if rows and targets else {}


def seller_months(deal: Deal) -> Sequence[SellerMonth]:
    """The seller's accounts, as the file keeps them."""
    return list(deal.accounts.order_by("month"))


def shared_history(rows: Sequence[SellerMonth], targets: Sequence[DealTarget]) -> dict[int, dict[Month, Values]]:
    keys = _keys(targets)
    found: dict[int, dict[Month, dict[str, Decimal]]] = {target.pk: {} for target in targets}
    for row in rows:
        month = Month.of(row.month)
        for code, read in MEASURES.items():
            measure = catalogue().measures[code]
            for target, share in zip(targets, _shares(measure, read(row), keys), strict=True):
                if target.kind in measure.kinds:
                    found[target.pk].setdefault(month, {})[code] = share
        for target, (code, value) in _activity(row, targets, keys):
            found[target.pk].setdefault(month, {})[code] = value
    return {pk: dict(months) for pk, months in found.items()}


def _activity(
    row: SellerMonth, targets: Sequence[DealTarget], keys: Sequence[int]
) -> list[tuple[DealTarget, tuple[str, Decimal]]]:
    """Days of activity and places, where the kind reports them."""
    told = []
    for at, target in enumerate(targets):
        kind = catalogue().kinds[target.kind]
        for days in _days_measures(kind) if row.days else ():
            told.append((target, (days.code, _shares(days, row.days, keys)[at])))
        if (places := catalogue().measures.get(kind.capacity)) and row.places:
            told.append((target, (places.code, _shares(places, Decimal(row.places), keys)[at])))
    return told


def _days_measures(kind: Kind) -> list[Measure]:
    """Days of the kind, and days of all kinds."""
    measures = (catalogue().measures.get(code) for code in kind.activity)
    return [each for each in measures if each and each.unit == "day" and each.entered]


def _shares(measure: Measure, value: Decimal, keys: Sequence[int]) -> list[Decimal]:
    units = to_units(value.quantize(Decimal(1).scaleb(-measure.scale)), measure.scale)
    return [from_units(each, measure.scale) for each in split(units, keys)]


def _keys(targets: Sequence[DealTarget]) -> list[int]:
    """Places of each site; people who work there where no place is known; else all alike."""
    places = [int(target.capacities.get(catalogue().kinds[target.kind].capacity, 0)) for target in targets]
    if all(places):
        return places
    people = [target.people or 0 for target in targets]
    return people if all(people) else [1] * len(targets)
