"""Dated rows: putting what a file says into what is stored, without overlap and without erasing history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Model

from establishments.imports.group.summary import Verdict
from groupe.kernel.ranges import ONE_DAY, inclusive

BEGINNING = dt.date.min
END = dt.date.max


@dataclass
class Stretch:
    """A value from `first` up to `end` (excluded; END where it has none); `row` is what is stored already."""

    first: dt.date
    end: dt.date
    value: tuple[Any, ...]
    row: Any = None
    told: bool = False

    def __post_init__(self) -> None:
        self.before = (self.first, self.end, self.value) if self.row is not None else None

    @property
    def now(self) -> tuple[dt.date, dt.date, tuple[Any, ...]]:
        return self.first, self.end, self.value


@dataclass
class Timeline:
    """The stretches of one thing (a capacity of a site, the entity of a site, ...), in order."""

    stretches: list[Stretch] = field(default_factory=list)
    removed: list[Stretch] = field(default_factory=list)

    def before(self, day: dt.date) -> Stretch | None:
        """What holds just before a day, or held last."""
        return max((each for each in self.stretches if each.first < day), key=lambda each: each.first, default=None)

    def step(self, first: dt.date, value: tuple[Any, ...]) -> Verdict:
        """The value holds from `first` until the next step, as far as what was stored there went."""
        same = next((each for each in self.stretches if each.first == first), None)
        if same:
            changed = same.value != value
            same.value = value
            return "changed" if changed else "unchanged"
        around = next((each for each in self.stretches if each.first < first < each.end), None)
        if around is None:
            following = min((s for s in self.stretches if s.first > first), key=lambda s: s.first, default=None)
            if following and following.value == value:
                following.first = first
                return "changed"
            self._insert(Stretch(first, following.first if following else END, value))
            return "created"
        if around.value == value:
            return "unchanged"
        end, around.end = around.end, first
        self._insert(Stretch(first, end, value))
        return "created"

    def stop(self, first: dt.date) -> Verdict:
        """Nothing holds from `first` until the next step."""
        around = next((each for each in self.stretches if each.first <= first < each.end), None)
        if around is None:
            return "unchanged"
        if around.first == first:
            self.stretches.remove(around)
            self.removed.append(around)
        around.end = first
        return "changed"

    def span(self, first: dt.date, end: dt.date, value: tuple[Any, ...]) -> Stretch:
        """The value holds from `first` to `end` exactly; an END gives way to what begins later (see `settle`)."""
        same = next((each for each in self.stretches if each.first == first), None)
        if same is None:
            around = next((each for each in self.stretches if each.first < first < each.end), None)
            if around and not (around.told and around.end != END):
                around.end = first
            same = Stretch(first, end, value)
            self._insert(same)
        same.end, same.value, same.told = end, value, True
        return same

    def settle(self) -> list[Stretch]:
        """Ends open stretches where the next begins; those whose told end lies beyond it are returned."""
        overlapping = []
        for one, following in pairwise(self.stretches):
            if one.end > following.first:
                if one.told and one.end != END:
                    overlapping.append(one)
                one.end = following.first
        return overlapping

    def _insert(self, stretch: Stretch) -> None:
        self.stretches.append(stretch)
        self.stretches.sort(key=lambda each: each.first)

    def since(self) -> dt.date | None:
        """The first day on which something is not as it was."""
        days = []
        for each in self.stretches:
            if each.before is None:
                days.append(each.first)
            elif each.before != each.now:
                first, end, value = each.before
                days.append(
                    min(first, each.first) if (first, value) != (each.first, each.value) else min(end, each.end)
                )
        return min([*days, *(each.before[0] for each in self.removed if each.before)], default=None)


def verdict_of(stretch: Stretch) -> Verdict:
    if stretch.before is None:
        return "created"
    return "unchanged" if stretch.before == stretch.now else "changed"


def timelines(rows: Iterable[Any], key: tuple[str, ...], value: tuple[str, ...]) -> dict[tuple[Any, ...], Timeline]:
    """What is stored, by key, in order."""
    found: dict[tuple[Any, ...], Timeline] = {}
    for row in rows:
        stretch = Stretch(
            row.valid.lower or BEGINNING, row.valid.upper or END, tuple(getattr(row, name) for name in value), row
        )
        found.setdefault(tuple(getattr(row, name) for name in key), Timeline()).stretches.append(stretch)
    for each in found.values():
        each.stretches.sort(key=lambda stretch: stretch.first)
    return found


def write(
    model: type[Model], lines: Mapping[tuple[Any, ...], Timeline], key: tuple[str, ...], value: tuple[str, ...]
) -> None:
    """Removes, shrinks, then stretches, then adds: rows that end apart never overlap on the way."""
    changed = [each for line in lines.values() for each in line.stretches if each.before not in {None, each.now}]
    manager: Any = model._default_manager
    removed = [each.row.pk for line in lines.values() for each in line.removed if each.row]
    if removed:
        manager.filter(pk__in=removed).delete()
    for both in (True, False):
        moved = []
        for each in changed:
            first, end, _value = each.before or each.now
            bounds = (max(first, each.first), min(end, each.end)) if both else (each.first, each.end)
            _set(each.row, bounds, value, each.value)
            moved.append(each.row)
        if both or any(each.before and (each.before[0] > each.first or each.before[1] < each.end) for each in changed):
            manager.bulk_update(moved, ["valid", *value], batch_size=1000)
    fresh = []
    for names, line in lines.items():
        for each in line.stretches:
            if each.before is None:
                row = model(**dict(zip(key, names, strict=True)))
                _set(row, (each.first, each.end), value, each.value)
                fresh.append(row)
    manager.bulk_create(fresh, batch_size=2000)


def _set(row: Any, bounds: tuple[dt.date, dt.date], names: tuple[str, ...], values: tuple[Any, ...]) -> None:
    first, end = bounds
    row.valid = inclusive(None if first == BEGINNING else first, None if end == END else end - ONE_DAY)
    for name, content in zip(names, values, strict=True):
        setattr(row, name, content)
