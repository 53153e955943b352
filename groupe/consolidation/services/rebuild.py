"""Throwing the figures away and computing them again from structure, catalogue and reports.

Chunk by chunk into staged tables, each committed, so that one cut short goes on from there; the live figures are
read and folded meanwhile. At the end, in one short transaction under the fold lock, what was folded meanwhile is
computed again and the staged tables take the place of the live ones.
"""

from __future__ import annotations

import time

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from establishments.enums import Scenario
from establishments.models import Change
from groupe.accounts.models import User
from groupe.consolidation.compute import Chunk, computed_chunks, expander, stored_cells
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Cell, EngineState, Run
from groupe.consolidation.services.fold import advance, fold_all, fold_spans, spans_of
from groupe.consolidation.services.meanwhile import catch_up
from groupe.consolidation.services.replace import add_stored
from groupe.consolidation.services.runs import Progress, failing, opened_rebuild, single_run, still_started
from groupe.consolidation.services.staging import add_indexes, go_live, staged
from groupe.consolidation.source import Steady, read_sites
from groupe.consolidation.source.reports import NEVER
from groupe.consolidation.store import ROLLUP, copy_cells, copy_comparisons, copy_rollups, take_lock
from groupe.consolidation.sums import Sums
from groupe.kernel.periods import Month

SCENARIO = Scenario.ACTUAL.value
ATTEMPTS = 60
# So many changes, or establishments folded meanwhile, are a matter of a moment.
SOON = 50
BATCH = 100


def rebuild(*, author: User | None = None, progress: Progress | None = None, run: Run | None = None) -> Run:
    """Every cell and roll-up anew; goes on with a rebuild that was cut short where that still fits (`run.resumed`)."""
    with single_run():
        run = opened_rebuild(author=author, asked=run)
        with failing(run):
            _Rebuild(run, progress).finish()
        run.refresh_from_db()
        return run


class _Rebuild:
    """One process at work on a run."""

    def __init__(self, run: Run, progress: Progress | None) -> None:
        self.run, self.progress = run, progress
        self.first, self.last = Month(run.first_month or 0), Month(run.horizon or 0)
        self.sums, self.expander = Sums(current_layout().widths), expander()
        self.live = Cell.objects.exists()
        # Committed before anything is read: the rebuild holds them, whoever consumes them.
        self.seen = list(Change.objects.values_list("pk", flat=True))

    def finish(self) -> None:
        sites, before = read_sites(), self._staged_before()
        waiting = {kind: [site for site in group if site.pk not in before] for kind, group in sites.items()}
        total = sum(map(len, sites.values()))
        done = total - sum(map(len, waiting.values()))
        for chunk in computed_chunks(waiting, self.first, self.last, SCENARIO, Steady()):
            done += len(chunk.computed.inputs.sites)
            self._stage(chunk, done, total)
        self._stage_rollups(before)
        while self._catch_up():
            pass
        self._swap()

    @transaction.atomic
    def _staged_before(self) -> set[int]:
        """The establishments that are done, of a run that is gone on with."""
        with staged():
            return set(Cell.objects.order_by().values_list("establishment", flat=True).distinct())

    def _stage(self, chunk: Chunk, done: int, total: int) -> None:
        with transaction.atomic():
            cells = self.run.cells + len(chunk.shown)
            still_started(self.run, done=done, total=total, cells=cells)
            with staged():
                copy_cells(stored_cells(chunk), SCENARIO)
                copy_comparisons(chunk.comparisons, SCENARIO)
        self.run.cells = cells
        self.sums.add_chunk(chunk, self.expander)
        if self.progress:
            self.progress(done, total)
        if self.live and 0 < Change.objects.count() <= SOON:
            fold_all(seconds=1)

    def _stage_rollups(self, before: set[int]) -> None:
        """The sums of this process, and those of the chunks that an earlier one staged."""
        if before:
            self._index()
        with transaction.atomic(), staged():
            pks = sorted(before)
            for start in range(0, len(pks), BATCH):
                add_stored(pks[start : start + BATCH], self.first, self.last, self.sums, SCENARIO)
            with connection.cursor() as cursor:
                cursor.execute(f"truncate {ROLLUP}")
            copy_rollups(self.sums.batches(), SCENARIO)
        self._index()

    @staticmethod
    @transaction.atomic
    def _index() -> None:
        add_indexes()

    @transaction.atomic
    def _catch_up(self) -> bool:
        """Before the lock is taken, so that little is left to do under it."""
        with staged():
            return catch_up(fold_spans, few=SOON)

    def _swap(self) -> None:
        """Tried again while something reads the live tables for long."""
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    self._swap_now()
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable) or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(1)

    def _swap_now(self) -> None:
        take_lock(wait=True)
        state = EngineState.objects.select_for_update().get_or_create(pk=1)[0]
        state.first_month = None if self.first == NEVER else self.first.index
        state.horizon = self.last.index
        state.catalogue = current_plan().fingerprint
        with staged():
            catch_up(fold_spans, few=0)
            fold_spans(spans_of([], state))
        self._drop_seen()
        advance(state)
        still_started(self.run, state=Run.State.DONE, ended_at=timezone.now())
        go_live()

    def _drop_seen(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {Change._meta.db_table} where id = any(%s)", [self.seen])  # noqa: S608
