"""Delays over the holidays of the year, at the ends of months, and to the minute."""

from __future__ import annotations

import datetime as dt

import pytest

from acquisitions import clocks
from groupe.kernel.clock import is_workday, workday_from, workdays
from groupe.kernel.periods import PARIS


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("hearing", "last"),
    [
        ("2025-04-03", "2025-04-01"),  # a plain week
        ("2026-04-07", "2026-04-02"),  # Easter Monday; Good Friday is worked
        ("2026-04-08", "2026-04-03"),
        ("2026-05-04", "2026-04-29"),  # Friday 1 May
        ("2023-05-02", "2023-04-27"),  # Monday 1 May
        ("2026-05-11", "2026-05-06"),  # Friday 8 May
        ("2026-05-15", "2026-05-12"),  # Ascension
        ("2024-05-10", "2024-05-06"),  # 8 May and Ascension follow each other
        ("2026-05-26", "2026-05-21"),  # Whit Monday
        ("2026-07-15", "2026-07-10"),  # Tuesday 14 July
        ("2026-08-17", "2026-08-13"),  # 15 August is a Saturday
        ("2025-08-18", "2025-08-13"),  # 15 August is a Friday
        ("2024-11-04", "2024-10-30"),  # Friday 1 November
        ("2026-11-12", "2026-11-09"),  # Wednesday 11 November
        ("2025-12-29", "2025-12-24"),  # Christmas; 26 December is a holiday in Alsace and Moselle alone
        ("2026-12-28", "2026-12-23"),
        ("2027-01-04", "2026-12-30"),  # a year ends
        ("2026-04-12", "2026-04-09"),  # a Sunday
        ("2026-03-30", "2026-03-26"),  # the clocks went forward on Sunday
    ],
)
def test_the_last_day_of_improvements(hearing: str, last: str) -> None:
    found = at(f"{hearing}T09:30")
    assert clocks.last_improvement_day(found) == day(last)
    assert clocks.improvable(found, at(f"{last}T23:59:59"))
    assert not clocks.improvable(found, at(f"{last}T00:00") + dt.timedelta(days=1))


def test_an_instant_counts_for_its_day_in_paris() -> None:
    late = dt.datetime(2026, 11, 10, 23, 30, tzinfo=dt.UTC)  # Wednesday 11 November in Paris
    assert clocks.day_of(late) == day("2026-11-11")
    assert clocks.last_improvement_day(late) == day("2026-11-09")


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-04-02", "2026-04-07", 2),
        ("2026-04-30", "2026-05-11", 5),
        ("2026-12-23", "2027-01-04", 6),
        ("2026-11-25", "2026-11-25", 0),
        ("2026-04-07", "2026-04-02", -2),
    ],
)
def test_workdays_between(first: str, last: str, count: int) -> None:
    assert workdays(day(first), day(last)) == count


def test_going_there_and_back() -> None:
    for start in (day("2026-04-07"), day("2026-05-07"), day("2026-12-31")):
        assert is_workday(start)
        for count in range(1, 30):
            assert workday_from(workday_from(start, count), -count) == start
            assert workdays(start, workday_from(start, count)) == count


@pytest.mark.parametrize(
    ("received", "asked", "completed", "complete", "silence"),
    [
        ("2026-01-15", None, None, "2026-02-15", "2026-05-15"),  # nothing was asked for
        ("2026-01-31", None, None, "2026-02-28", "2026-05-28"),
        ("2028-01-31", None, None, "2028-02-29", "2028-05-29"),
        ("2026-12-31", None, None, "2027-01-31", "2027-04-30"),
        ("2026-01-31", "2026-02-28", None, None, None),  # asked on the last day: it waits
        ("2026-01-31", "2026-03-01", None, "2026-02-28", "2026-05-28"),  # too late
        ("2026-01-31", "2026-02-10", "2026-11-30", "2026-11-30", "2027-02-28"),
    ],
)
def test_an_authorisation(
    received: str, asked: str | None, completed: str | None, complete: str | None, silence: str | None
) -> None:
    found = clocks.complete_on(day(received), asked and day(asked), completed and day(completed))
    assert found == (complete and day(complete))
    assert (found and clocks.refused_after(found)) == (silence and day(silence))


def test_the_target_of_a_stage() -> None:
    assert clocks.stage_target(at("2026-04-30T18:00"), 5) == day("2026-05-11")
    assert clocks.stage_target(at("2026-04-30T18:00"), 0) is None


@pytest.mark.parametrize(
    ("left", "step"), [(11, None), (10, 10), (6, 10), (5, 5), (3, 5), (2, 2), (1, 1), (0, 1), (-1, None)]
)
def test_steps_of_reminders(left: int, step: int | None) -> None:
    assert clocks.reminder_step(left) == step
