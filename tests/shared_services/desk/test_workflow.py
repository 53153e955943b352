"""The life of a request, its clock, and what is refused on the way."""

from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from establishments.enums import Role
from groupe.kernel.errors import DomainError, WrongState
from shared_services.enums import Priority, RequestState
from shared_services.models import RequestEvent, ServiceRequest
from shared_services.services.requests import (
    REOPEN,
    request_attach,
    request_comment,
    request_rate,
    request_reopen,
    request_withdraw,
)
from shared_services.services.serving import (
    request_assign,
    request_pause,
    request_prioritise,
    request_resolve,
    request_resume,
    request_start,
    team_of,
)
from shared_services.services.watching import requests_close_old, requests_watch
from tests.cast import person
from tests.kernel.test_files import PDF
from tests.shared_services.desk.office import Office, at, clock


def test_asked_worked_on_resolved_and_rated(office: Office) -> None:
    made = office.ask("2026-03-10 10:00", files=[("../devis.pdf", PDF)])
    assert (made.state, made.answer_due, made.resolve_due) == ("new", at("2026-03-10 14:00"), at("2026-03-12 10:00"))
    assert made.risk_at == at("2026-03-11 14:48")
    assert [file.name for file in made.files.all()] == ["devis.pdf"]
    with clock("2026-03-10 11:00"):
        made = request_assign(request=made, author=office.head, assignee=office.head, expected=0)
        made = request_start(request=made, author=office.head, expected=1)
        assert made.answered_at is None
        made = request_comment(request=made, author=office.head, text="We look into it.", by_department=True)
        assert made.answered_at == at("2026-03-10 11:00")
    with clock("2026-03-11 10:00"):
        made = request_resolve(request=made, author=office.head, answer="Here it is.")
    assert (made.state, made.in_time) == (RequestState.RESOLVED, True)
    made = request_rate(request=made, author=office.director, rating=5, word="Fast.")
    assert (made.state, made.rating) == (RequestState.CLOSED, 5)
    with pytest.raises(WrongState):
        request_rate(request=made, author=office.director, rating=1)
    moves = list(RequestEvent.objects.filter(request=made).values_list("move", flat=True))
    assert moves == ["ask", "assign", "start", "resolve", "rate"]


def test_the_clock_stops_while_the_asker_is_waited_for(office: Office) -> None:
    made = office.ask("2026-03-10 10:00")
    with clock("2026-03-10 12:00"):
        made = request_pause(request=made, author=office.head, reason="Which model?")
    assert (made.state, made.answered_at) == (RequestState.WAITING, at("2026-03-10 12:00"))
    with clock("2026-03-11 12:00"):
        made = request_comment(request=made, author=office.director, text="The blue one.", by_department=False)
    made.refresh_from_db()
    assert (made.state, made.resolve_due) == (RequestState.IN_PROGRESS, at("2026-03-13 10:00"))
    with clock("2026-03-11 13:00"):
        made = request_pause(request=made, author=office.head, reason="And the size?")
    with clock("2026-03-11 14:00"):
        made = request_resume(request=made, author=office.head)
    assert made.resolve_due == at("2026-03-13 11:00")
    with clock("2026-03-13 10:30"):
        made = request_resolve(request=made, author=office.head, answer="Done.")
    assert made.in_time is True


def test_reopened_in_time_and_not_later(office: Office) -> None:
    made = office.ask("2026-03-10 10:00")
    with clock("2026-03-10 12:00"):
        made = request_resolve(request=made, author=office.head, answer="Done.")
    with clock("2026-03-12 12:00"):
        made = request_reopen(request=made, author=office.director, reason="Still broken.")
    assert (made.state, made.resolved_at, made.resolve_due) == (RequestState.NEW, None, at("2026-03-16 10:00"))
    with clock("2026-03-13 12:00"):
        made = request_resolve(request=made, author=office.head, answer="Done.")
    with clock("2026-03-21 12:00"), pytest.raises(WrongState) as told:
        request_reopen(request=made, author=office.director, reason="Again.")
    assert told.value.code == "too_late"
    assert requests_close_old() == 1
    made.refresh_from_db()
    assert (made.state, made.events.last().author) == (RequestState.CLOSED, None)
    assert requests_close_old() == 0


def test_another_priority_counts_from_when_it_was_asked(office: Office) -> None:
    made = office.ask("2026-03-10 10:00")
    made = request_prioritise(request=made, author=office.head, priority=Priority.URGENT, reason="No care plan.")
    assert made.resolve_due == at("2026-03-10 14:00")
    with pytest.raises(DomainError):
        request_prioritise(request=made, author=office.head, priority=Priority.URGENT, reason="Again.")
    with pytest.raises(DomainError):
        request_prioritise(request=made, author=office.head, priority=Priority.HIGH, reason=" ")


def test_two_people_at_once_one_is_told(office: Office) -> None:
    made = office.ask()
    request_start(request=made, author=office.head, expected=made.revision)
    with pytest.raises(WrongState) as told:
        request_resolve(request=made, author=office.head, answer="Done.", expected=made.revision)
    assert (told.value.code, told.value.status) == ("moved_meanwhile", 409)
    assert ServiceRequest.objects.get(pk=made.pk).state == RequestState.IN_PROGRESS


def test_moves_that_a_state_does_not_offer(office: Office) -> None:
    made = office.ask()
    for refused in (
        lambda: request_resume(request=made, author=office.head),
        lambda: request_reopen(request=made, author=office.director, reason="x"),
        lambda: request_rate(request=made, author=office.director, rating=3),
    ):
        with pytest.raises(WrongState):
            refused()
    request_withdraw(request=made, author=office.director, reason="Found one.")
    for refused in (
        lambda: request_resolve(request=made, author=office.head, answer="x"),
        lambda: request_comment(request=made, author=office.head, text="x", by_department=True),
        lambda: request_attach(request=made, author=office.director, files=[("a.pdf", PDF)]),
        lambda: request_rate(request=made, author=office.director, rating=3),
    ):
        with pytest.raises(WrongState):
            refused()


def test_given_only_to_people_of_the_department(office: Office) -> None:
    made, stranger, everywhere = office.ask(), person(Role.SUPPORT, "pool:hr"), person(Role.SUPPORT)
    assert team_of(office.it) == [everywhere, office.head]
    with pytest.raises(DomainError) as told:
        request_assign(request=made, author=office.head, assignee=stranger)
    assert "assignee" in told.value.fields


def test_what_is_not_asked_for(office: Office) -> None:
    asked = [
        {"title": " "},
        {"title": "x" * 161},
        {"details": "Madame X, 2 55 08 14 168 025 38"},
        {"priority": "now"},
        {"answers": {"Size": "3"}},
        {"files": [("a.exe", b"MZ")]},
        {"files": [(f"{number}.pdf", PDF) for number in range(6)]},
    ]
    for wrong in asked:
        with pytest.raises(DomainError):
            office.ask(**wrong)
    office.it.scope = "territory:T1"
    office.it.save()
    assert office.ask().pk
    office.it.scope = "kind:creche_psu"
    office.it.save()
    with pytest.raises(DomainError) as told:
        office.ask()
    assert "establishment" in told.value.fields
    assert ServiceRequest.objects.count() == 1


def test_questions_of_the_form(office: Office) -> None:
    questions = [{"label": "Day", "kind": "date", "required": True}, {"label": "Count", "kind": "number"}]
    service = office.serve(office.it, "visit", questions=questions)
    made = office.ask(service=service, answers={"Day": "2026-05-04", "Count": "1 200,5"})
    assert [each["value"] for each in made.answers] == ["2026-05-04", "1 200,5"]
    for wrong in ({}, {"Day": "tomorrow"}, {"Day": "2026-05-04", "Count": "many"}):
        with pytest.raises(DomainError):
            office.ask(service=service, answers=wrong)


def test_marked_once_at_risk_and_late(office: Office) -> None:
    late, paused = office.ask("2026-03-10 10:00"), office.ask("2026-03-10 10:00")
    with clock("2026-03-10 11:00"):
        request_pause(request=paused, author=office.head, reason="Which one?")
    fresh = office.ask()
    assert requests_watch() == (1, 1)
    assert requests_watch() == (0, 0)
    late.refresh_from_db()
    assert late.warned_at
    assert late.breached_at
    assert [message.to for message in mail.outbox] == [[office.head.email]]
    assert late.number in mail.outbox[0].body
    fresh.refresh_from_db()
    assert fresh.warned_at is None
    ServiceRequest.objects.filter(pk=fresh.pk).update(risk_at=timezone.now())
    assert requests_watch() == (1, 0)
    assert REOPEN.days == 7
