"""Throwing the figures away and computing them again from structure, catalogue and reports."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from establishments.enums import Scenario
from establishments.models import Change
from groupe.accounts.models import User
from groupe.consolidation.compute import computed_chunks, expander, stored_cells
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import EngineState, Run
from groupe.consolidation.source import first_figure, first_month, newest_month, read_sites
from groupe.consolidation.store import copy_cells, copy_comparisons, take_lock, write_rollups
from groupe.consolidation.sums import Sums
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
        cursor.execute("delete from consolidation_comparison where scenario = %s", [scenario])
        cursor.execute("delete from consolidation_rollup where scenario = %s", [scenario])
    done, cells, total = 0, 0, sum(len(group) for group in sites.values())
    sums, expands = Sums(current_layout().widths), expander()
    for chunk in computed_chunks(sites, first, last, scenario):
        copy_cells(stored_cells(chunk), scenario)
        copy_comparisons(chunk.comparisons, scenario)
        sums.add_chunk(chunk, expands)
        done, cells = done + len(chunk.computed.inputs.sites), cells + len(chunk.shown)
        if progress:
            progress(done, total)
    write_rollups(sums.vectors, scenario)
    _finish(state, last)
    return cells


def _finish(state: EngineState, last: Month) -> None:
    begin = first_month()
    state.generation += 1
    state.folded_at = timezone.now()
    state.first_month = begin.index if begin else None
    state.horizon = last.index
    state.catalogue = current_plan().fingerprint
    state.save()
