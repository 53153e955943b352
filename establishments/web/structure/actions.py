"""What may be done with an establishment now: its forms, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from establishments.enums import Standing
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Holding,
    LegalEntity,
    Stay,
)
from establishments.models.dated import Dated
from establishments.selectors.structure.sheet import Sheet
from groupe.kernel.web.formats import day, number, quantity


@dataclass(frozen=True)
class Form:
    icon: str
    label: str
    url: str


@dataclass(frozen=True)
class Undo:
    """Asked before it is done: `text` says what comes back."""

    id: str
    label: str
    text: str
    url: str


@dataclass
class Reach:
    forms: list[Form] = field(default_factory=list)
    undos: list[Undo] = field(default_factory=list)


def reach_of(establishment: Establishment, sheet: Sheet, *, reported: bool) -> Reach:
    """`reported`: whether months were told lately, so that an entry is no longer undone."""
    code = establishment.code

    def form(icon: str, label: str, name: str) -> Form:
        return Form(icon, label, reverse(f"establishments:{name}", args=[code]))

    reach = Reach()
    stays: list[Stay] = sheet.site.stays_known
    open_ended = bool(stays) and stays[-1].valid_to is None
    if sheet.standing in {Standing.MEMBER, Standing.UPCOMING}:
        reach.forms += [
            form("arrows-right-left", _("Transfer"), "transfer"),
            form("home-modern", _("Change capacities"), "capacities"),
            form("banknotes", _("Add a funder"), "funding"),
        ]
    if open_ended:
        reach.forms.append(form("arrow-right-start-on-rectangle", _("Exit from the group"), "exit"))
    else:
        reach.forms.insert(0, form("arrow-left-end-on-rectangle", _("Enter the group"), "enter"))
    if stays and not any(link.old_id == establishment.pk for link in sheet.links):
        reach.forms.append(form("share", _("Merger or split"), "link"))
    reach.forms.append(form("pencil-square", _("Identity"), "edit"))
    if stays:
        reach.undos = _undos(establishment, stays[-1], sheet, reported=reported)
    return reach


def entity_undos(entity: LegalEntity, terms: Sequence[ConsolidationTerm], holders: Iterable[Holding]) -> list[Undo]:
    """The last change of the method, unless it is what sites stand on, and of each holding; `terms` newest first."""
    found: list[Undo] = []
    alone = len(terms) == 1 and terms[0].valid_to is None
    if terms and not (alone and Attachment.objects.filter(entity=entity).exists()):
        url = reverse("establishments:undo-method", args=[entity.code])
        text = _last_change(terms[0], terms[0].get_method_display())
        found.append(Undo("undo-method", _("Undo the last change of method"), text, url))
    last: dict[str, Holding] = {}
    for row in holders:
        last.setdefault(row.owner.code, row)
    for code, row in last.items():
        url = reverse("establishments:undo-holding", args=[entity.code, code])
        label = _("Undo the last change of what %(name)s holds") % {"name": row.owner}
        text = _last_change(row, quantity(row.capital.normalize(), "%"))
        found.append(Undo(f"undo-holding-{row.pk}", label, text, url))
    return found


def _last_change(row: Dated, value: str) -> str:
    told = {"value": value, "first": day(row.valid_from) if row.valid_from else "…"}
    if row.valid_to is not None:
        return _("%(value)s since %(first)s goes on after %(last)s.") % {**told, "last": day(row.valid_to)}
    return _("%(value)s from %(first)s is removed; what held before goes on.") % told


def _undos(establishment: Establishment, stay: Stay, sheet: Sheet, *, reported: bool) -> list[Undo]:
    found: list[Undo] = []

    def undo(name: str, label: str, text: str, *more: str) -> None:
        url = reverse(f"establishments:undo-{name}", args=[establishment.code, *more])
        found.append(Undo("-".join(("undo", name, *more)), label, text, url))

    if stay.valid_to is None and stay.valid_from and not reported:
        text = _("The stay since %(day)s is removed, with its attachments, fundings and capacities.")
        undo("entry", _("Undo the entry"), text % {"day": day(stay.valid_from)})
    if stay.valid_to:
        undo("exit", _("Undo the exit"), _("It stays in the group after %(day)s.") % {"day": day(stay.valid_to)})
    last = Attachment.objects.filter(establishment=establishment).order_by("-valid").first()
    if last and last.valid_from and stay.valid_from and last.valid_from > stay.valid_from:
        text = _("The attachment before %(day)s goes on.") % {"day": day(last.valid_from)}
        undo("transfer", _("Undo the last transfer"), text)
    if any(link.old_id == establishment.pk for link in sheet.links):
        undo("link", _("Undo the merger or split"), _("Its past belongs to nobody else again."))
    for row, label in _capacity_changes(establishment, stay, sheet):
        told = {"name": label, "value": number(row.value), "day": day(row.valid_from)}
        text = _("The value of %(value)s from %(day)s is removed; the one before goes on.") % told
        undo("capacity", _("Undo the last change: %(name)s") % told, text, row.measure)
    return found


def _capacity_changes(establishment: Establishment, stay: Stay, sheet: Sheet) -> list[tuple[Capacity, str]]:
    """The last row of each capacity, where it began after the entry."""
    labels = {places.measure.code: places.measure.label for places in sheet.capacities}
    rows = Capacity.objects.filter(establishment=establishment, valid__startswith__gt=stay.valid_from)
    last = {row.measure: row for row in rows.order_by("valid")}
    return [(row, labels[measure]) for measure, row in sorted(last.items()) if measure in labels]
