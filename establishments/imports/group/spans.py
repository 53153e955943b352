"""Rows with a first and a last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.imports.group.context import Load
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.timeline import BEGINNING, END, Stretch, Timeline, verdict_of
from groupe.kernel.ranges import ONE_DAY

Told = list[tuple[Row, Timeline, Stretch]]


def settle(load: Load, parsed: Parsed, told: Told, name: Callable[[Row], str], *columns: str) -> None:
    """Refuses overlaps, and tells what becomes of each row; `columns` name the values of a stretch."""
    overlapping = {id(each) for line in {id(line): line for _r, line, _s in told}.values() for each in line.settle()}
    for row, _line, stretch in told:
        if id(stretch) in overlapping:
            load.problem(parsed, row, "valid_to", _("This row overlaps the one that follows it."))
        values = [f"{column} {value:f}" if isinstance(value, Decimal) else str(value)
                  for column, value in zip(columns, stretch.value, strict=True)]  # fmt: skip
        load.tell(row, name(row), verdict_of(stretch), ", ".join([*values, _period(stretch)]))


def end_of(row: Row) -> dt.date:
    """The day after the last one."""
    last = row["valid_to"]
    return last + ONE_DAY if last else END


def check_order(load: Load, table: str, first: str, last: str) -> None:
    parsed = load.tables[table]
    for row in parsed.rows:
        if row[first] and row[last] and row[last] < row[first]:
            message = _("The last day lies before the first, %(first)s.") % {"first": row[first]}
            load.problem(parsed, row, last, message)


def _period(stretch: Stretch) -> str:
    first = "…" if stretch.first == BEGINNING else stretch.first.isoformat()
    last = "…" if stretch.end == END else (stretch.end - ONE_DAY).isoformat()
    return f"{first} – {last}"
