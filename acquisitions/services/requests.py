"""Requests to the seller: asked, reminded, answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from acquisitions.models import Deal, RequestLine, SellerRequest
from acquisitions.routes.diligence import items_of
from acquisitions.services.diligence import CHANGING, item_came
from acquisitions.services.holding import changed, held
from acquisitions.services.receiving import settled
from acquisitions.services.words import told
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving


@saving()
def request_ask(
    *, deal: Deal, text: str, items: Iterable[str], asked_on: dt.date, due_on: dt.date, author: User
) -> SellerRequest:
    """The next number of the file; what it asks for waits until it is received."""
    deal = held(deal, states=CHANGING)
    codes = list(dict.fromkeys(items))
    if unknown := [code for code in codes if code not in items_of(deal.route)]:
        raise refused("items", _("The checklist of this route has no such item.") + f" ({', '.join(unknown)})")
    _check_past(asked_on, "asked_on")
    check_day(due_on, "due_on")
    if due_on < asked_on:
        raise refused("due_on", _("The answer is due after the day of asking."))
    last = deal.requests.aggregate(last=Max("number"))["last"] or 0
    made = SellerRequest.objects.create(
        deal=deal, number=last + 1, text=told(text, "text", longest=1000), asked_on=asked_on, due_on=due_on,
        author=author, at=recorded_now(),
    )  # fmt: skip
    RequestLine.objects.bulk_create([RequestLine(request=made, code=code) for code in codes])
    changed(deal)
    return made


@saving()
def request_remind(*, deal: Deal, request: SellerRequest, author: User, due_on: dt.date | None = None) -> SellerRequest:
    """Asked again today, for another day where one is given."""
    deal = held(deal, states=CHANGING)
    row = _open(deal, request)
    if due_on is not None:
        check_day(due_on, "due_on")
        if due_on < today():
            raise refused("due_on", _("The new day lies ahead."))
        row.due_on = due_on
    row.reminders, row.reminded_on = row.reminders + 1, today()
    row.save()
    changed(deal)
    return row


@saving()
def request_answer(
    *, deal: Deal, request: SellerRequest, received: Iterable[str], answer: str, answered_on: dt.date, author: User
) -> SellerRequest:
    """What of it is here: lines not named are missing (again). Without lines, the request is answered."""
    deal = held(deal, states=CHANGING)
    row = SellerRequest.objects.select_for_update().get(pk=request.pk, deal=deal)
    _check_past(answered_on, "answered_on")
    if answered_on < row.asked_on:
        raise refused("answered_on", _("No answer comes before the question."))
    codes, lines = set(received), list(row.lines.all())
    if codes - {line.code for line in lines}:
        raise refused("received", _("This request does not ask for that."))
    row.answer = told(answer, "answer", longest=1000, needed=not lines)
    if not lines:
        row.answered_on = answered_on
    row.save()
    for line in lines:
        if (line.code in codes) is (line.received_on is not None):
            continue
        line.received_on, line.document = (answered_on if line.code in codes else None), None
        line.save()
        if line.received_on is not None:
            item_came(deal, line.code, author)
    settled(row)
    row.refresh_from_db()
    changed(deal)
    return row


def _open(deal: Deal, request: SellerRequest) -> SellerRequest:
    row = SellerRequest.objects.select_for_update().get(pk=request.pk, deal=deal)
    if row.answered_on is not None:
        raise WrongState("answered", _("This request is answered already."))
    return row


def _check_past(day: dt.date, field: str) -> None:
    check_day(day, field)
    if day > today():
        raise refused(field, _("This day is still to come."))
