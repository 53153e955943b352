"""Everything dated about an establishment, as one list of facts; the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from django.db.models import Model
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.models import Attachment, Capacity, Establishment, Funding, Stay
from establishments.selectors.structure.history import Recorded, Records, records_of
from establishments.selectors.structure.sheet import links_of
from groupe.kernel.web.formats import number, percent

What = Literal["entry", "exit", "transfer", "capacity", "funding", "link"]


@dataclass(frozen=True)
class Fact:
    """Something that holds from `on`, or held until it for an exit; `recorded` says who told the group, and when."""

    on: dt.date
    what: What
    title: str
    text: str = ""
    recorded: Recorded | None = None


def timeline_of(establishment: Establishment, *, names: bool) -> list[Fact]:
    """`names`: whether to tell who recorded each fact."""
    records = records_of(establishment) if names else Records()
    facts = [
        *_stays(establishment, records),
        *_transfers(establishment, records),
        *_capacities(establishment, records),
        *_fundings(establishment, records),
        *_links(establishment, records),
    ]
    return sorted(facts, key=lambda fact: fact.on, reverse=True)


def _stays(establishment: Establishment, records: Records) -> Iterator[Fact]:
    attachments = {
        row.valid_from: row
        for row in Attachment.objects.filter(establishment=establishment).select_related("entity", "territory")
    }
    for stay in Stay.objects.filter(establishment=establishment).order_by("valid"):
        if stay.valid_from:
            place = attachments.get(stay.valid_from)
            text = f"{place.entity} · {place.territory}" if place else ""
            title = _("Entry into the group: %(reason)s") % {"reason": stay.get_entry_reason_display()}
            yield Fact(stay.valid_from, "entry", title, text, records.of(stay))
        if stay.valid_to:
            title = _("Last day in the group: %(reason)s") % {"reason": stay.get_exit_reason_display()}
            yield Fact(stay.valid_to, "exit", title, "", records.latest(stay))


def _transfers(establishment: Establishment, records: Records) -> Iterator[Fact]:
    rows = Attachment.objects.filter(establishment=establishment).select_related("entity", "territory")
    for before, row in pairwise(rows.order_by("valid")):
        if before.valid.upper != row.valid.lower or row.valid_from is None:
            continue
        moves = [
            f"{old} → {new}"
            for old, new in ((before.entity, row.entity), (before.territory, row.territory))
            if old.pk != new.pk
        ]
        yield Fact(row.valid_from, "transfer", _("Transfer"), " · ".join(moves), records.of(row))


def _capacities(establishment: Establishment, records: Records) -> Iterator[Fact]:
    """Capacities that change on one day make one fact; so do authorisations that end without another."""
    before: dict[str, int] = {}
    changes: dict[dt.date, list[tuple[Capacity, int | None]]] = {}
    held = list(Capacity.objects.filter(establishment=establishment).order_by("valid", "measure"))
    for row in held:
        if row.valid_from:
            changes.setdefault(row.valid_from, []).append((row, before.get(row.measure)))
        before[row.measure] = row.value
    for on, rows in changes.items():
        first = all(old is None for _row, old in rows)
        title = _("Capacities") if first else _("Change of capacity")
        yield Fact(on, "capacity", title, " · ".join(_change(row, old) for row, old in rows), _latest(records, rows))
    followed = {(row.measure, row.valid.lower) for row in held}
    ended = [row for row in held if row.valid_to and (row.measure, row.valid.upper) not in followed]
    for last, gone in groupby(sorted(ended, key=lambda row: row.valid.upper), key=lambda row: row.valid_to):
        if last:
            yield Fact(
                last, "capacity", _("Last day of the authorisation"), " · ".join(_change(row, None) for row in gone)
            )


def _change(row: Capacity, before: int | None) -> str:
    measure = catalogue().measures.get(row.measure)
    told = {"name": measure.label if measure else row.measure, "after": number(row.value)}
    if before is None:
        return _("%(name)s: %(after)s") % told
    return _("%(name)s: %(before)s → %(after)s") % {**told, "before": number(before)}


def _latest(records: Records, rows: list[tuple[Capacity, int | None]]) -> Recorded | None:
    return max(filter(None, (records.of(row) for row, _old in rows)), key=lambda each: each.at, default=None)


def _fundings(establishment: Establishment, records: Records) -> Iterator[Fact]:
    """Funders that begin, or end, on one day make one fact."""
    rows = list(Funding.objects.filter(establishment=establishment).select_related("funder"))
    exits = {stay.valid_to for stay in Stay.objects.filter(establishment=establishment)}
    for title, edges in (
        (_("Funded by"), [(row.valid_from, row) for row in rows]),
        (_("Last day of funding by"), [(row.valid_to, row) for row in rows if row.valid_to not in exits]),
    ):
        dated = sorted(((on, row) for on, row in edges if on), key=lambda edge: (edge[0], edge[1].funder.name))
        for on, found in groupby(dated, key=lambda edge: edge[0]):
            funders = [row for _on, row in found]
            names = ", ".join(str(row.funder) for row in funders)
            yield Fact(on, "funding", f"{title} {names}", "", _first(records, funders))


def _first(records: Records, rows: list[Funding]) -> Recorded | None:
    known: list[Model] = list(rows)
    return next(filter(None, (records.of(row) for row in known)), None)


def _links(establishment: Establishment, records: Records) -> Iterator[Fact]:
    for link in links_of(establishment):
        share = percent(link.weight, 2 if link.weight * 100 % 1 else 0)
        follows = link.old_id == establishment.pk
        other = link.new if follows else link.old
        text = (
            _("%(share)s of its past go to %(site)s") if follows else _("Takes over %(share)s of the past of %(site)s")
        )
        yield Fact(
            link.date, "link", _("Merger or split"), text % {"share": share, "site": other.name}, records.of(link)
        )
