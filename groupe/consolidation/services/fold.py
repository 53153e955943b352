"""Folding: rebuilding the cells that changed, and adding new minus old to the roll-ups of their scopes.

One folder at a time; a change is consumed in the transaction that folds it, so that a worker killed in mid-fold
leaves it queued, and the same task twice finds nothing to do.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from establishments.changes import EXPIRES, FOLD_TASK, LINGER
from establishments.enums import Scenario
from establishments.models import Change, Establishment
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.structure import YEAR, Site
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import EngineState
from groupe.consolidation.packing import unpack_all
from groupe.consolidation.services.families import linked_families
from groupe.consolidation.services.meanwhile import Span, count_fold, note_refolded
from groupe.consolidation.services.replace import Stored, replace_cells, replace_comparisons
from groupe.consolidation.source import NOW, Reading, Steady, first_figure, first_month, newest_month, read_sites
from groupe.consolidation.store import Batch, Key, folder_lock, read_rollups, take_lock, write_rollups
from groupe.consolidation.sums import Sums
from groupe.kernel.periods import Month

BATCH = 400
PATIENCE = 0.1
# How often a folder looks for more, and how long it stays.
TICK, LONGEST = 0.05, 30.0
# Cells of one kind that are computed together, whatever their months.
AT_ONCE = 2_000
# Cells that are read and written together.
MOST_AT_ONCE = 8_000
# A change reaches as far as the slowest stock is carried (rule 5; windows reach less far), and a year further, where
# that month is compared.
REACH = 60 + YEAR


def fold_all(*, seconds: float = 30.0) -> int:
    """Folds until nothing waits (or the time is over); the number of changes folded.

    A change committed while another folder was about to leave is not left behind: where the lock is taken and
    something still waits, this asks again.
    """
    folded, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        count = fold_pending()
        if count is None and Change.objects.exists():
            time.sleep(PATIENCE)
            continue
        if not count:
            break
        folded += count
    return folded


def fold_lingering(asked: float | None = None) -> int:
    """Folds, and goes on looking for a while (`establishments/changes.py`); one process does, others leave at once.

    A task that was `asked` for long ago (an instant) need not linger: who asked has asked again since. This leaves
    after some seconds, so that a worker can be stopped, and asks for the next one where something waits.
    """
    folded, end = 0, time.monotonic() + LONGEST
    late = max(0.0, time.time() - asked) if asked else 0.0
    while time.monotonic() < end:
        with folder_lock() as mine:
            if not mine:
                return folded
            folded += _look(end, LINGER - late)
        if not Change.objects.exists():  # committed after the last look, by who saw that somebody was folding
            return folded
    current_app.send_task(FOLD_TASK, retry=False, expires=EXPIRES)
    return folded


def _look(end: float, seconds: float) -> int:
    """Until nothing has come for a while, or for some seconds where nothing came at all."""
    quiet = time.monotonic() + seconds
    folded = fold_all()
    if folded:
        quiet = time.monotonic() + LINGER
    while time.monotonic() < min(quiet, end):
        if Change.objects.exists():
            folded += fold_all()
            quiet = time.monotonic() + LINGER
        else:
            time.sleep(TICK)
    return folded


def fold_pending() -> int | None:
    """One transaction: the number of changes folded, 0 where nothing waits, None where another process is folding."""
    with transaction.atomic():
        if not take_lock(wait=False):
            return None
        changes = _take_changes()
        state = EngineState.objects.select_for_update().get_or_create(pk=1)[0]
        reading = Steady()
        spans = spans_of(changes, state, reading)
        if not changes and not spans:
            return 0
        fold_spans(spans, reading)
        note_refolded(spans)
        advance(state, reading)
        count_fold(len(changes))
        return max(1, len(changes))


def _take_changes() -> list[tuple[int, Month, Month | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {Change._meta.db_table} where id in"  # noqa: S608
            f" (select id from {Change._meta.db_table} order by id limit %s) returning establishment_id, first, last",
            [BATCH],
        )
        return [(pk, Month.of(first), Month.of(last) if last else None) for pk, first, last in cursor.fetchall()]


def spans_of(
    changes: Iterable[tuple[int, Month, Month | None]], state: EngineState, reading: Reading = NOW
) -> dict[int, Span]:
    """The months to rebuild, by establishment."""
    horizon = newest_month(reading)
    begin = first_month(reading) or horizon
    oldest = begin if state.first_month is None else min(begin, Month(state.first_month))
    spans: dict[int, Span] = {}

    def widen(pk: int, first: Month, last: Month) -> None:
        first = max(first, oldest)
        if last < first:
            return
        known = spans.get(pk, (first, last))
        spans[pk] = min(known[0], first), max(known[1], last)

    for pk, first, last in changes:
        widen(pk, first, min(horizon, last + REACH) if last else horizon)
    for first, last in _moved_edges(state, horizon, first_month(reading)):
        for pk in Establishment.objects.ever_members().values_list("pk", flat=True):
            widen(pk, first, min(horizon, last + YEAR))
    return spans


def _moved_edges(state: EngineState, horizon: Month, begin: Month | None) -> list[Span]:
    """Months that became expected, or stopped being so, for everyone."""
    edges: list[Span] = []
    known = Month(state.first_month) if state.first_month is not None else None
    if begin != known:
        ends = [month for month in (begin, known) if month is not None]
        edges.append((min(ends), max(ends) if len(ends) == 2 else horizon))
    if state.horizon is not None and horizon.index > state.horizon:
        edges.append((Month(state.horizon + 1), horizon))
    return edges


def advance(state: EngineState, reading: Reading = NOW) -> None:
    begin = first_month(reading)
    state.generation += 1
    state.folded_at = timezone.now()
    state.first_month = begin.index if begin else None
    state.horizon = newest_month(reading).index
    state.catalogue = state.catalogue or current_plan().fingerprint
    state.save()


@dataclass(frozen=True)
class _Group:
    """What is computed together: some establishments (`by_kind` those that are still there) over the same months."""

    by_kind: Mapping[str, list[Site]]
    pks: list[int]
    span: Span

    @property
    def size(self) -> int:
        """Its cells; whatever their months, what all of a site reported is read."""
        first, last = self.span
        return len(self.pks) * max(YEAR, last.index - first.index + 1)


def fold_spans(spans: Mapping[int, Span], reading: Steady | None = None) -> None:
    """Read and written some thousands of cells at a time, whatever their kinds."""
    reading, delta = reading or Steady(), Sums(current_layout().widths)
    waiting: list[_Group] = []
    for group in _groups(spans, reading):
        if waiting and sum(each.size for each in waiting) + group.size > MOST_AT_ONCE:
            _fold_groups(waiting, reading, delta)
            waiting = []
        waiting.append(group)
    _fold_groups(waiting, reading, delta)
    add_to_rollups(delta, Scenario.ACTUAL.value)


def _groups(spans: Mapping[int, Span], reading: Reading) -> Iterator[_Group]:
    """Establishments of a kind together; those that merged or split with all that they are linked to."""
    sites = read_sites(spans, reading)
    known = {site.pk: site for group in sites.values() for site in group}
    families = linked_families(spans, known)
    together = {pk for family in families for pk in family}
    for pk in spans.keys() - known.keys() - together:
        yield _Group({}, [pk], spans[pk])
    for kind, group in sites.items():
        for some, span in _grouped([site for site in group if site.pk not in together], spans):
            yield _Group({kind: some}, [site.pk for site in some], span)
    for family in families:
        firsts, lasts = zip(*(spans[pk] for pk in family if pk in spans), strict=True)
        yield _Group(read_sites(family, reading), family, (min(firsts), max(lasts)))


def _grouped(sites: list[Site], spans: Mapping[int, Span]) -> Iterator[tuple[list[Site], Span]]:
    """What is computed at once: most of its cost is that of one cell, so that some months too many cost less."""
    some: list[Site] = []
    known = Month(0), Month(0)
    for site in sorted(sites, key=lambda site: spans[site.pk]):
        first, last = spans[site.pk]
        wider = (min(known[0], first), max(known[1], last)) if some else (first, last)
        if some and (len(some) + 1) * (wider[1].index - wider[0].index + 1) > AT_ONCE:
            yield some, known
            some, wider = [], (first, last)
        some.append(site)
        known = wider
    if some:
        yield some, known


def _fold_groups(groups: Sequence[_Group], reading: Steady, delta: Sums) -> None:
    """Their cells, and what compares with them a year later."""
    scenario = Scenario.ACTUAL.value
    old = Stored.read({pk: each.span for each in groups for pk in each.pks}, scenario)
    reading.hold([pk for each in groups for pk in each.pks], [scenario, Scenario.BUDGET.value])
    begin = first_figure(reading)
    new = Stored.joined(
        Stored.computed(each.by_kind, max(each.span[0], begin), each.span[1], scenario, reading) for each in groups
    )
    replace_cells(old, new, delta, scenario)
    replace_comparisons(old, new, delta, scenario)


def add_to_rollups(delta: Sums, scenario: str) -> None:
    """New minus old, for every scope that the cells lie in."""
    changes = list(delta.batches())
    if changes:
        stored = read_rollups((key for batch in changes for keys in batch.keys for key in keys), scenario)
        write_rollups((_changed(batch, stored) for batch in changes), scenario)


def _changed(change: Batch, stored: Mapping[Key, bytes]) -> Batch:
    """What was stored alike, and changes alike, is added up once."""
    alike: dict[tuple[int, bytes], list[Key]] = {}
    for row, keys in enumerate(change.keys):
        for key in keys:
            alike.setdefault((row, stored.get(key, b"")), []).append(key)
    rows, packed = zip(*alike, strict=True)
    return Batch(
        change.file, list(alike.values()), change.block[list(rows)] + unpack_all(packed, change.block.shape[1])
    )
