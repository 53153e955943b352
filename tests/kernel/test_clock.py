"""Working time over holidays, year end, and nights on which clocks change."""

from __future__ import annotations

import datetime as dt

import pytest

from groupe.kernel.clock import HOUR, Hours, after, due, worked
from groupe.kernel.periods import PARIS

OFFICE = Hours(frozenset(range(5)), dt.time(9), dt.time(17))
ALWAYS = Hours(frozenset(range(7)), dt.time(0), dt.time(0))
SUNDAYS = Hours(frozenset({6}), dt.time(0), dt.time(6))
NIGHTS = Hours(frozenset(range(5)), dt.time(20), dt.time(4))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-03-10 10:00", 4, "2026-03-10 14:00"),
        ("2026-03-10 10:00", 7, "2026-03-10 17:00"),  # to the minute on which the desk closes
        ("2026-03-10 07:00", 1, "2026-03-10 10:00"),  # before it opens
        ("2026-03-10 22:00", 1, "2026-03-11 10:00"),  # after it closed
        ("2026-03-13 16:00", 2, "2026-03-16 10:00"),  # over a weekend
        ("2026-04-03 16:00", 2, "2026-04-07 10:00"),  # Good Friday is worked, Easter Monday is not
        ("2026-04-30 16:00", 2, "2026-05-04 10:00"),  # Friday 1 May
        ("2026-05-07 16:00", 2, "2026-05-11 10:00"),  # Friday 8 May
        ("2026-05-13 16:00", 2, "2026-05-15 10:00"),  # Ascension
        ("2025-12-24 16:00", 2, "2025-12-26 10:00"),
        ("2026-12-31 16:00", 2, "2027-01-04 10:00"),  # a year ends: Friday 1 January, then a weekend
        ("2026-03-27 16:00", 9, "2026-03-30 17:00"),  # the clocks go forward in between
    ],
)
def test_due_in_office_hours(begin: str, hours: int, end: str) -> None:
    assert after(OFFICE, at(begin), hours * HOUR) == at(end)
    assert worked(OFFICE, at(begin), at(end)) == hours * HOUR


def test_nights_on_which_clocks_change_count_what_they_last() -> None:
    assert worked(SUNDAYS, at("2026-03-29 00:00"), at("2026-03-29 06:00")) == 5 * HOUR
    assert worked(SUNDAYS, at("2026-10-25 00:00"), at("2026-10-25 06:00")) == 7 * HOUR


def test_a_desk_that_never_closes_and_one_open_over_midnight() -> None:
    assert after(ALWAYS, at("2026-03-10 22:00"), 4 * HOUR) == at("2026-03-11 02:00")
    assert worked(NIGHTS, at("2026-03-10 22:00"), at("2026-03-11 10:00")) == 6 * HOUR
    assert worked(NIGHTS, at("2026-03-11 01:00"), at("2026-03-11 21:00")) == 4 * HOUR
    assert worked(OFFICE, at("2026-03-11 12:00"), at("2026-03-11 09:00")) == 0


def test_pauses_do_not_count() -> None:
    begin, night = at("2026-03-10 10:00"), (at("2026-03-10 12:00"), at("2026-03-11 12:00"))
    assert due(OFFICE, begin, 4 * HOUR) == at("2026-03-10 14:00")
    assert due(OFFICE, begin, 4 * HOUR, [night]) == at("2026-03-11 14:00")
    weekend = (at("2026-03-11 13:00"), at("2026-03-16 09:00"))
    assert due(OFFICE, begin, 4 * HOUR, [weekend, night]) == at("2026-03-16 10:00")


def test_a_pause_after_the_time_is_used_up_gives_nothing_back() -> None:
    late = (at("2026-03-10 15:00"), at("2026-03-12 15:00"))
    assert due(OFFICE, at("2026-03-10 10:00"), 4 * HOUR, [late]) == at("2026-03-10 14:00")


def test_a_desk_that_is_never_open_is_told() -> None:
    with pytest.raises(ValueError, match="never open"):
        after(Hours(frozenset(), dt.time(9), dt.time(17)), at("2026-03-10 10:00"), HOUR)
