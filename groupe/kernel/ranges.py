"""Validity: half-open in storage, last day included for people."""

from __future__ import annotations

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

ONE_DAY = dt.timedelta(days=1)


def inclusive(first: dt.date | None, last: dt.date | None) -> DateRange:
    """The stored range of an interval whose last day is included; None means open.

    >>> inclusive(dt.date(2025, 1, 1), dt.date(2025, 6, 30)).upper
    datetime.date(2025, 7, 1)
    """
    return DateRange(first, last + ONE_DAY if last else None, "[)")


def last_day(valid: DateRange) -> dt.date | None:
    """The last day inside, or None where the range has no end."""
    return valid.upper - ONE_DAY if valid.upper else None


def contains(valid: DateRange, day: dt.date) -> bool:
    return (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)
