"""Territories and funders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from establishments.imports.group.context import Load, assign, difference
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.timeline import BEGINNING
from establishments.models import Attachment, Funder, Territory


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
