"""What is noted of each fold: how much it was, and the months that a rebuild under way computes again at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db import connection, transaction

from groupe.consolidation.models import FoldMinute, Refolded, Run
from groupe.kernel.periods import Month

Span = tuple[Month, Month]


def note_refolded(spans: Mapping[int, Span]) -> None:
    """In the transaction of a fold, after it took its changes: one that a rebuild could not see is always noted."""
    if not spans or not Run.objects.filter(kind=Run.Kind.REBUILD, state=Run.State.STARTED).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Refolded._meta.db_table} as r (establishment, first, last, times)"  # noqa: S608
            " select *, 1 from unnest(%s::int[], %s::int[], %s::int[])"
            " on conflict (establishment) do update"
            " set first = least(r.first, excluded.first), last = greatest(r.last, excluded.last), times = r.times + 1",
            [list(spans), [first.index for first, _ in spans.values()], [last.index for _, last in spans.values()]],
        )


def count_fold(changes: int) -> None:
    """One row a minute, whatever the number of folds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {FoldMinute._meta.db_table} as m (minute, folds, changes)"  # noqa: S608
            " values (date_trunc('minute', now()), 1, %s) on conflict (minute) do update"
            " set folds = m.folds + 1, changes = m.changes + excluded.changes",
            [changes],
        )


@transaction.atomic
def catch_up(fold: Callable[[Mapping[int, Span]], None], *, few: int) -> bool:
    """Folds what was noted where it is more than `few`; nobody else waits for it. True where there may be more.

    A row that was noted again meanwhile stays, for the next time.
    """
    rows = list(Refolded.objects.values_list("establishment", "first", "last", "times"))
    if not rows or len(rows) <= few:
        return False
    fold(spans(rows))
    pks, _first, _last, times = map(list, zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {Refolded._meta.db_table} r using unnest(%s::int[], %s::int[]) as k(e, t)"  # noqa: S608
            " where r.establishment = k.e and r.times = k.t",
            [pks, times],
        )
    return True


def spans(rows: Iterable[tuple[int, int, int, int]]) -> dict[int, Span]:
    return {pk: (Month(first), Month(last)) for pk, first, last, _times in rows}
