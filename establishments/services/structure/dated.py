"""Dated values that hold until the next one: set from a day on, or the last one undone."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.backends.postgresql.psycopg_any import DateRange

from establishments.models.dated import Dated, DatedQuerySet
from establishments.services.structure.checks import nothing_changes

Row = TypeVar("Row", bound=Dated)


def set_from(model: type[Row], since: dt.date, *, of: dict[str, Any], values: dict[str, Any], field: str) -> Row:
    """The row with `values` that holds from `since` until the next row of `of`, or as far as the one it cuts."""
    rows = model.objects.filter(**of)
    current: Row | None = rows.on(since).first()
    if current is not None and all(getattr(current, name) == value for name, value in values.items()):
        raise nothing_changes(field)
    if current is not None and current.valid.lower == since:
        return _saved(current, **values)
    end = current.valid.upper if current is not None else _next_start(rows, since)
    if current is not None:
        _saved(current, valid=DateRange(current.valid.lower, since, "[)"))
    made: Row = model.objects.create(**of, **values, valid=DateRange(since, end, "[)"))
    return made


def end_before(rows: DatedQuerySet, day: dt.date) -> Dated | None:
    """Ends the row that holds on the day the evening before; removes it where it begins that day."""
    current: Dated | None = rows.on(day).first()
    if current is None:
        return None
    if current.valid.lower == day:
        current.delete()
    else:
        _saved(current, valid=DateRange(current.valid.lower, day, "[)"))
    return current


def undo(rows: DatedQuerySet, last: Dated) -> None:
    """Removes a row; the one that it follows without a gap takes its days back."""
    first, end = last.valid.lower, last.valid.upper
    last.delete()
    before = rows.filter(valid__endswith=first).first()
    if before is not None:
        _saved(before, valid=DateRange(before.valid.lower, end, "[)"))


def undo_last(rows: DatedQuerySet) -> dt.date | None:
    """Takes the last change back: an end goes on, else the last row goes. Since when, None without any row."""
    last: Dated | None = rows.order_by("-valid").first()
    if last is None:
        return None
    since: dt.date = last.valid.upper or last.valid.lower
    if last.valid.upper is None:
        undo(rows, last)
    else:
        _saved(last, valid=DateRange(last.valid.lower, None, "[)"))
    return since


def _saved(row: Row, **values: Any) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


def _next_start(rows: DatedQuerySet, since: dt.date) -> dt.date | None:
    following = rows.filter(valid__startswith__gt=since).order_by("valid").first()
    found: dt.date | None = following.valid.lower if following else None
    return found
