"""Capacities, funding and links of establishments."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.capacities import capacity_measures
from establishments.changes import a_year_before
from establishments.imports.group.context import Load, assign
from establishments.imports.group.problems import listing
from establishments.imports.group.spans import Told, end_of, settle
from establishments.imports.group.timeline import Timeline, timelines, write
from establishments.models import Capacity, Funding, Link
from groupe.kernel.ranges import ONE_DAY


def load_capacities(load: Load) -> None:
    """Each value holds from its date until the next one of the same capacity; an empty one ends the authorisation."""
    parsed = load.tables["capacities"]
    rows = sorted(load.once(parsed, "establishment", "measure", "valid_from"), key=lambda row: row["valid_from"])
    key, value = ("establishment_id", "measure"), ("value",)
    sites = {load.pk("establishments", row["establishment"]) for row in rows}
    lines = timelines(Capacity.objects.filter(establishment__in=sites).order_by("pk"), key, value)
    for row in rows:
        site = load.rows["establishments"][row["establishment"]]
        accepted = [measure.code for measure in capacity_measures(site.kind)]
        if row["measure"] not in accepted:
            message = _("%(code)s is not a capacity of this kind of establishment.") % {"code": row["measure"]}
            load.problem(parsed, row, "measure", message, listing(accepted))
            continue
        line = lines.setdefault((site.pk, row["measure"]), Timeline())
        ends = row["value"] is None
        verdict = line.stop(row["valid_from"]) if ends else line.step(row["valid_from"], (row["value"],))
        shown = f"… – {row['valid_from'] - ONE_DAY}" if ends else f"{row['value']} ({row['valid_from']} –)"
        load.tell(row, f"{site.code} {row['measure']}", verdict, shown)
    write(Capacity, lines, key, value)
    for (pk, _measure), line in lines.items():
        if since := line.since():
            load.touch([pk], since)
    load.close("capacities")


def load_funding(load: Load) -> None:
    parsed = load.tables["funding"]
    rows = sorted(load.once(parsed, "establishment", "funder", "valid_from"), key=lambda row: row["valid_from"])
    key = ("establishment_id", "funder_id")
    sites = {load.pk("establishments", row["establishment"]) for row in rows}
    lines = timelines(Funding.objects.filter(establishment__in=sites).order_by("pk"), key, ())
    told: Told = []
    for row in rows:
        pair = load.pk("establishments", row["establishment"]), load.pk("funders", row["funder"])
        line = lines.setdefault(pair, Timeline())
        told.append((row, line, line.span(row["valid_from"], end_of(row), ())))
    settle(load, parsed, told, lambda row: f"{row['establishment']} {row['funder']}")
    write(Funding, lines, key, ())
    for (pk, _funder), line in lines.items():
        if since := line.since():
            load.touch([pk], since)
    load.close("funding")


def load_links(load: Load) -> None:
    parsed = load.tables["links"]
    rows = load.once(parsed, "old", "new")
    pairs = {(load.pk("establishments", row["old"]), load.pk("establishments", row["new"])) for row in rows}
    stored = {(link.old_id, link.new_id): link for link in Link.objects.filter(old__in=[old for old, _new in pairs])}
    created, changed, given = [], [], defaultdict[str, Decimal](Decimal)
    for row in rows:
        if row["old"] == row["new"]:
            load.problem(parsed, row, "new", _("An establishment cannot follow itself."))
            continue
        given[row["old"]] += row["weight"]
        if given[row["old"]] > 1:
            load.problem(parsed, row, "weight", _("The shares of the successors add up to more than 100 %."))
            continue
        pair = load.pk("establishments", row["old"]), load.pk("establishments", row["new"])
        name, values = f"{row['old']} → {row['new']}", {"weight": row["weight"], "date": row["date"]}
        known = stored.get(pair)
        first = min(row["date"], known.date) if known else row["date"]
        if known is None:
            created.append(Link(old_id=pair[0], new_id=pair[1], **values))
            load.tell(row, name, "created", f"{row['weight']} ({row['date']})")
        elif told := assign(known, values):
            changed.append(known)
            load.tell(row, name, "changed", "; ".join(told))
        else:
            load.tell(row, name, "unchanged")
            continue
        load.touch(pair, a_year_before(first))
    Link.objects.bulk_create(created, batch_size=2000)
    Link.objects.bulk_update(changed, ["weight", "date"], batch_size=1000)
    load.close("links")
