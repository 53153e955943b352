"""Roll-ups as a close found them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from establishments.enums import Scenario
from groupe.consolidation.models import Close
from groupe.consolidation.packing import unpack_sums
from groupe.consolidation.selectors.vectors import Part, Sums
from groupe.kernel.periods import Month


def latest_close(at: dt.datetime) -> Close | None:
    """The last close up to an instant: its snapshot holds everything recorded up to its own."""
    return Close.objects.filter(closed_at__lte=at).order_by("-pk").first()


def last_closes(months: set[dt.date]) -> dict[dt.date, dt.datetime]:
    """The instant of the last close of each month that has one."""
    rows = Close.objects.filter(month__in=months).order_by("pk")
    return dict(rows.values_list("month", "closed_at"))


def close_rollups(
    close: Close, numbers: Iterable[int], first: Month, last: Month, files: Iterable[str], part: Part = ""
) -> dict[int, Sums]:
    """What `rollup_sums` gave at the instant of a close: the sums of several scopes, by scope and month.

    The falling order is that of the primary key read backwards: for each vector the greatest close comes first.
    """
    stored = {f"{file}:{part}" if part else file: file for file in files}
    found: dict[int, Sums] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (scope, month, file) scope, month, file, vals from consolidation_closerow"
            " where scope = any(%s) and scenario = %s and month between %s and %s and file = any(%s)"
            " and close_id <= %s order by scope desc, month desc, file desc, close_id desc",
            [list(numbers), Scenario.ACTUAL.value, first.index, last.index, list(stored), close.pk],
        )
        for scope, month, file, packed in cursor.fetchall():
            if packed is not None:
                found[scope][Month(month)][stored[file]] = unpack_sums(packed)
    return dict(found)
