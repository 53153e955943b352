"""Entering the group: from the register, or newly opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from establishments.capacities import capacity_measures
from establishments.catalogue import catalogue
from establishments.changes import record_change
from establishments.enums import EntryReason, Method
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    LegalEntity,
    Stay,
    Territory,
)
from establishments.services.structure.capacities import capacity_write
from establishments.services.structure.checks import check_day, last_stay, locked, refused
from establishments.services.structure.entities import term_set
from establishments.services.structure.identity import Identity, check_code, check_identity, check_kind, write_identity
from establishments.services.structure.transfers import check_entity
from groupe.kernel.ranges import inclusive
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import day as shown_day

MOST_PEOPLE = 100_000


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """How an establishment comes in: `headcount` and `people` are the stocks on the morning of `entry`.

    `capacities` hold from `entry`, by measure; `method` is for an entity that is not consolidated yet.
    """

    entity: LegalEntity
    territory: Territory
    entry: dt.date
    reason: str
    headcount: int | None = None
    people: int | None = None
    capacities: Mapping[str, int] = field(default_factory=dict)
    method: str = ""

    @property
    def opening(self) -> dict[str, str]:
        """The opening record (semantics, rule 3)."""
        told = {"ACC_FIN": self.people, "EFF_FIN": self.headcount}
        return {code: str(value) for code, value in told.items() if value is not None}


@saving()
def establishment_open(*, code: str, identity: Identity, arrival: Arrival) -> Establishment:
    """A new establishment, created and entered at once."""
    check_code(Establishment, code)
    check_identity(identity)
    establishment = Establishment(code=code, register_entity=arrival.entity)
    write_identity(establishment, identity)
    establishment.save()
    establishment_enter(establishment=establishment, kind=identity.kind, arrival=arrival)
    return establishment


@saving()
def establishment_enter(*, establishment: Establishment, kind: str, arrival: Arrival) -> Stay:
    """From the register, or back after a time outside: a stay, its attachment, its capacities."""
    establishment = locked(establishment)
    _check_arrival(establishment, kind, arrival)
    if establishment.kind != kind:
        establishment.kind = kind
        establishment.save(update_fields=["kind"])
    stay: Stay = Stay.objects.create(
        establishment=establishment,
        valid=inclusive(arrival.entry, None),
        entry_reason=arrival.reason,
        opening=arrival.opening,
    )
    _end_older_attachments(establishment, arrival.entry)
    Attachment.objects.create(
        establishment=establishment,
        entity=arrival.entity,
        territory=arrival.territory,
        valid=inclusive(arrival.entry, None),
    )
    _write_capacities(establishment, arrival)
    _consolidate_entity(arrival)
    record_change([establishment.pk], arrival.entry)
    return stay


def _check_arrival(establishment: Establishment, kind: str, arrival: Arrival) -> None:
    check_day(arrival.entry, "entry")
    if kind not in catalogue().kinds:
        raise refused("kind", _("Choose a kind."))
    check_kind(establishment, kind)
    if arrival.reason not in EntryReason.values:
        raise refused("reason", _("Choose why it enters."))
    if establishment.closed_on and establishment.closed_on < arrival.entry:
        message = _("The register tells that it closed on %(day)s.")
        raise refused("entry", message % {"day": shown_day(establishment.closed_on)})
    check_entity(arrival.entity, arrival.entry)
    for name, value in (("headcount", arrival.headcount), ("people", arrival.people)):
        if value is not None and not 0 <= value <= MOST_PEOPLE:
            raise refused(name, _("Give a number between 0 and %(most)s.") % {"most": MOST_PEOPLE})
        if value and arrival.reason == EntryReason.FOUNDED:
            raise refused(
                name, _("What is founded begins without anybody: leave this empty, or choose another reason.")
            )
    _check_free(establishment, arrival.entry)
    _check_method(arrival)


def _check_free(establishment: Establishment, entry: dt.date) -> None:
    stay = last_stay(establishment)
    if stay is None:
        return
    if stay.valid_to is None:
        message = _("It is already in the group since %(day)s.") % {"day": shown_day(stay.valid_from)}
        raise refused("entry", message)
    if entry <= stay.valid_to:
        message = _("It was in the group until %(day)s: choose a later day.") % {"day": shown_day(stay.valid_to)}
        raise refused("entry", message)


def _check_method(arrival: Arrival) -> None:
    if ConsolidationTerm.objects.filter(entity=arrival.entity).on(arrival.entry).exists():
        return
    if arrival.method not in Method.values:
        message = _("%(name)s is not consolidated on that day: choose a method.")
        raise refused("method", message % {"name": arrival.entity.name})


def _end_older_attachments(establishment: Establishment, entry: dt.date) -> None:
    """Attachments of an earlier stay end with it, whatever their rows say."""
    for row in Attachment.objects.filter(establishment=establishment).on(entry):
        row.valid = inclusive(row.valid_from, _last_exit(establishment, entry))
        row.save(update_fields=["valid"])


def _last_exit(establishment: Establishment, entry: dt.date) -> dt.date:
    before = Stay.objects.filter(establishment=establishment, valid__startswith__lt=entry).order_by("valid").last()
    return before.valid_to if before and before.valid_to else entry - dt.timedelta(days=1)


def _write_capacities(establishment: Establishment, arrival: Arrival) -> None:
    known = {row.measure: row.value for row in Capacity.objects.filter(establishment=establishment).on(arrival.entry)}
    allowed = {measure.code for measure in capacity_measures(establishment.kind)}
    for measure, value in arrival.capacities.items():
        if measure not in allowed or known.get(measure) != value:
            capacity_write(establishment, measure, value, arrival.entry, field=measure)


def _consolidate_entity(arrival: Arrival) -> None:
    if not ConsolidationTerm.objects.filter(entity=arrival.entity).on(arrival.entry).exists():
        term_set(entity=arrival.entity, method=arrival.method, since=arrival.entry)
