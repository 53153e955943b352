"""Legal entities with their methods and holdings, territories and funders."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.enums import Method
from establishments.identifiers import check_siren
from establishments.imports.group.context import Load, assign, difference
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.timeline import BEGINNING, END, Stretch, Timeline, timelines, verdict_of, write
from establishments.models import Attachment, ConsolidationTerm, Funder, Holding, LegalEntity, Territory
from groupe.kernel.ranges import ONE_DAY

WHOLE = Decimal(100)
Told = list[tuple[Row, Timeline, Stretch]]


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


def settle(load: Load, parsed: Parsed, told: Told, name: Callable[[Row], str], *columns: str) -> None:
    """Refuses overlaps, and tells what becomes of each row; `columns` name the values of a stretch."""
    overlapping = {id(each) for line in {id(line): line for _r, line, _s in told}.values() for each in line.settle()}
    for row, _line, stretch in told:
        if id(stretch) in overlapping:
            load.problem(parsed, row, "valid_to", _("This row overlaps the one that follows it."))
        values = [f"{column} {value:f}" if isinstance(value, Decimal) else str(value)
                  for column, value in zip(columns, stretch.value, strict=True)]  # fmt: skip
        load.tell(row, name(row), verdict_of(stretch), ", ".join([*values, _period(stretch)]))


def end_of(row: Row) -> dt.date:
    """The day after the last one."""
    last = row["valid_to"]
    return last + ONE_DAY if last else END


def check_order(load: Load, table: str, first: str, last: str) -> None:
    parsed = load.tables[table]
    for row in parsed.rows:
        if row[first] and row[last] and row[last] < row[first]:
            message = _("The last day lies before the first, %(first)s.") % {"first": row[first]}
            load.problem(parsed, row, last, message)


def _period(stretch: Stretch) -> str:
    first = "…" if stretch.first == BEGINNING else stretch.first.isoformat()
    last = "…" if stretch.end == END else (stretch.end - ONE_DAY).isoformat()
    return f"{first} – {last}"


def _by_date(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["valid_from"])


def _touch_entities(load: Load, since: dict[int, dt.date]) -> None:
    if since:
        pairs = Attachment.objects.filter(entity__in=since).values_list("establishment", "entity").distinct()
        for pk, entity in pairs.order_by("establishment", "entity"):
            load.touch([pk], since[entity])


def load_territories(load: Load) -> None:
    """Parents may come later in the file; an empty parent makes a root."""
    parsed = load.tables["territories"]
    rows = load.once(parsed, "code")
    _refuse_cycles(load, parsed, rows)
    created = []
    for row in rows:
        if row["code"] not in load.rows["territories"]:
            load.rows["territories"][row["code"]] = made = Territory(code=row["code"], name=row["name"])
            created.append(made)
            load.tell(row, row["code"], "created", row["name"])
    Territory.objects.bulk_create(created, batch_size=2000)
    new = {territory.pk for territory in created}
    parents = {territory.pk: territory.parent_id for territory in load.rows["territories"].values()}
    changed = [known for row in rows if (known := _change_territory(load, parsed, row, new)) is not None]
    Territory.objects.bulk_update(changed, ["name", "parent"], batch_size=1000)
    _touch_territories(load, {each.pk for each in changed if each.parent_id != parents[each.pk]} - new)
    load.close("territories")


def _change_territory(load: Load, parsed: Parsed, row: Row, new: set[int]) -> Territory | None:
    """The territory where its name or its parent is another than before."""
    known: Territory = load.rows["territories"][row["code"]]
    told = assign(known, {"name": row["name"]})
    if "parent" in parsed.columns:
        parent = load.pk("territories", row["parent"]) if row["parent"] else None
        if parent != known.parent_id:
            before = known.parent and known.parent.code
            told.append(difference("parent", before, row["parent"]))
            known.parent_id = parent
    load.tell(row, row["code"], "changed" if told and known.pk not in new else "unchanged", "; ".join(told))
    return known if told else None


def _refuse_cycles(load: Load, parsed: Parsed, rows: Iterable[Row]) -> None:
    parents = dict(Territory.objects.values_list("code", "parent__code"))
    if "parent" in parsed.columns:
        parents |= {row["code"]: row["parent"] for row in rows}
    for row in rows:
        node, seen = row["parent"], {row["code"]}
        while node and node not in seen:
            seen.add(node)
            node = parents.get(node)
        if node == row["code"]:
            load.problem(parsed, row, "parent", _("This territory would lie inside itself."))


def _touch_territories(load: Load, moved: set[int]) -> None:
    """Every establishment that was ever under a territory that moved, over all its days."""
    if not moved:
        return
    children = defaultdict(list)
    for pk, parent in Territory.objects.values_list("pk", "parent"):
        children[parent].append(pk)
    below = set(moved)
    waiting = list(moved)
    while waiting:
        fresh = [pk for pk in children[waiting.pop()] if pk not in below]
        below.update(fresh)
        waiting += fresh
    for attachment in Attachment.objects.filter(territory__in=below).order_by("pk"):
        load.touch([attachment.establishment_id], attachment.valid_from or BEGINNING)


def load_funders(load: Load) -> None:
    parsed = load.tables["funders"]
    created, changed = [], []
    for row in load.once(parsed, "code"):
        values = {"name": row["name"], "kind": row["kind"]}
        known = load.rows["funders"].get(row["code"])
        if known is None:
            load.rows["funders"][row["code"]] = made = Funder(code=row["code"], **values)
            created.append(made)
            load.tell(row, row["code"], "created", row["name"])
        else:
            told = assign(known, values)
            changed += [known] if told else []
            load.tell(row, row["code"], "changed" if told else "unchanged", "; ".join(told))
    Funder.objects.bulk_create(created, batch_size=2000)
    Funder.objects.bulk_update(changed, ["name", "kind"], batch_size=1000)
    load.close("funders")
