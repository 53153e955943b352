"""Throwing the figures away and computing them again from structure, catalogue and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from establishments.enums import Scenario
from establishments.models import Change
from groupe.accounts.models import User
from groupe.consolidation.compute import computed_chunks, stored_cells
from groupe.consolidation.engine.cells import Computed
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import Ints
from groupe.consolidation.models import EngineState, Run
from groupe.consolidation.source import first_figure, first_month, newest_month, read_sites
from groupe.consolidation.store import Key, copy_cells, take_lock, write_rollups
from groupe.kernel.periods import Month

Progress = Callable[[int, int], None]


def rebuild(*, author: User | None = None, progress: Progress | None = None) -> int:
    """Every cell and roll-up anew, in one transaction: readers see the old figures until it ends.

    Returns the number of cells; the run is STARTED before and DONE after, so that one cut short is seen.
    """
    run = Run.objects.create(kind=Run.Kind.REBUILD, author=author)
    try:
        cells = _rebuild(run, progress)
    except BaseException:
        Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, ended_at=timezone.now())
        raise
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE, ended_at=timezone.now(), done=cells, total=cells)
    return cells


@transaction.atomic
def _rebuild(run: Run, progress: Progress | None) -> int:
    take_lock(wait=True)
    Change.objects.all().delete()
    state = EngineState.objects.select_for_update().get_or_create(pk=1)[0]
    sites, first, last = read_sites(), first_figure(), newest_month()
    scenario = Scenario.ACTUAL.value
    with connection.cursor() as cursor:
        cursor.execute("delete from consolidation_cell where scenario = %s", [scenario])
        cursor.execute("delete from consolidation_rollup where scenario = %s", [scenario])
    done, total = 0, sum(len(group) for group in sites.values())
    sums = RollupSums(first)
    for computed in computed_chunks(sites, first, last, scenario):
        copy_cells(stored_cells(computed), scenario)
        sums.add(computed)
        done += len(computed.inputs.sites)
        if progress:
            progress(done, total)
    write_rollups(sums.vectors(), scenario)
    _finish(state, last)
    return sums.cells


def _finish(state: EngineState, last: Month) -> None:
    begin = first_month()
    state.generation += 1
    state.folded_at = timezone.now()
    state.first_month = begin.index if begin else None
    state.horizon = last.index
    state.catalogue = current_plan().fingerprint
    state.save()


class RollupSums:
    """Sums of cells by scope, month and file."""

    def __init__(self, first: Month) -> None:
        self.first, self.cells = first, 0
        self._sums: dict[Key, Ints] = {}

    def add(self, computed: Computed) -> None:
        rows = computed.rows
        self.cells += len(rows)
        months = computed.inputs.start.index + rows.column
        file = computed.inputs.catalogue.kinds[computed.inputs.kind].sector
        for scope, members in _by_scope(rows.scopes).items():
            for month in np.unique(months[members]).tolist():
                chosen = members[months[members] == month]
                self._into((scope, month, "common"), computed.common[chosen].sum(axis=0))
                self._into((scope, month, file), computed.sector[chosen].sum(axis=0))

    def _into(self, key: Key, vector: Ints) -> None:
        if key in self._sums:
            self._sums[key] += vector
        else:
            self._sums[key] = vector

    def vectors(self) -> Mapping[Key, Ints]:
        return self._sums


def _by_scope(scopes: Sequence[tuple[int, ...]]) -> dict[int, Ints]:
    members: dict[int, list[int]] = {}
    for number, inside in enumerate(scopes):
        for scope in inside:
            members.setdefault(scope, []).append(number)
    return {scope: np.array(rows) for scope, rows in members.items()}
