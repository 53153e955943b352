"""Where each part of each figure stands in its vector: given once, appended to, never renumbered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from groupe.consolidation.engine.plan import Plan, current_plan
from groupe.consolidation.models import Slot


@dataclass(frozen=True)
class Layout:
    """Positions by (code, part), and the width of each file's vector."""

    positions: dict[tuple[str, str], int]
    widths: dict[str, int]


_cache: dict[str, Layout] = {}


def current_layout() -> Layout:
    """The layout of the current catalogue, read once per process."""
    plan = current_plan()
    if plan.fingerprint not in _cache:
        layout = read_layout()
        if any((code, part) not in layout.positions for _file, code, part in plan.slots):
            append_slots(plan)
            layout = read_layout()
        _cache[plan.fingerprint] = layout
    return _cache[plan.fingerprint]


def forget_layout() -> None:
    _cache.clear()


def read_layout() -> Layout:
    rows = list(Slot.objects.values_list("file", "code", "part", "position"))
    widths: dict[str, int] = defaultdict(int)
    for file, _code, _part, position in rows:
        widths[file] = max(widths[file], position + 1)
    return Layout({(code, part): position for _file, code, part, position in rows}, dict(widths))


def append_slots(plan: Plan) -> None:
    """Gives a place to every part that has none; idempotent."""
    layout = read_layout()
    following: dict[str, int] = defaultdict(int, layout.widths)
    fresh = []
    for file, code, part in plan.slots:
        if (code, part) not in layout.positions:
            fresh.append(Slot(file=file, code=code, part=part, position=following[file]))
            following[file] += 1
    Slot.objects.bulk_create(fresh, ignore_conflicts=True)
