"""How much of its charges an entity buys within the group, in a year."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

import numpy as np
from django.db.models import BinaryField, ExpressionWrapper, F, Sum

from establishments.catalogue import catalogue
from establishments.enums import Scenario
from establishments.models import Attachment, LegalEntity, Report
from establishments.packing import MISSING, NOT_APPLICABLE, unpack_all
from groupe.kernel.numbers import from_units
from groupe.kernel.periods import Month
from shared_services.selectors.parties import NEEDING, between_entities

CHARGES: Final = ("CH_G1", "CH_G2", "CH_G3")


@dataclass(frozen=True)
class BoughtWithin:
    """Euros of an entity: bought from others of the group, and the gross charges of its establishments."""

    entity: LegalEntity
    bought: Decimal
    charges: Decimal

    @property
    def percent(self) -> Decimal | None:
        """None without charges."""
        return round(100 * self.bought / self.charges, 2) if self.charges > 0 else None

    def over(self, limit: Fraction) -> bool:
        """Exact, not as it is printed."""
        return self.charges > 0 and Fraction(self.bought) * 100 > limit * Fraction(self.charges)


def bought_within(first: Month, last: Month) -> list[BoughtWithin]:
    """Every entity that bought something from another one, the largest amount first."""
    rows = between_entities().filter(month__gte=first.first, month__lte=last.first, account__in=NEEDING)
    other = rows.exclude(seller=F("buyer")).values_list("buyer").annotate(total=Sum("amount"))
    bought = dict(other)
    entities = LegalEntity.objects.in_bulk(bought)
    charges = _charges(set(bought), first, last)
    found = [BoughtWithin(entities[pk], total, charges.get(pk, Decimal(0))) for pk, total in bought.items()]
    return sorted(found, key=lambda each: (-each.bought, each.entity.code))


def _charges(entities: set[int], first: Month, last: Month) -> dict[int, Decimal]:
    """Of counting reports; a month belongs to the entity that held the establishment at its end."""
    held: dict[int, list[tuple[dt.date, dt.date | None, int]]] = defaultdict(list)
    rows = Attachment.objects.between(first.first, last.last).filter(entity__in=entities).order_by()
    for establishment, entity, valid in rows.values_list("establishment", "entity", "valid"):
        held[establishment].append((valid.lower or dt.date.min, valid.upper, entity))
    reports = Report.objects.filter(
        scenario=Scenario.ACTUAL,
        counting__isnull=False,
        establishment__in=held,
        month__gte=first.first,
        month__lte=last.first,
    ).order_by()
    packed = reports.annotate(packed=ExpressionWrapper(F("counting__common"), BinaryField()))
    told = list(packed.values_list("establishment", "month", "packed"))
    if not told:
        return {}
    measures = [catalogue().measures[code] for code in CHARGES]
    places = [measure.position for measure in measures]
    units = unpack_all([row[2] for row in told], max(places) + 1)[:, places]
    sums = np.where((units == MISSING) | (units == NOT_APPLICABLE), 0, units).sum(axis=1).tolist()
    found: dict[int, int] = defaultdict(int)
    for (establishment, month, _packed), total in zip(told, sums, strict=True):
        day = Month.of(month).last
        for begin, end, entity in held[establishment]:
            if begin <= day and (end is None or day < end):
                found[entity] += total
    return {entity: from_units(total, measures[0].scale) for entity, total in found.items()}
