"""A head stands where people, requests and documents say; what is asked and not here is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from acquisitions.enums import ItemState, Route
from acquisitions.models import ChecklistItem, Deal, DealDocument, DealQuestion, SellerRequest
from acquisitions.routes.diligence import items_of, streams
from acquisitions.selectors.diligence import checklist_of, missing_of
from acquisitions.services.diligence import item_set, question_answer, question_ask
from acquisitions.services.documents import document_add, document_renew, document_restore, document_withdraw
from acquisitions.services.requests import request_answer, request_ask, request_remind
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from tests.acquisitions.team import PDF, Team

DAY = dt.timedelta(days=1)
TEN = ["legal", "activity", "social", "finance", "property", "quality", "it", "tax", "environment", "reputation"]


def state(deal: Deal, code: str) -> str:
    return next(row.state for stream in checklist_of(deal) for row in stream.rows if row.item.code == code)


def missing(deal: Deal) -> list[str]:
    return [row.item.code if row.item else row.request.text for row in missing_of(deal, today())]


def asked(team: Team, deal: Deal, *codes: str, text: str = "Please send") -> SellerRequest:
    return request_ask(
        deal=deal, text=text, items=codes, asked_on=today() - 9 * DAY, due_on=today() - 2 * DAY, author=team.lead
    )


def document(team: Team, deal: Deal, kind: str, content: bytes = PDF) -> DealDocument:
    return document_add(deal=deal, kind=kind, title=kind, name=f"{kind}.pdf", content=content, author=team.lead)


def test_every_route_has_the_ten_streams_and_its_own_heads() -> None:
    assert list(streams()) == TEN
    for route in Route.values:
        assert {item.stream for item in items_of(route).values()} == set(TEN)
    assert "proceedings" in items_of("court_sale")
    assert "debts" not in items_of("court_sale")
    assert "debts" in items_of("merger")


def test_a_document_answers_what_was_asked_and_taking_it_back_leaves_it_missing(team: Team) -> None:
    deal = team.deal()
    request = asked(team, deal, "staff_list", "seniority", "legionella")
    assert state(deal, "staff_list") == ItemState.REQUESTED
    table = document(team, deal, "staff_table")
    assert state(deal, "staff_list") == state(deal, "seniority") == ItemState.RECEIVED
    assert state(deal, "vacancies") == ItemState.RECEIVED  # never asked for, but the table tells it
    assert missing(deal) == ["legionella"]
    water = document(team, deal, "legionella_report")
    request.refresh_from_db()
    assert (missing(deal), request.answered_on) == ([], today())
    document_withdraw(deal=deal, document=water, author=team.lead)
    request.refresh_from_db()
    assert (missing(deal), request.answered_on) == (["legionella"], None)
    assert state(deal, "legionella") == ItemState.REQUESTED
    document_restore(deal=deal, document=water, author=team.lead)
    assert missing(deal) == []
    document_withdraw(deal=deal, document=table, author=team.lead)
    assert state(deal, "vacancies") == ItemState.OPEN


def test_a_document_that_was_there_before_does_not_answer_a_new_request(team: Team) -> None:
    deal = team.deal()
    accounts = document(team, deal, "errd")
    asked(team, deal, "accounts")
    assert missing(deal) == ["accounts"]
    renewed = PDF + b"2"
    document_renew(deal=deal, document=accounts, name="b.pdf", content=renewed, author=team.lead)
    assert missing(deal) == []


def test_the_last_word_counts_and_a_reviewed_head_tells_of_a_newer_document(team: Team) -> None:
    deal = team.deal()
    item_set(deal=deal, code="press", author=team.worker, owner=team.boss, note="look it up")
    assert state(deal, "press") == ItemState.OPEN
    first = document(team, deal, "press_review")
    assert state(deal, "press") == ItemState.RECEIVED
    item_set(deal=deal, code="press", author=team.worker, state=ItemState.OPEN, note="not the whole press")
    assert state(deal, "press") == ItemState.OPEN
    item_set(deal=deal, code="press", author=team.worker, state=ItemState.REVIEWED)
    document_renew(deal=deal, document=first, name="n.pdf", content=PDF + b"3", author=team.lead)
    row = next(row for stream in checklist_of(deal) for row in stream.rows if row.item.code == "press")
    assert (row.state, row.newer) == (ItemState.REVIEWED, True)


def test_what_does_not_apply_says_why_and_is_no_longer_missing(team: Team) -> None:
    deal = team.deal()
    request = asked(team, deal, "cpom")
    with pytest.raises(DomainError) as refused:
        item_set(deal=deal, code="cpom", author=team.lead, state=ItemState.NOT_APPLICABLE)
    assert (refused.value.status, list(refused.value.fields)) == (422, ["note"])
    item_set(deal=deal, code="cpom", author=team.lead, state=ItemState.NOT_APPLICABLE, note="no contract yet")
    request.refresh_from_db()
    assert missing(deal) == [] and request.answered_on == today()
    with transaction.atomic(), pytest.raises(IntegrityError):
        ChecklistItem.objects.filter(deal=deal).update(note="")


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"code": "debts"}, "item"),
        ({"code": "press", "state": "lost"}, "state"),
        ({"code": "press", "note": "1 85 05 78 006 084 91"}, "note"),
        ({"code": "press", "note": "x" * 501}, "note"),
    ],
)
def test_refused_heads(team: Team, how: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        item_set(deal=team.deal(), author=team.lead, **how)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_an_owner_is_named_in_the_room(team: Team) -> None:
    deal = team.deal()
    for user in (team.stranger, team.jobs):
        with pytest.raises(DomainError) as refused:
            item_set(deal=deal, code="press", author=team.lead, owner=user)
        assert list(refused.value.fields) == ["owner"]


def test_requests_are_numbered_reminded_and_answered_line_by_line(team: Team) -> None:
    deal, other = team.deal(), team.deal("Autre")
    first, second = asked(team, deal, "cpom", "leases"), asked(team, deal, text="When may we visit?")
    assert [first.number, second.number, asked(team, other).number] == [1, 2, 1]
    assert missing(deal) == ["cpom", "leases", "When may we visit?"]
    assert all(row.late for row in missing_of(deal, today()))
    reminded = request_remind(deal=deal, request=first, author=team.lead, due_on=today() + DAY)
    assert (reminded.reminders, reminded.reminded_on) == (1, today())
    answer = {"deal": deal, "answered_on": today(), "author": team.lead}
    request_answer(request=first, received=["cpom"], answer="", **answer)
    assert state(deal, "cpom") == ItemState.RECEIVED and "leases" in missing(deal)
    done = request_answer(request=first, received=["cpom", "leases"], answer="by post", **answer)
    assert done.answered_on == today()
    with pytest.raises(DomainError) as over:
        request_remind(deal=deal, request=first, author=team.lead)
    assert over.value.status == 409
    back = request_answer(request=first, received=["cpom"], answer="only the annex", **answer)
    assert back.answered_on is None and state(deal, "leases") == ItemState.REQUESTED
    with pytest.raises(DomainError):
        request_answer(request=second, received=[], answer="", **answer)
    request_answer(request=second, received=[], answer="on Monday", **answer)
    assert missing(deal) == ["leases"]


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"items": ["debts"]}, "items"),
        ({"asked_on": today() + DAY, "due_on": today() + 2 * DAY}, "asked_on"),
        ({"due_on": today() - 30 * DAY}, "due_on"),
        ({"text": " "}, "text"),
    ],
)
def test_refused_requests(team: Team, how: dict[str, object], field: str) -> None:
    given = {"text": "x", "items": [], "asked_on": today(), "due_on": today()} | how
    with pytest.raises(DomainError) as refused:
        request_ask(deal=team.deal(), author=team.lead, **given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_questions_and_answers_are_added_never_changed(team: Team) -> None:
    deal = team.deal()
    question = question_ask(deal=deal, text="Is the lease renewed?", stream="legal", author=team.worker)
    for text in ("Not yet.", "Yes, on the 3rd."):
        question_answer(deal=deal, question=question, text=text, given_by="administrator", author=team.lead)
    assert [answer.text for answer in question.answers.all()] == ["Not yet.", "Yes, on the 3rd."]
    for rows in (DealQuestion.objects.all(), question.answers.all()):
        with transaction.atomic(), pytest.raises(Exception, match="append_only"):
            rows.update(text="other")


def test_a_lost_file_no_longer_changes(team: Team) -> None:
    deal = team.deal()
    Deal.objects.filter(pk=deal.pk).update(state="lost", lost_reason="price", lost_at="2026-01-01T00:00Z")
    with pytest.raises(DomainError) as over:
        item_set(deal=deal, code="press", author=team.lead)
    assert over.value.status == 409
