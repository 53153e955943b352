"""How the structure stood around some establishments and an entity, so that it can be put back row by row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.core import serializers
from django.db.models import Model, QuerySet

from establishments.changes import a_year_before, record_change
from establishments.models import Attachment, Capacity, ConsolidationTerm, Funding, Holding, LegalEntity, Stay

Picture = dict[str, list[dict[str, Any]]]
OF_SITES: tuple[type[Model], ...] = (Stay, Attachment, Capacity, Funding)
OF_ENTITY = (ConsolidationTerm._meta.label, Holding._meta.label)


def picture(establishments: Sequence[int], entity: LegalEntity) -> Picture:
    """The dated rows of each table, by its name, as JSON."""
    rows = _rows(establishments, entity)
    return {name: json.loads(serializers.serialize("json", found.order_by("pk"))) for name, found in rows.items()}


def put_back(before: Picture, establishments: Sequence[int], entity: LegalEntity) -> None:
    """Removes what is there since, and writes what differs as it was; the figures of the entity are told."""
    now, rows = picture(establishments, entity), _rows(establishments, entity)
    for name, known in before.items():
        kept = {row["pk"]: row for row in known}
        rows[name].exclude(pk__in=kept).delete()
        changed = [row for row in known if row not in now[name]]
        for each in serializers.deserialize("json", json.dumps(changed)):
            each.save()
    since = [row["fields"]["valid"] for name in OF_ENTITY for row in now[name] if row not in before[name]]
    if since:
        first = min(_first(valid) for valid in since)
        held = Attachment.objects.filter(entity=entity).order_by().values_list("establishment", flat=True)
        record_change(held.distinct(), first)


def _rows(establishments: Sequence[int], entity: LegalEntity) -> dict[str, QuerySet[Any]]:
    found: dict[str, QuerySet[Any]] = {
        model._meta.label: model._default_manager.filter(establishment__in=establishments) for model in OF_SITES
    }
    found[ConsolidationTerm._meta.label] = ConsolidationTerm.objects.filter(entity=entity)
    found[Holding._meta.label] = Holding.objects.filter(owned=entity)
    return found


def _first(valid: str) -> dt.date:
    return a_year_before(dt.date.fromisoformat(json.loads(valid)["lower"]))
