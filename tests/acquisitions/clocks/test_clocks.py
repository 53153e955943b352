"""What runs in a file, who is told, and who may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from icalendar import Calendar

from acquisitions.enums import ClockKind, DealState
from acquisitions.models import CalendarFeed, Commitment, Deal, Reminder
from acquisitions.selectors.clocks import clocks_of, next_clock_of
from acquisitions.services.clocks import authorisation_save, commitment_save, feed_renew, feed_revoke
from acquisitions.services.describing import description_of
from acquisitions.services.reminding import reminders_write
from acquisitions.services.rooms import deal_describe, member_leave
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import PARIS
from tests.acquisitions.team import Team, again
from tests.cast import client_of

HEARING = dt.datetime(2026, 4, 7, 9, 30, tzinfo=PARIS)  # the day after Easter Monday
DEADLINE = dt.datetime(2026, 3, 20, 12, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime(2026, 3, 16, 8, 0, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


def held(team: Team, **facts: Any) -> Deal:
    return team.deal(deadline_at=DEADLINE, hearing_at=HEARING, **facts)


def test_the_clocks_of_a_court_sale(team: Team, monday: time_machine.Traveller) -> None:
    deal = held(team)
    found = {clock.kind: clock for clock in clocks_of([deal])[deal.pk]}
    assert found[ClockKind.IMPROVEMENT].on == dt.date(2026, 4, 2)
    assert (found[ClockKind.DEADLINE].workdays, found[ClockKind.DEADLINE].tone) == (4, "warn")
    assert next_clock_of([deal])[deal.pk].kind == ClockKind.DEADLINE
    monday.move_to(DEADLINE)  # to the minute
    assert clocks_of([deal])[deal.pk][0].tone == "bad"
    monday.move_to(dt.datetime(2026, 4, 3, 0, 0, tzinfo=PARIS))
    assert ClockKind.IMPROVEMENT not in {clock.kind for clock in clocks_of([deal])[deal.pk]}
    Deal.objects.update(state=DealState.LOST, lost_reason="price", lost_at=HEARING)
    assert clocks_of([again(deal)])[deal.pk] == []


def test_an_authorisation_runs_until_it_is_answered(team: Team) -> None:
    deal = held(team)
    given = {"deal": deal, "authority": "ARS", "received_on": dt.date(2026, 1, 31)}
    sent = authorisation_save(**given)  # type: ignore[arg-type]
    kinds = {clock.kind: clock.on for clock in clocks_of([deal])[deal.pk]}
    assert kinds[ClockKind.SILENCE] == dt.date(2026, 5, 28)
    assert ClockKind.COMPLETE not in kinds  # it completed itself on 28 February
    authorisation_save(sent=sent, **given, asked_on=dt.date(2026, 2, 20))  # type: ignore[arg-type]
    assert ClockKind.SILENCE not in {clock.kind for clock in clocks_of([deal])[deal.pk]}
    days = {"asked_on": dt.date(2026, 2, 20), "completed_on": dt.date(2026, 2, 1)}
    with pytest.raises(DomainError) as refused:
        authorisation_save(sent=sent, **given, **days)  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["completed_on"]
    with pytest.raises(DomainError) as refused:
        authorisation_save(**given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["authority"]


def test_many_files_take_a_few_queries(team: Team, django_assert_max_num_queries: Any) -> None:
    for name in "abcdef":
        commitment_save(deal=held(team, name=name), towards="staff", text="t", until=HEARING.date(), author=team.lead)
    with django_assert_max_num_queries(7):
        assert len(next_clock_of(Deal.objects.all())) == 6


def test_members_are_reminded_once_at_each_step(team: Team, monday: time_machine.Traveller) -> None:
    held(team, name="Clinique secrète")
    assert reminders_write() == 1  # the deadline, four workdays ahead
    assert {each.to[0] for each in mail.outbox} == {team.lead.email, team.worker.email, team.boss.email}
    assert all("R2026-001" in each.body and "secrète" not in each.body + each.subject for each in mail.outbox)
    assert reminders_write() == 0
    monday.move_to(dt.datetime(2026, 3, 19, 8, 0, tzinfo=PARIS))
    assert reminders_write() == 2
    said = set(Reminder.objects.values_list("key", "step"))
    assert said == {("deadline", 5), ("deadline", 1), ("improvement", 10)}


def test_a_new_date_is_reminded_of_again(team: Team) -> None:
    deal = held(team)
    reminders_write()
    later = DEADLINE + dt.timedelta(days=1, hours=72)
    deal_describe(deal=deal, description=description_of(deal)._replace(deadline_at=later), author=team.lead)
    assert reminders_write() == 1
    page = client_of(team.boss).get(f"/acquisitions/deals/{deal.code}/clocks/").content.decode()
    assert page.count("Date limite") + page.count("date limite") >= 1


def test_the_feed_shows_the_rooms_of_today(team: Team) -> None:
    deal = held(team, name="Clinique secrète")
    _feed, secret = feed_renew(user=team.worker, named=False)
    assert CalendarFeed.objects.filter(digest__contains=secret).count() == 0
    address = f"/acquisitions/calendar/{secret}.ics"
    answer = Client().get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    hearing = events[f"{deal.code}-hearing@groupe"]
    assert hearing.decoded("DTSTART") == HEARING
    assert hearing["DTSTART"].params["TZID"] == "Europe/Paris"
    assert events[f"{deal.code}-improvement@groupe"].decoded("DTSTART") == dt.date(2026, 4, 2)
    assert "secrète" not in answer.content.decode()
    _feed, named = feed_renew(user=team.worker, named=True)
    assert Client().get(address).status_code == 404
    assert "secrète" in Client().get(f"/acquisitions/calendar/{named}.ics").content.decode()
    member_leave(deal=deal, member=deal.members.get(user=team.worker), author=team.lead)
    assert b"VEVENT" not in Client().get(f"/acquisitions/calendar/{named}.ics").content
    feed_revoke(user=team.worker)
    assert Client().get(f"/acquisitions/calendar/{named}.ics").status_code == 404


def test_the_pages_of_clocks(team: Team) -> None:
    deal = held(team)
    room = f"/acquisitions/deals/{deal.code}"
    body = {"towards": "court", "text": "Maintien des emplois", "until": "2028-04-07", "amount": "1 200,50"}
    for path, sent in ((f"{room}/clocks/", None), (f"{room}/commitments/new/", body)):
        for user, status in ((team.stranger, 404), (team.other_boss, 404), (team.jobs, 404)):
            client = client_of(user)
            assert (client.post(path, sent) if sent else client.get(path)).status_code == status
    assert client_of(team.boss).post(f"{room}/commitments/new/", body).status_code == 403
    assert client_of(team.worker).post(f"{room}/commitments/new/", body).status_code == 302
    made = Commitment.objects.get()
    assert str(made.amount) == "1200.50"
    assert "Maintien" in client_of(team.boss).get(f"{room}/clocks/").content.decode()
    other = team.deal("Autre")
    elsewhere = f"/acquisitions/deals/{other.code}/commitments/{made.pk}/remove/"
    assert client_of(team.lead).post(elsewhere).status_code == 404
    assert client_of(team.lead).post(f"{room}/commitments/{made.pk}/remove/").status_code == 302


def test_the_calendar_shows_a_month_of_own_rooms(team: Team) -> None:
    deal = held(team)
    shown = client_of(team.boss).get("/acquisitions/calendar/?month=2026-04").content.decode()
    assert deal.code in shown and "9\u00a0h\u00a030" in shown
    assert deal.code not in client_of(team.stranger).get("/acquisitions/calendar/?month=2026-04").content.decode()
    for odd in ("9999-12", "0001-01", "x", "2026-13"):
        assert client_of(team.boss).get(f"/acquisitions/calendar/?month={odd}").status_code == 200
