"""Intra-group flows, as each side declares them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from establishments.enums import Account, DeclaredBy
from establishments.imports.group.context import Load, assign
from establishments.imports.group.parsing import Parsed, Row
from establishments.models import Flow

Key = tuple[Any, ...]
NAMES = ("month", "seller_id", "buyer_id", "seller_establishment_id", "buyer_establishment_id", "account")
COLUMNS = (
    "period", "seller_entity", "buyer_entity", "seller_establishment", "buyer_establishment", "account", "declared_by",
)  # fmt: skip


def load_flows(load: Load) -> None:
    """What both sides declared together gives way to what each declares."""
    parsed = load.tables["flows"]
    groups: dict[Key, dict[str, Row]] = defaultdict(dict)
    for row in load.once(parsed, *COLUMNS):
        if _coherent(load, parsed, row):
            groups[_key(load, row)][row["declared_by"] or DeclaredBy.BOTH.value] = row
    load.problems.raise_if_any()
    stored = _stored({key[0] for key in groups})
    created, changed, gone = [], [], []
    for key, rows in groups.items():
        _refuse_both(load, parsed, rows)
        known = stored.get(key, {})
        gone += [
            flow.pk for declared, flow in known.items() if (declared == DeclaredBy.BOTH) != (DeclaredBy.BOTH in rows)
        ]
        for declared, row in rows.items():
            flow, values = known.get(declared), {"amount": row["amount"], "years": row["years"]}
            name = f"{row['period']} {row['seller_entity']} → {row['buyer_entity']} {row['account']}"
            if flow is None:
                created.append(Flow(**dict(zip(NAMES, key, strict=True)), declared_by=declared, **values))
                load.tell(row, name, "created", str(row["amount"]))
            else:
                told = assign(flow, values)
                changed += [flow] if told else []
                load.tell(row, name, "changed" if told else "unchanged", "; ".join(told))
    Flow.objects.filter(pk__in=gone).delete()
    Flow.objects.bulk_create(created, batch_size=2000)
    Flow.objects.bulk_update(changed, ["amount", "years"], batch_size=1000)
    load.close("flows")


def _coherent(load: Load, parsed: Parsed, row: Row) -> bool:
    before = load.problems.total
    if row["account"] == Account.ASSET_GAIN and not row["years"]:
        load.problem(parsed, row, "years", _("An asset gain needs the years over which it is released."), "1 – 100")
    ends = [(row["seller_entity"], row["seller_establishment"]), (row["buyer_entity"], row["buyer_establishment"])]
    if ends[0] == ends[1]:
        load.problem(parsed, row, "buyer_entity", _("A flow has two ends."))
    return load.problems.total == before


def _refuse_both(load: Load, parsed: Parsed, rows: dict[str, Row]) -> None:
    if DeclaredBy.BOTH in rows and len(rows) > 1:
        message = _("This flow is declared by both sides together and by one alone.")
        load.problem(parsed, rows[DeclaredBy.BOTH], "declared_by", message)


def _key(load: Load, row: Row) -> Key:
    sites = [
        load.pk("establishments", row[name]) if row[name] else None
        for name in ("seller_establishment", "buyer_establishment")
    ]
    entities = [load.pk("entities", row[name]) for name in ("seller_entity", "buyer_entity")]
    return (row["period"].first, *entities, *sites, row["account"])


def _stored(months: set[dt.date]) -> dict[Key, dict[str, Flow]]:
    found: dict[Key, dict[str, Flow]] = defaultdict(dict)
    for flow in Flow.objects.filter(month__in=months).order_by("pk"):
        found[tuple(getattr(flow, name) for name in NAMES)][flow.declared_by] = flow
    return found
