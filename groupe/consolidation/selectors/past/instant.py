"""The instant that a reader asks for: a day means its end in Paris (semantics, rule 28)."""

from __future__ import annotations

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext as _

from groupe.kernel.errors import DomainError
from groupe.kernel.periods import PARIS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EARLIEST = 1900
_TICK = dt.timedelta(microseconds=1)


def read_instant(text: str, field: str = "known_at") -> dt.datetime | None:
    """`2026-03-12`, or an instant such as `2026-03-12T18:30:00+01:00`, in Paris where it names no zone.

    Today is told as now. None where nothing is asked; DomainError 400 on what is no instant, or has not come yet.
    """
    if not text.strip():
        return None
    try:
        at = _parse(text.strip())
    except (ValueError, OverflowError):
        at = None
    now = timezone.now()
    if at is None or at.year < _EARLIEST:
        raise _refused(
            field, _("A day such as 2026-03-12 is expected, or an instant such as 2026-03-12T18:30:00+01:00.")
        )
    if _DAY.fullmatch(text.strip()) and at.date() == now.astimezone(PARIS).date():
        return now.astimezone(PARIS)
    if at > now:
        raise _refused(field, _("This instant has not come yet."))
    return at


def _parse(text: str) -> dt.datetime:
    if _DAY.fullmatch(text):
        return end_of_day(dt.date.fromisoformat(text))
    if not _DAY.match(text) or len(text) < len("2026-03-12T18:30") or text[10] not in "T ":
        raise ValueError(text)
    # An unescaped plus sign of an address is read as a space.
    clock = text[11:].replace(" ", "+")
    at = dt.datetime.fromisoformat(f"{text[:10]}T{clock}")
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).astimezone(PARIS)


def end_of_day(day: dt.date) -> dt.datetime:
    """Its last instant in Paris, however long the day is."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), PARIS)
    return (midnight.astimezone(dt.UTC) - _TICK).astimezone(PARIS)


def _refused(field: str, message: str) -> DomainError:
    return DomainError("invalid", message, fields={field: [message]})
