"""Figures as they were known: those of today, less the cells that differ, plus the same cells as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from django.db import connection, transaction

from establishments.models import Establishment
from groupe.consolidation.eliminations import Book, book_at
from groupe.consolidation.engine.compare import Comparison
from groupe.consolidation.engine.structure import YEAR
from groupe.consolidation.figures import added
from groupe.consolidation.models import Close, EngineState
from groupe.consolidation.selectors.closes.published import close_rollups, latest_close
from groupe.consolidation.selectors.extracts import COMMON, Extract
from groupe.consolidation.selectors.past.differences import Begins, differences, everyone
from groupe.consolidation.selectors.past.overlay import Overlay, overlay
from groupe.consolidation.selectors.slices import Slice, Wanted, slices_of, stored_slices
from groupe.consolidation.selectors.vectors import TODAY, CellRow, Class, Sums, Today, several
from groupe.consolidation.source import NEVER, AsOf, first_figure, newest_month
from groupe.consolidation.store import StoredCell
from groupe.kernel.periods import Month


class Past(Today):
    """Reads like today's figures; nothing is written. To be made by `as_known`."""

    at: dt.datetime

    def __init__(self, at: dt.datetime) -> None:
        self.at = at
        self._then = AsOf(at)
        self._overlays: list[Overlay] = []
        self._settled: dict[tuple[Month, Month], bool] = {}

    def rollup_sums(self, numbers: Iterable[int], first: Month, last: Month, files: Iterable[str]) -> dict[int, Sums]:
        if self._close is not None and self._unchanged_since(self._close, first, last):
            return close_rollups(self._close, numbers, first, last, files)
        first, last = self._within(first, last)
        if last < first:
            return {}
        wanted, names, delta = list(numbers), list(files), self._overlay(first, last).sums
        found = TODAY.rollup_sums(wanted, first, last, names)
        months = list(first.to(last))
        return {number: _merged(found.get(number, {}), delta.get(number, {}), months, names) for number in wanted}

    def cells_in(
        self,
        numbers: int | Collection[int] | None,
        first: Month,
        last: Month,
        extract: Extract,
        *,
        site: str = "",
        validated_only: bool = False,
    ) -> list[CellRow]:
        first, last = self._within(first, last)
        wanted = set(several(numbers or []))
        if last < first or not wanted:
            return []
        stored = TODAY.cells_in(wanted, first, last, extract, site=site, validated_only=validated_only)
        fresh = self._fresh(first, last, site, validated_only=validated_only)
        inside = [cell for cell in fresh if not wanted.isdisjoint(cell.scopes)]
        return [*self._kept(stored, first, last), *(_row(cell, extract) for cell in inside)]

    def establishment_cells(
        self, code: str, first: Month, last: Month, extract: Extract, *, validated_only: bool = False
    ) -> list[CellRow]:
        first, last = self._within(first, last)
        if last < first:
            return []
        stored = TODAY.establishment_cells(code, first, last, extract, validated_only=validated_only)
        fresh = self._fresh(first, last, code, validated_only=validated_only)
        return [*self._kept(stored, first, last), *(_row(cell, extract) for cell in fresh)]

    def parents(self) -> dict[str, str | None]:
        rows = {pk: (code, parent) for pk, code, parent in self._then.territories()}
        return {code: rows[parent][0] if parent else None for code, parent in rows.values()}

    def comparisons_in(
        self,
        numbers: int | Collection[int],
        first: Month,
        last: Month,
        *,
        site: int | None = None,
        only: Class | None = None,
        windows: bool = True,
    ) -> list[Comparison]:
        first, last = self._within(first, last)
        if last < first:
            return []
        known = self._overlay(first - YEAR, last)
        wanted = set(several(numbers))
        stored = TODAY.comparisons_in(wanted, first, last, site=site, only=only, windows=windows)
        kept = [each for each in stored if not known.covers(each.establishment, each.month)]
        fresh = [
            each
            for each in known.comparisons
            if first.index <= each.month <= last.index
            and site in {None, each.establishment}
            and (only is None or getattr(each, only[0]) == only[1])
            and not wanted.isdisjoint(each.scopes)
        ]
        return sorted([*kept, *fresh], key=lambda each: each.kind)

    def slices(self, wanted: Wanted) -> list[Slice]:
        first, last = self._within(wanted.first, wanted.last)
        if last < first:
            return []
        wanted = replace(wanted, first=first, last=last)
        known = self._overlay(first, last)
        kept = [each for each in stored_slices(wanted) if not known.covers(each.establishment, each.month)]
        return [*kept, *slices_of(known.cells, wanted)]

    def kinds(self, pks: Collection[int]) -> dict[int, str]:
        return {each.pk: each.kind for each in self._then.establishments(pks)}

    @property
    def reading(self) -> AsOf:
        return self._then

    def cells(self, pks: Iterable[int], first: Month, last: Month) -> list[StoredCell]:
        first, last = self._within(first, last)
        if last < first:
            return []
        wanted, known = set(pks), self._overlay(first, last)
        kept = [cell for cell in TODAY.cells(wanted, first, last) if not known.covers(cell.establishment, cell.month)]
        fresh = self._fresh(first, last)
        return [*kept, *(cell for cell in fresh if cell.establishment in wanted)]

    def span(self) -> tuple[Month, Month] | None:
        first, last = self._held
        return None if first == NEVER else (first, min(last, self._then.last_completed()))

    def book(self) -> Book:
        return self._book

    def whole_cells(self, number: int, first: Month, last: Month) -> list[StoredCell]:
        return [cell for cell in self.cells(everyone(), first, last) if number in cell.scopes]

    @cached_property
    def _book(self) -> Book:
        return book_at(self.at)

    @cached_property
    def _close(self) -> Close | None:
        return latest_close(self.at)

    def _unchanged_since(self, close: Close, first: Month, last: Month) -> bool:
        """Whether the snapshot of a close says all: nothing was recorded since that touches these months."""
        if close.closed_at == self.at:
            return True
        if (first, last) not in self._settled:
            closed = AsOf(close.closed_at)
            held = first_figure(closed) == self._held[0] and min(last, self._held[1]) <= newest_month(closed)
            self._settled[first, last] = held and not differences(closed, self._then, first, last)
        return self._settled[first, last]

    @cached_property
    def _held(self) -> tuple[Month, Month]:
        """The first and the newest month that held figures."""
        return first_figure(self._then), newest_month(self._then)

    def _within(self, first: Month, last: Month) -> tuple[Month, Month]:
        return max(first, self._held[0]), min(last, self._held[1])

    def _kept(self, stored: Iterable[CellRow], first: Month, last: Month) -> list[CellRow]:
        covers = self._overlay(first, last).covers
        return [cell for cell in stored if not covers(cell[0], cell[1])]

    def _fresh(self, first: Month, last: Month, site: str = "", *, validated_only: bool = False) -> list[StoredCell]:
        least = 2 if validated_only else 0
        pk = Establishment.objects.filter(code=site).values_list("pk", flat=True).first() if site else None
        return [
            cell
            for cell in self._overlay(first, last).cells
            if first.index <= cell.month <= last.index
            and cell.level >= least
            and (not site or cell.establishment == pk)
        ]

    def _overlay(self, first: Month, last: Month) -> Overlay:
        first, last = self._within(first, last)
        for known in self._overlays:
            if known.first <= first and last <= known.last:
                return known
        begins = differences(self._then, None, first, last)
        for pk, month in _for_everyone(self._held[0], first, last).items():
            begins[pk] = min(begins.get(pk, month), month)
        made = overlay(begins, first, last, self._then)
        self._overlays.append(made)
        return made


@contextmanager
def as_known(at: dt.datetime | None) -> Iterator[Today]:
    """The figures as known at an instant, for as long as the block lasts; those of today where it is None.

    Everything is read from one snapshot of the database: a fold in between would count changes twice.
    """
    if at is None:
        yield TODAY
    elif connection.in_atomic_block:
        yield Past(at)
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read read only")
            yield Past(at)


def _for_everyone(begin: Month, first: Month, last: Month) -> Begins:
    """Months that differ for all: those never folded, and where expectations began in another month, `begin` then.

    What is expected counts for the year after it too, which is compared with it.
    """
    state = EngineState.objects.filter(pk=1).first()
    if state is None or state.first_month is None or state.horizon is None:
        return dict.fromkeys(everyone(), first)
    if state.first_month != begin.index and first.index < max(state.first_month, begin.index) + YEAR:
        return dict.fromkeys(everyone(), first)
    if last.index > state.horizon:
        return dict.fromkeys(everyone(), max(first, Month(state.horizon + 1)))
    return {}


def _merged(stored: Sums, delta: Sums, months: Iterable[Month], files: Sequence[str]) -> Sums:
    merged: Sums = {}
    for month in months:
        both = stored.get(month, {}), delta.get(month, {})
        found = {file: [each[file] for each in both if file in each] for file in files}
        if any(found.values()):
            merged[month] = {file: added(vectors) for file, vectors in found.items() if vectors}
    return merged


def _row(cell: StoredCell, extract: Extract) -> CellRow:
    common, sector = extract.cut(COMMON, cell.common), extract.cut(cell.file, cell.sector)
    return cell.establishment, cell.month, cell.file, common, sector, cell.scopes
