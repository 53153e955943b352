"""Importing FINESS+ files into the register, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.imports.finess.dated import save_capacities
from establishments.imports.finess.places import Places, capacities
from establishments.imports.finess.reading import Meter, Progress, Source, legal_entities, recognise
from establishments.imports.finess.records import entity_record, establishment_record, parse_date
from establishments.imports.finess.register import save_entities, save_establishments
from establishments.imports.finess.summary import Summary
from establishments.models import Establishment, Stay
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from groupe.kernel.recording import saving

BATCH = 500


def preview(paths: Path | Sequence[Path], *, progress: Progress | None = None) -> Summary:
    """What `apply` would do, without doing it."""
    with transaction.atomic():
        summary = _load(paths, progress)
        transaction.set_rollback(True)
    return summary


@saving()
def apply(paths: Path | Sequence[Path], *, progress: Progress | None = None) -> Summary:
    """Loads structures, then activities; a file that is truncated, foreign or of another version changes nothing.

    Raises DomainError (`finess_truncated`, `finess_foreign`, `finess_version`, `finess_unreadable`).
    """
    return _load(paths, progress)


def _load(paths: Path | Sequence[Path], progress: Progress | None) -> Summary:
    files = [paths] if isinstance(paths, Path) else list(paths)
    sources = sorted((recognise(path) for path in files), key=lambda source: source.content != "structures")
    meter = Meter(sum(source.path.stat().st_size for source in sources), progress)
    summary = Summary()
    for source in sources:
        for batch in _batches(source, meter):
            try:
                if source.content == "structures":
                    _load_structures(batch, summary)
                else:
                    _load_activities(batch, parse_date(source.generated_on) or today(), summary)
            except (KeyError, TypeError, AttributeError) as error:
                raise DomainError(
                    "finess_foreign",
                    _("%(file)s is not laid out as FINESS+ says (near %(detail)s): nothing was loaded.")
                    % {"file": source.path.name, "detail": error},
                ) from error
    return summary


def _batches(source: Source, meter: Meter) -> Iterator[list[dict[str, Any]]]:
    """Legal entities with about BATCH establishments in all: what is in memory at once."""
    batch: list[dict[str, Any]] = []
    size = 0
    for item in legal_entities(source, meter):
        batch.append(item)
        size += 1 + len(item.get("ege") or [])
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _load_structures(batch: list[dict[str, Any]], summary: Summary) -> None:
    kinds = {code: kind.code for kind in catalogue().kinds.values() for code in kind.finess}
    entities, establishments = {}, {}
    for item in batch:
        entity = entity_record(item, summary.warn)
        entities[entity.finess] = entity
        for one in item.get("ege") or []:
            record = establishment_record(one, entity, kinds, summary.warn)
            establishments[record.finess] = record
    rows = save_entities(list(entities.values()), summary)
    save_establishments(list(establishments.values()), rows, summary)


def _load_activities(batch: list[dict[str, Any]], on: dt.date, summary: Summary) -> None:
    items = {one["numFinessEge"]: one for one in chain.from_iterable(item.get("ege") or [] for item in batch)}
    rows = {row.finess: row for row in Establishment.objects.filter(finess__in=items)}
    wanted: dict[int, dict[str, Places]] = {}
    for finess, item in items.items():
        if finess not in rows:
            summary.warn("unknown", finess, _("Activities of an establishment that the register does not have."))
            continue
        row = rows[finess]
        activities = [] if row.closed_on else item.get("activitesExercees") or []
        wanted[row.pk] = capacities(row.kind, finess, activities, summary.warn)
    members = frozenset(Stay.objects.filter(establishment__in=wanted).values_list("establishment", flat=True))
    save_capacities({row.pk: row for row in rows.values()}, members, wanted, on, summary)
