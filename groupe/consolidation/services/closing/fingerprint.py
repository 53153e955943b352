"""The fingerprint of a close: SHA-256 over its canonical content, chained to the close before.

Content is cut into parts (header, places of figures, reports, roll-ups by month), each with a digest of its own, so
that a check can say which one differs. Lines are sorted by code point: no number of a row that only this database
knows, no collation, no order of a query enters them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import connection

from establishments.models import Establishment, LegalEntity
from groupe.consolidation.models import Close, CloseSite, Slot
from groupe.consolidation.source import AsOf
from groupe.kernel.periods import Month


def digests_of(close: Close) -> dict[str, str]:
    """By part, from what is stored now; `close` itself need not be stored yet."""
    return {
        "header": _digest([_header(close)]),
        "places": _digest(_places(close.widths)),
        "reports": _digest(_reports(close)),
        # Closes of earlier versions of the product say nothing of flows.
        **({"flows": _digest(_flows(close))} if close.digests is None or "flows" in close.digests else {}),
        **{f"roll-ups {month}": _digest(lines) for month, lines in _rollups(close).items()},
    }


def fingerprint_of(previous: str, digests: Mapping[str, str]) -> str:
    return _digest([f"previous {previous}", *(f"{part} {digest}" for part, digest in digests.items())])


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _header(close: Close) -> str:
    content = {
        "period": f"{close.month:%Y-%m}",
        "version": close.version,
        "closed_at": close.closed_at.astimezone(dt.UTC).isoformat(),
        "author": close.author_id,
        "reason": close.reason,
        "generation": close.generation,
        "catalogue": close.catalogue,
        "widths": close.widths,
        "checklist": close.checklist,
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=True)


def _places(widths: Mapping[str, int]) -> Iterable[str]:
    """Which figure each number of a vector was: without it the roll-ups say nothing."""
    rows = Slot.objects.order_by().values_list("file", "position", "code", "part")
    return [f"{file} {at} {code} {part}" for file, at, code, part in rows if at < widths.get(file, 0)]


def _reports(close: Close) -> Iterable[str]:
    """Every site of the period by code, and the values that counted."""
    rows = CloseSite.objects.filter(close_id=close.pk).order_by()
    fields = ("establishment__code", "standing", "counting__version", "counting__common", "counting__sector")
    for code, standing, version, common, sector in rows.values_list(*fields).iterator(chunk_size=1000):
        yield json.dumps([code, standing, version, common, sector])


def _flows(close: Close) -> Iterable[str]:
    """All intra-group flows of every month as recorded up to the close, by the codes of their ends."""
    entities = dict(LegalEntity.objects.values_list("pk", "code"))
    sites = dict(Establishment.objects.values_list("pk", "code"))
    for month, seller, buyer, seller_site, buyer_site, *rest in AsOf(close.closed_at).flows():
        ends = entities[seller], entities[buyer], sites.get(seller_site), sites.get(buyer_site)
        yield json.dumps([f"{month:%Y-%m}", *ends, *map(str, rest)])


def _rollups(close: Close) -> dict[Month, list[str]]:
    lines: dict[Month, list[str]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.code, r.scenario, r.month, r.file, encode(sha256(r.vals), 'hex')"
            " from consolidation_closerow r left join consolidation_scope s on s.id = r.scope"
            " where r.close_id = %s",
            [close.pk],
        )
        for scope, scenario, month, file, digest in cursor:
            lines[Month(month)].append(json.dumps([scope, scenario, str(Month(month)), file, digest]))
    return lines
