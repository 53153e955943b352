"""Delays of takeovers, as plain rules on days (domain.md, section 7). The day on which a delay starts never counts.

* **Improvement** (R642-1): an offer is improved two workdays before the hearing at the latest. The last day is the
  second workday before the day of the hearing, until midnight in Paris; afterwards it is inadmissible.
* **Transfer of the authorisation** (L313-1, D313-10-8): the file completes itself one calendar month after it was
  received where nothing was asked for until then, that day included; else on the day on which all was given. Three
  calendar months of silence after it is complete are a refusal; an answer on the last day still counts.
* Calendar months end on the day of the same number, else on the last day of the month; weekends lengthen none.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from groupe.kernel.clock import workday_from
from groupe.kernel.periods import PARIS, Month

IMPROVEMENT_WORKDAYS: Final = 2
COMPLETE_MONTHS: Final = 1
SILENCE_MONTHS: Final = 3
# A reminder is told so many workdays ahead.
REMINDERS: Final = (10, 5, 2, 1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same number in a later month: a month after 31 January is the last of February."""
    month = Month.of(day) + months
    return month.first.replace(day=min(day.day, month.days))


def end_of(day: dt.date) -> dt.datetime:
    """The midnight with which the day ends in Paris."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), PARIS)


def day_of(instant: dt.datetime) -> dt.date:
    return instant.astimezone(PARIS).date()


def last_improvement_day(hearing_at: dt.datetime) -> dt.date:
    return workday_from(day_of(hearing_at), -IMPROVEMENT_WORKDAYS)


def improvable(hearing_at: dt.datetime, now: dt.datetime) -> bool:
    return now < end_of(last_improvement_day(hearing_at))


def completes_by(received_on: dt.date) -> dt.date:
    """The last day on which the authority may ask for what is missing."""
    return months_after(received_on, COMPLETE_MONTHS)


def complete_on(received_on: dt.date, asked_on: dt.date | None, completed_on: dt.date | None) -> dt.date | None:
    """When the file is complete; None while what was asked for in time is not given."""
    by_itself = completes_by(received_on)
    if asked_on is None or asked_on > by_itself:
        return by_itself
    return completed_on


def refused_after(complete: dt.date) -> dt.date:
    """The last day of silence: once it is over, the transfer is refused."""
    return months_after(complete, SILENCE_MONTHS)


def stage_target(since: dt.datetime, days: int) -> dt.date | None:
    """The day on which a stage should be over; None where it has no target."""
    return workday_from(day_of(since), days) if days else None


def reminder_step(left: int) -> int | None:
    """Which reminder is due with so many workdays left: the nearest that was reached."""
    reached = [step for step in REMINDERS if 0 <= left <= step]
    return min(reached, default=None)
