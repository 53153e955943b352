"""By which method the parts of a legal figure count: that of their entity, as seen from the scope (rule 23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from establishments.enums import Method
from establishments.models import Attachment
from groupe.consolidation.selectors.explain.parts import Part, PartSum, summed
from groupe.consolidation.selectors.vectors import Today
from groupe.consolidation.source import Holdings
from groupe.kernel.ranges import contains


@dataclass(frozen=True)
class MethodSum:
    """The parts that count by one method and interest, added."""

    method: str
    fraction: Fraction
    total: PartSum


def with_methods(scope: str, parts: Sequence[Part], known_at: Today) -> list[Part]:
    """Each with the method of its entity on its first day; a few queries whatever their number."""
    if not parts:
        return []
    holdings = Holdings(known_at.reading)
    rows: dict[int, list[Any]] = defaultdict(list)
    ids = {part.establishment for part in parts}
    for row in known_at.reading.rows(Attachment, "entity", establishment__in=list(ids)):
        rows[row.establishment_id].append(row)
    return [replace(part, method=_method(scope, part, rows[part.establishment], holdings)) for part in parts]


def _method(scope: str, part: Part, rows: Sequence[Any], holdings: Holdings) -> str:
    """After a closure, that of the last day; whole where nothing else is told, or for the entity itself."""
    day = min(part.first, part.last)
    held = next((row for row in rows if contains(row.valid, day)), None)
    if held is None or scope == f"entity:{held.entity.code}":
        return str(Method.FULL)
    above = scope if scope.startswith("entity:") else ""
    counted = holdings.counted(held.entity_id, day)
    return next((method for base, method, _fraction in counted if base == above), str(Method.FULL))


def by_method(parts: Sequence[Part]) -> list[MethodSum]:
    """What counts most first."""
    found: dict[tuple[Fraction, str], list[Part]] = defaultdict(list)
    for part in parts:
        found[part.fraction, part.method].append(part)
    return [
        MethodSum(method, fraction, summed(found[fraction, method])) for fraction, method in sorted(found, reverse=True)
    ]
