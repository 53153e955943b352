"""What an establishment does with a request: asks, adds to it, rates, reopens, withdraws."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from establishments.access import establishments_in
from establishments.models import Establishment
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.files import MOST, clean_name, kind_of
from groupe.kernel.files import refused as file_refused
from groupe.kernel.numbers import parse_number
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving
from shared_services.enums import OPEN, Priority, QuestionKind, RequestState
from shared_services.models import RequestComment, RequestEvent, RequestFile, Service, ServiceRequest
from shared_services.services.moving import (
    LONGEST_TEXT,
    answered,
    held,
    moved,
    paused,
    resumed,
    timed,
    told,
)

# How long the asker may reopen what was resolved; then it is closed by itself.
REOPEN = dt.timedelta(days=7)
File = tuple[str, bytes]


@saving()
def request_ask(
    *,
    service: Service,
    establishment: Establishment,
    author: User,
    title: str,
    details: str = "",
    priority: str = Priority.NORMAL,
    answers: Mapping[str, Any] | None = None,
    files: Sequence[File] = (),
) -> ServiceRequest:
    """A new request; its clock runs from now, in the opening hours of the desk."""
    if not (service.active and service.department.active):
        raise WrongState("not_offered", _("This service is no longer offered."))
    served = Establishment.objects.members_on(today()).filter(establishments_in([service.department.scope]))
    if not served.filter(pk=establishment.pk).exists():
        raise refused("establishment", _("This department does not serve that establishment."))
    if priority not in Priority.values:
        raise refused("priority", _("One of %(values)s is expected.") % {"values": ", ".join(Priority.values)})
    answer, resolve = service.target(priority)
    made = ServiceRequest(
        service=service, establishment=establishment, author=author, priority=priority, asked_at=recorded_now(),
        title=told(title, "title", longest=160), details=told(details, "details", longest=LONGEST_TEXT, needed=False),
        answers=_answers(service, answers or {}), answer_target=answer, resolve_target=resolve,
    )  # fmt: skip
    timed(made)
    made.save()
    RequestEvent.objects.create(
        request=made, author=author, move="ask", before=made.state, after=made.state, at=made.asked_at
    )
    _attach(made, author, files)
    return made


@saving()
def request_comment(
    *, request: ServiceRequest, author: User, text: str, by_department: bool, files: Sequence[File] = ()
) -> ServiceRequest:
    """A word of one side; the first of the department is its answer, one of the asker lets a paused clock go on."""
    found = held(request, None, (*OPEN, RequestState.RESOLVED), "comment")
    RequestComment.objects.create(
        request=found, author=author, by_department=by_department, text=told(text, "text", longest=LONGEST_TEXT)
    )
    _attach(found, author, files)
    if by_department and found.answered_at is None:
        answered(found)
        found.save()
    if not by_department and found.state == RequestState.WAITING:
        resumed(found)
        moved(found, author, "resume", RequestState.IN_PROGRESS)
    return found


@saving()
def request_attach(*, request: ServiceRequest, author: User, files: Sequence[File]) -> list[RequestFile]:
    found = held(request, None, (*OPEN, RequestState.RESOLVED), "attach")
    return _attach(found, author, files)


@saving()
def request_rate(*, request: ServiceRequest, author: User, rating: int, word: str = "") -> ServiceRequest:
    """1 to 5 and a word, once; what was resolved is closed with it."""
    found = held(request, None, (RequestState.RESOLVED, RequestState.CLOSED), "rate")
    if found.rating is not None:
        raise WrongState("rated", _("This request is rated already."))
    if not 1 <= rating <= 5:
        raise refused("rating", _("Between 1 and 5."))
    if found.resolved_at is None:
        raise WrongState("cannot_rate", _("A request that was withdrawn is not rated."))
    found.rating, found.rating_word = rating, told(word, "word", needed=False)
    found.closed_at = found.closed_at or recorded_now()
    return moved(found, author, "rate", RequestState.CLOSED, f"{rating}/5")


@saving()
def request_reopen(
    *, request: ServiceRequest, author: User, reason: str, expected: int | None = None
) -> ServiceRequest:
    """For some days after it was resolved; the clock goes on, and what passed since does not count."""
    found = held(request, expected, (RequestState.RESOLVED,), "reopen")
    reason = told(reason, "reason")
    if found.resolved_at is None or recorded_now() > found.resolved_at + REOPEN:
        raise WrongState(
            "too_late", _("It was resolved more than %(days)d days ago: ask anew.") % {"days": REOPEN.days}
        )
    paused(found, found.resolved_at, _("resolved"))
    found.resolved_at = None
    resumed(found)
    return moved(found, author, "reopen", RequestState.IN_PROGRESS if found.assignee_id else RequestState.NEW, reason)


@saving()
def request_withdraw(
    *, request: ServiceRequest, author: User, reason: str, expected: int | None = None
) -> ServiceRequest:
    """The asker no longer needs it, or agrees to the answer: closed."""
    found = held(request, expected, (*OPEN, RequestState.RESOLVED), "close")
    reason = told(reason, "reason", needed=found.state != RequestState.RESOLVED)
    if found.state == RequestState.WAITING:
        resumed(found)
    found.closed_at = recorded_now()
    return moved(found, author, "close", RequestState.CLOSED, reason)


def _attach(found: ServiceRequest, author: User, files: Sequence[File]) -> list[RequestFile]:
    if files and found.files.count() + len(files) > MOST:
        raise file_refused(_("%(most)d files at most.") % {"most": MOST})
    rows = []
    for name, content in files:
        shown = clean_name(name)
        kind = kind_of(shown, content)
        rows.append(
            RequestFile(request=found, author=author, name=shown, kind=kind, size=len(content), content=content)
        )
    return RequestFile.objects.bulk_create(rows)


def _answers(service: Service, given: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the form asks besides, by label; kept with its label as it was asked."""
    if unknown := sorted(set(given) - {each["label"] for each in service.questions}):
        raise refused("answers", _("There is no question %(label)s.") % {"label": ", ".join(unknown)})
    found = []
    for each in service.questions:
        value = told(str(given.get(each["label"]) or ""), "answers", needed=False)
        if each["required"] and not value:
            raise refused("answers", _("%(label)s: to be filled in.") % {"label": each["label"]})
        if value and not _fits(each["kind"], value):
            raise refused("answers", _("%(label)s: this is not what is asked for.") % {"label": each["label"]})
        if value:
            found.append({"label": each["label"], "kind": each["kind"], "value": value})
    return found


def _fits(kind: str, value: str) -> bool:
    try:
        if kind == QuestionKind.NUMBER:
            return math.isfinite(parse_number(value))
        if kind == QuestionKind.DATE:
            return bool(dt.date.fromisoformat(value))
    except (ValueError, ArithmeticError):
        return False
    return kind != QuestionKind.YES_NO or value in {"yes", "no"}
