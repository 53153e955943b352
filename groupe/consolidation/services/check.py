"""Proving that the figures equal a recomputation from the reports, while they go on being folded.

Cells and comparisons are recomputed from the reports; what differs is looked at again while nobody folds, and is a
difference unless a change of it waits. Roll-ups are held against the sum of the cells, in one snapshot of the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from establishments.enums import Scenario
from establishments.models import Change, Establishment
from groupe.consolidation.engine.structure import Site
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Cell, Comparison, EngineState, Rollup
from groupe.consolidation.packing import unpack_sums
from groupe.consolidation.services.differences import Difference, Names, between
from groupe.consolidation.services.fold import fold_all, spans_of
from groupe.consolidation.services.replace import Stored, add_stored
from groupe.consolidation.services.runs import Progress, single_run
from groupe.consolidation.source import first_figure, newest_month, read_sites
from groupe.consolidation.store import take_lock
from groupe.consolidation.sums import Sums, base_file
from groupe.kernel.periods import Month

SCENARIO = Scenario.ACTUAL.value
CHUNK = 50
SOON = 50
# A group that is checked as a whole every night; of a larger one, so many establishments and months by turns.
SMALL = 100
MONTHS = 3


@dataclass(frozen=True)
class Sample:
    """Establishments to recompute, and months whose roll-ups are added up."""

    establishments: Sequence[int]
    months: Sequence[Month]


@dataclass(frozen=True)
class Differences:
    """What does not equal its recomputation, each named; `compared` counts cells."""

    found: list[Difference]
    compared: int

    def __bool__(self) -> bool:
        return bool(self.found)


def check(progress: Progress | None = None, *, sample: Sample | None = None) -> Differences:
    """Everything, or a sample; writes nothing but what it folds of the changes that wait."""
    with single_run():
        return _Check(sample, progress).all()


def sample_of(day: dt.date) -> Sample | None:
    """The establishments and months whose turn it is; None where all are few enough."""
    members = list(Establishment.objects.ever_members().order_by("pk").values_list("pk", flat=True))
    if len(members) <= SMALL:
        return None
    turn, first, last = day.toordinal(), first_figure(), newest_month()
    start = turn * SMALL % len(members)
    months = list(first.to(last))
    others = {months[(turn * (MONTHS - 1) + number) % len(months)] for number in range(MONTHS - 1)} if months else set()
    return Sample((members + members)[start : start + SMALL], sorted({last, *others}))


class _Check:
    def __init__(self, sample: Sample | None, progress: Progress | None) -> None:
        self.sample, self.progress = sample, progress
        self.names, self.compared = Names(), 0
        self.first, self.last = first_figure(), newest_month()

    def all(self) -> Differences:
        fold_all()
        sites = read_sites(self.sample.establishments if self.sample else None)
        parts = [
            {kind: group[start : start + CHUNK]}
            for kind, group in sites.items()
            for start in range(0, len(group), CHUNK)
        ]
        found: list[Difference] = []
        for number, part in enumerate(parts):
            found += self._again(self._different(part))
            self._tell(number + 1, len(parts) + 1)
            if 0 < Change.objects.count() <= SOON:
                fold_all(seconds=1)
        if not self.sample:
            found += self._again(self._outside({site.pk for group in sites.values() for site in group}))
        found += self._rollups()
        self._tell(len(parts) + 1, len(parts) + 1)
        return Differences(self.names.named(found), self.compared)

    def _tell(self, done: int, total: int) -> None:
        if self.progress:
            self.progress(done, total)

    def _different(self, by_kind: Mapping[str, Sequence[Site]]) -> list[Difference]:
        pks = [site.pk for group in by_kind.values() for site in group]
        stored = Stored.read(dict.fromkeys(pks, (self.first, self.last)), SCENARIO)
        fresh = Stored.computed(by_kind, self.first, self.last, SCENARIO)
        self.compared += len(stored.cells.keys() | fresh.cells.keys())
        return between(stored, fresh, self.names)

    def _outside(self, inside: set[int]) -> list[Difference]:
        """Cells of establishments or months that should have none."""
        rows = Cell.objects.filter(scenario=SCENARIO).order_by().values_list("establishment", "month").distinct()
        strange = [(pk, at) for pk, at in rows if pk not in inside or not self.first.index <= at <= self.last.index]
        return [Difference("cell", str(pk), month, ("outside",)) for pk, month in strange]

    def _again(self, suspected: list[Difference]) -> list[Difference]:
        """While nobody folds: what still differs, and does not wait to be folded."""
        if not suspected:
            return []
        with transaction.atomic():
            take_lock(wait=True)
            state = EngineState.objects.filter(pk=1).first() or EngineState()
            if spans_of([], state):
                return []  # the group's months have moved, which the next fold deals with
            pks = {int(each.where) for each in suspected}
            sites = read_sites(pks)
            counted = self.compared
            found = self._different(sites)
            self.compared = counted
            gone = pks - {site.pk for group in sites.values() for site in group}
            found += [each for each in suspected if int(each.where) in gone or each.figures == ("outside",)]
            waiting = set(Change.objects.filter(establishment__in=pks).values_list("establishment", flat=True))
        return [each for each in found if int(each.where) not in waiting]

    def _rollups(self) -> list[Difference]:
        with still():
            if self.sample:
                return [each for month in self.sample.months for each in self._rollups_of(month, month)]
            return self._rollups_of(self.first, self.last)

    def _rollups_of(self, first: Month, last: Month) -> list[Difference]:
        sums = Sums(current_layout().widths)
        pks = sorted({*_establishments(Cell), *_establishments(Comparison)})
        for start in range(0, len(pks), CHUNK):
            add_stored(pks[start : start + CHUNK], first, last, sums, SCENARIO)
        rows = Rollup.objects.filter(scenario=SCENARIO)
        if self.sample:
            rows = rows.filter(month__range=(first.index, last.index))
        found, expected = [], sums.vectors
        for scope, month, file, packed in rows.values_list("scope", "month", "file", "vals").iterator():
            vector = unpack_sums(packed, sums.widths[base_file(file)])
            other = expected.pop((scope, month, file), vector * 0)
            if (vector != other).any():
                found.append(Difference("rollup", str(scope), month, self.names.figures(file, vector, other)))
        left = [(key, vector) for key, vector in expected.items() if vector.any()]
        return found + [
            Difference("rollup", str(scope), month, self.names.figures(file, vector, vector * 0))
            for (scope, month, file), vector in left
        ]


def _establishments(model: type[Cell] | type[Comparison]) -> Iterable[int]:
    rows: Iterable[int] = model.objects.order_by().values_list("establishment", flat=True).distinct()
    return rows


@contextmanager
def still() -> Iterator[None]:
    """One state of the figures: a snapshot, or inside a transaction that has begun already, nobody folding."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if nested:
            take_lock(wait=True)
        else:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield
