"""Writing legal entities and establishments: only what is new or different.

What the group decided stays: of a legal entity that it consolidates the name, of an establishment that is or was a
member the name, kind and commune are kept, and a difference is reported. The register alone never makes a member.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import DateField, F, Func, Min, Q
from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.imports.counts import Counts
from establishments.imports.finess.records import EntityRecord, EstablishmentRecord
from establishments.imports.finess.summary import Arrival, Change, Summary
from establishments.models import Establishment, LegalEntity, Stay

ENTITY_FIELDS = ("siren", "finess", "name", "legal_form", "created_on", "closed_on")
ESTABLISHMENT_FIELDS = (
    "name",
    "kind",
    "category",
    "finess",
    "siret",
    "register_entity_id",
    "commune",
    "address",
    "postcode",
    "city",
    "longitude",
    "latitude",
    "opened_on",
    "closed_on",
)
OF_THE_GROUP = frozenset({"name", "kind", "commune"})
# A date that the register no longer gives is removed: the establishment opened again.
ERASABLE = frozenset({"closed_on"})


def save_entities(records: Sequence[EntityRecord], summary: Summary) -> dict[str, LegalEntity]:
    """The rows of these legal entities, by FINESS number, written where new or different."""
    known = _known_entities(records)
    members = set(LegalEntity.objects.filter(terms__isnull=False).values_list("pk", flat=True))
    codes = set(LegalEntity.objects.filter(code__in=[r.siren for r in records]).values_list("code", flat=True))
    found: dict[str, LegalEntity] = {}
    created, changed = [], []
    for record in records:
        row = known.get(record.finess) or known.pop(record.siren, None)
        values = {field: getattr(record, field) for field in ENTITY_FIELDS}
        if row is None:
            code = record.siren if record.siren and record.siren not in codes else record.finess
            codes.add(code)
            row = LegalEntity(code=code, **values)
            created.append(row)
        elif _changed(row, values, OF_THE_GROUP if row.pk in members else frozenset(), record.finess, summary):
            changed.append(row)
        found[record.finess] = row
    LegalEntity.objects.bulk_create(created)
    for entity in created:
        summary.arrive(Arrival("entities", entity.finess or entity.code, entity.name, entity.legal_form))
    LegalEntity.objects.bulk_update(changed, ENTITY_FIELDS)
    _count(summary.entities, len(records), len(created), len(changed))
    return found


def _known_entities(records: Iterable[EntityRecord]) -> dict[str, LegalEntity]:
    """By FINESS number; an entity that has none yet also by its SIREN."""
    numbers, sirens = [r.finess for r in records], [r.siren for r in records if r.siren]
    rows = LegalEntity.objects.filter(Q(finess__in=numbers) | Q(finess=None) & Q(siren__in=sirens)).order_by("pk")
    return {row.finess or row.siren: row for row in rows}


def save_establishments(
    records: Sequence[EstablishmentRecord], entities: dict[str, LegalEntity], summary: Summary
) -> None:
    """Writes these establishments where new or different; `entities` by FINESS number."""
    known = _known_establishments(records)
    members = dict(_entries([row.pk for row in known.values()]))
    created, changed = [], []
    for record in records:
        row = known.get(record.finess)
        values = _establishment_values(record, entities[record.entity])
        if row is None:
            created.append(Establishment(code=record.finess, **values))
            continue
        placed = bool(row.commune)
        if _changed(row, values, OF_THE_GROUP if row.pk in members else frozenset(), record.finess, summary):
            changed.append(row)
            if row.pk in members and row.commune and not placed:
                record_change([row.pk], members[row.pk])
    Establishment.objects.bulk_create(created)
    for site in created:
        summary.arrive(Arrival("establishments", site.code, site.name, f"{site.city} ({site.commune})"))
    Establishment.objects.bulk_update(changed, ESTABLISHMENT_FIELDS)
    _count(summary.establishments, len(records), len(created), len(changed))
    summary.states.update("closed" if record.closed_on else "open" for record in records)


def _establishment_values(record: EstablishmentRecord, entity: LegalEntity) -> dict[str, Any]:
    own = {field: getattr(record, field) for field in ESTABLISHMENT_FIELDS if field != "register_entity_id"}
    return {**own, "register_entity_id": entity.pk}


def _known_establishments(records: Iterable[EstablishmentRecord]) -> dict[str, Establishment]:
    """By FINESS number; one that has none yet by its code."""
    numbers = [record.finess for record in records]
    rows = Establishment.objects.filter(Q(finess__in=numbers) | Q(finess=None, code__in=numbers)).order_by("pk")
    return {row.finess or row.code: row for row in rows}


def _entries(establishments: Iterable[int]) -> Iterable[tuple[int, dt.date]]:
    """The first day in the group of those that are or were members."""
    first = Min(Func(F("valid"), function="lower", output_field=DateField()))
    stays = Stay.objects.filter(establishment__in=establishments).order_by().values("establishment")
    return stays.annotate(first=first).values_list("establishment", "first")


def _count(counts: Counts, total: int, created: int, changed: int) -> None:
    counts.created += created
    counts.changed += changed
    counts.unchanged += total - created - changed


def _changed(row: Any, values: dict[str, Any], kept: frozenset[str], finess: str, summary: Summary) -> bool:
    """Sets what differs, except what the group keeps as its own; whether anything was set."""
    touched = False
    for field, after in values.items():
        before = getattr(row, field)
        if before == after or (after in ("", None) and field not in ERASABLE):
            continue
        if field in kept and before:
            summary.warn(
                "kept",
                finess,
                _("%(field)s differs from the register: %(before)s is kept, FINESS says %(after)s.")
                % {"field": field, "before": before, "after": after},
            )
            continue
        summary.note(Change(finess, row.name, field, _shown(before), _shown(after)))
        setattr(row, field, after)
        touched = True
    return touched


def _shown(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)
