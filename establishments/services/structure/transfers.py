"""Transfers: another entity, another territory, or both, from a day on."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from establishments.changes import record_change
from establishments.models import Attachment, Establishment, LegalEntity, Territory
from establishments.services.structure.checks import last_stay, locked, nothing_changes, refused, stay_on
from establishments.services.structure.dated import set_from, undo
from groupe.kernel.recording import saving
from groupe.kernel.web.formats import day as shown_day


@saving()
def establishment_transfer(
    *, establishment: Establishment, since: dt.date, entity: LegalEntity, territory: Territory
) -> Attachment:
    """Attached to `entity` and `territory` from `since`, which may lie inside a month (semantics, rule 6)."""
    establishment = locked(establishment)
    stay = stay_on(establishment, since, "since")
    rows = Attachment.objects.filter(establishment=establishment)
    if later := rows.filter(valid__startswith__gt=since).order_by("valid").first():
        told = {"day": shown_day(later.valid_from)}
        raise refused("since", _("A later transfer is recorded, from %(day)s: undo it first.") % told)
    current = rows.on(since).first()
    if current and since in {current.valid_from, stay.valid_from}:
        if (current.entity_id, current.territory_id) == (entity.pk, territory.pk):
            raise nothing_changes("since")
        told = {"day": shown_day(since)}
        raise refused("since", _("It is already attached from %(day)s: choose a later day, or undo first.") % told)
    check_entity(entity, since)
    of = {"establishment": establishment}
    values = {"entity": entity, "territory": territory}
    made = set_from(Attachment, since, of=of, values=values, field="since")
    record_change([establishment.pk], since)
    return made


@saving()
def transfer_undo(*, establishment: Establishment) -> Attachment:
    """Removes the last transfer of the last stay; the attachment before it goes on."""
    establishment = locked(establishment)
    stay = last_stay(establishment)
    rows = Attachment.objects.filter(establishment=establishment)
    last: Attachment | None = rows.order_by("-valid").first()
    if stay is None or last is None or last.valid_from is None or last.valid_from <= (stay.valid_from or dt.date.max):
        raise refused("establishment", _("There is no transfer to undo."))
    undo(rows, last)
    record_change([establishment.pk], last.valid_from)
    return last


def check_entity(entity: LegalEntity, day: dt.date, field: str = "entity") -> None:
    if entity.closed_on and entity.closed_on < day:
        told = {"name": entity.name, "day": shown_day(entity.closed_on)}
        raise refused(field, _("%(name)s was closed on %(day)s.") % told)
