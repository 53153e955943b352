"""Legal entities, how they are consolidated, and who holds them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from establishments.changes import a_year_before, record_change
from establishments.enums import Method
from establishments.models import Attachment, ConsolidationTerm, Holding, LegalEntity
from establishments.services.structure.checks import check_day, nothing_changes, refused
from establishments.services.structure.dated import end_before, set_from, undo_last
from establishments.services.structure.identity import check_code, check_finess_number, check_siren_number
from groupe.kernel.ranges import inclusive
from groupe.kernel.recording import saving

WHOLE = Decimal(100)


@saving()
def entity_save(
    *,
    entity: LegalEntity | None = None,
    code: str,
    name: str,
    legal_form: str = "",
    siren: str = "",
    finess: str = "",
    created_on: dt.date | None = None,
    closed_on: dt.date | None = None,
) -> LegalEntity:
    """Creates an entity, or changes all but the code of one that exists."""
    check_siren_number(siren)
    check_finess_number(LegalEntity, finess, entity)
    if created_on and closed_on and closed_on < created_on:
        raise refused("closed_on", _("The last day comes before the first."))
    if entity is None:
        check_code(LegalEntity, code)
        entity = LegalEntity(code=code)
    entity.name, entity.legal_form, entity.siren, entity.finess = name, legal_form, siren, finess or None
    entity.created_on, entity.closed_on = created_on, closed_on
    entity.save()
    return entity


@saving()
def term_set(*, entity: LegalEntity, method: str, since: dt.date) -> ConsolidationTerm:
    """Consolidated by `method` from `since` until the next change."""
    check_day(since, "since")
    entity = _locked(entity)
    if method not in Method.values:
        raise refused("method", _("Choose a method."))
    made = set_from(ConsolidationTerm, since, of={"entity": entity}, values={"method": method}, field="method")
    _tell_figures(entity, since)
    return made


@saving()
def term_undo(*, entity: LegalEntity) -> None:
    """Takes the last change of method back; refused where sites of the entity would be left without any."""
    entity = _locked(entity)
    terms = ConsolidationTerm.objects.filter(entity=entity)
    since = undo_last(terms)
    if since is None:
        raise refused("method", _("There is no method to undo."))
    held = Attachment.objects.filter(entity=entity, valid__overlap=inclusive(since, None))
    if held.exists() and not terms.on(since).exists():
        message = _("Establishments belong to %(name)s since then, and would be consolidated by no method.")
        raise refused("method", message % {"name": entity.name})
    _tell_figures(entity, since)


@saving()
def holding_set(
    *, owner: LegalEntity, owned: LegalEntity, votes: Decimal, capital: Decimal, since: dt.date
) -> Holding | None:
    """What `owner` holds of `owned` from `since` until the next change, in percent; nothing of both ends it."""
    check_day(since, "since")
    owned = _locked(owned)
    if owner.pk == owned.pk:
        raise refused("owner", _("An entity cannot hold itself."))
    rows = Holding.objects.filter(owner=owner, owned=owned)
    for name, value in (("votes", votes), ("capital", capital)):
        if not 0 <= value <= WHOLE:
            raise refused(name, _("A percentage lies between 0 and 100."))
    if not votes and not capital:
        if end_before(rows, since) is None:
            raise nothing_changes("capital")
        _tell_figures(owned, since)
        return None
    of: dict[str, Any] = {"owner": owner, "owned": owned}
    values = {"votes": votes, "capital": capital}
    made = set_from(Holding, since, of=of, values=values, field="capital")
    _check_whole(owned, since)
    _tell_figures(owned, since)
    return made


@saving()
def holding_undo(*, owner: LegalEntity, owned: LegalEntity) -> None:
    """Takes the last change of what `owner` holds of `owned` back."""
    owned = _locked(owned)
    since = undo_last(Holding.objects.filter(owner=owner, owned=owned))
    if since is None:
        raise refused("owner", _("There is no holding to undo."))
    _check_whole(owned, since)
    _tell_figures(owned, since)


def _check_whole(owned: LegalEntity, since: dt.date) -> None:
    """On no day do the owners hold more than the whole."""
    rows = list(Holding.objects.filter(owned=owned).between(since, dt.date.max - dt.timedelta(days=1)))
    days = {since, *(row.valid_from for row in rows if row.valid_from and row.valid_from > since)}
    for day in days:
        held = [row for row in rows if row.valid.lower <= day and (row.valid.upper is None or day < row.valid.upper)]
        for name in ("votes", "capital"):
            if sum(getattr(row, name) for row in held) > WHOLE:
                raise refused(name, _("Together the owners would hold more than 100 %."))


def _locked(entity: LegalEntity) -> LegalEntity:
    return LegalEntity.objects.select_for_update(no_key=True).get(pk=entity.pk)


def _tell_figures(entity: LegalEntity, since: dt.date) -> None:
    """What the entity and its subsidiaries hold is computed again: from the year before, which it is compared with."""
    since = a_year_before(since)
    found = {entity.pk}
    edges = list(Holding.objects.order_by().values_list("owner", "owned"))
    while more := {owned for owner, owned in edges if owner in found} - found:
        found |= more
    rows = Attachment.objects.filter(entity__in=found, valid__overlap=inclusive(since, None)).order_by()
    record_change(rows.values_list("establishment", flat=True).distinct(), since)
