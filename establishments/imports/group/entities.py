"""Legal entities with their methods and holdings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.changes import a_year_before
from establishments.enums import Method
from establishments.identifiers import check_siren
from establishments.imports.group.context import Load, assign
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.spans import Told, end_of, settle
from establishments.imports.group.timeline import Timeline, timelines, write
from establishments.models import Attachment, ConsolidationTerm, Holding, LegalEntity

WHOLE = Decimal(100)


def load_entities(load: Load) -> None:
    """One row for each method that an entity had; its name is that of its last row."""
    parsed = load.tables["entities"]
    rows = load.once(parsed, "code", "valid_from")
    naming = {row["code"]: row for row in sorted(rows, key=lambda row: row["valid_from"])}
    created, changed = [], []
    for code, row in naming.items():
        values = {"name": row["name"], "legal_form": row["legal_form"] or ""}
        known = load.rows["entities"].get(code)
        if known is None:
            siren = code if check_siren(code) else ""
            load.rows["entities"][code] = known = LegalEntity(code=code, siren=siren, **values)
            created.append(known)
            load.tell(row, code, "created", row["name"])
        elif told := assign(known, values):
            changed.append(known)
            load.tell(row, code, "changed", "; ".join(told))
    LegalEntity.objects.bulk_create(created, batch_size=2000)
    LegalEntity.objects.bulk_update(changed, ["name", "legal_form"], batch_size=1000)
    _load_terms(load, parsed, rows)
    _load_parents(load, parsed, rows)
    load.close("entities")


def _load_terms(load: Load, parsed: Parsed, rows: Iterable[Row]) -> None:
    pks = {load.pk("entities", row["code"]) for row in rows}
    lines = timelines(ConsolidationTerm.objects.filter(entity__in=pks).order_by("pk"), ("entity_id",), ("method",))
    told: Told = []
    for row in _by_date(rows):
        line = lines.setdefault((load.pk("entities", row["code"]),), Timeline())
        told.append((row, line, line.span(row["valid_from"], end_of(row), (row["method"],))))
    settle(load, parsed, told, lambda row: row["code"], "method")
    write(ConsolidationTerm, lines, ("entity_id",), ("method",))
    _touch_entities(load, {pk: since for (pk,), line in lines.items() if (since := line.since())})


def _load_parents(load: Load, parsed: Parsed, rows: Iterable[Row]) -> None:
    """The parent's percentages; left empty, the parent holds all, but for methods that count with a share."""
    held = []
    for row in rows:
        if not row["parent"]:
            continue
        if row["interest"] is None and row["method"] in {Method.PROPORTIONAL, Method.EQUITY}:
            load.problem(parsed, row, "interest", _("This method needs the parent's percentage."))
            continue
        capital = WHOLE if row["interest"] is None else row["interest"]
        votes = capital if row["control"] is None else row["control"]
        held.append((row, row["parent"], row["code"], votes, capital))
    _load_holdings(load, parsed, held, "parent")


def load_holdings(load: Load) -> None:
    parsed = load.tables["holdings"]
    rows = load.once(parsed, "owner", "owned", "valid_from")
    parents = {(row["parent"], row["code"], row["valid_from"]): row for row in load.tables["entities"].rows}
    for row in rows:
        told = parents.get((row["owner"], row["owned"], row["valid_from"]))
        if told and (told["interest"], told["control"]) not in {(row["capital"], row["votes"]), (None, None)}:
            message = _("The entities say otherwise of this holding, on line %(line)d.") % {"line": told.line}
            load.problem(parsed, row, "capital", message)
    _load_holdings(load, parsed, [(r, r["owner"], r["owned"], r["votes"], r["capital"]) for r in rows], "owner")
    load.close("holdings")


def _load_holdings(load: Load, parsed: Parsed, held: list[tuple[Row, str, str, Decimal, Decimal]], column: str) -> None:
    owned = {load.pk("entities", code) for _row, _owner, code, _votes, _capital in held}
    key, value = ("owner_id", "owned_id"), ("votes", "capital")
    lines = timelines(Holding.objects.filter(owned__in=owned).order_by("pk"), key, value)
    told: Told = []
    for row, owner, code, votes, capital in sorted(held, key=lambda each: each[0]["valid_from"]):
        if owner == code:
            load.problem(parsed, row, column, _("An entity cannot hold itself."))
            continue
        line = lines.setdefault((load.pk("entities", owner), load.pk("entities", code)), Timeline())
        told.append((row, line, line.span(row["valid_from"], end_of(row), (votes, capital))))
    settle(load, parsed, told, lambda row: row["code"] or f"{row['owner']} → {row['owned']}", *value)
    write(Holding, lines, key, value)
    _touch_entities(load, {owned: since for (_owner, owned), line in lines.items() if (since := line.since())})


def _touch_entities(load: Load, since: dict[int, dt.date]) -> None:
    """The sites of these entities and of those below them, from the year before, which they are compared with."""
    if not since:
        return
    edges = list(Holding.objects.order_by().values_list("owner", "owned"))
    reached = dict(since)
    waiting = list(since)
    while waiting:
        owner = waiting.pop()
        for owned in {below for above, below in edges if above == owner}:
            if owned not in reached or reached[owned] > reached[owner]:
                reached[owned] = reached[owner]
                waiting.append(owned)
    pairs = Attachment.objects.filter(entity__in=reached).values_list("establishment", "entity").distinct()
    for pk, entity in pairs.order_by("establishment", "entity"):
        load.touch([pk], a_year_before(reached[entity]))


def _by_date(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["valid_from"])
