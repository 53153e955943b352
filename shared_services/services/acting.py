"""The moves of a request by their names, as addresses of pages and of the API give them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, NotVisible
from shared_services.enums import OPEN, RequestState, Side
from shared_services.models import ServiceRequest
from shared_services.services.requests import request_rate, request_reopen, request_withdraw
from shared_services.services.serving import (
    WORKED_ON,
    request_assign,
    request_pause,
    request_prioritise,
    request_resolve,
    request_resume,
    request_start,
    team_of,
)

Run = Callable[[ServiceRequest, User, Mapping[str, Any], int | None], ServiceRequest]


@dataclass(frozen=True)
class Move:
    """Who may make it, in which states, and the column of the board that it leads to."""

    side: Side
    states: Collection[str]
    run: Run
    to: str = ""


def _assign(request: ServiceRequest, author: User, given: Mapping[str, Any], expected: int | None) -> ServiceRequest:
    asked = str(given.get("assignee", ""))
    found = [user for user in team_of(request.service.department) if asked in {user.email, str(user.pk)}]
    if not found:
        raise refused("assignee", _("This person does not work for the department."))
    return request_assign(request=request, author=author, assignee=found[0], expected=expected)


def _rate(request: ServiceRequest, author: User, given: Mapping[str, Any], expected: int | None) -> ServiceRequest:
    told = str(given.get("rating", ""))
    rating = int(told) if told.isascii() and told.isdigit() and len(told) == 1 else 0
    return request_rate(request=request, author=author, rating=rating, word=str(given.get("word", "")))


def _prioritise(request: ServiceRequest, author: User, given: Mapping[str, Any], seen: int | None) -> ServiceRequest:
    priority, reason = str(given.get("priority", "")), str(given.get("reason", ""))
    return request_prioritise(request=request, author=author, priority=priority, reason=reason, expected=seen)


MOVES: Final[dict[str, Move]] = {
    "assign": Move(Side.DEPARTMENT, OPEN, _assign, RequestState.ASSIGNED),
    "start": Move(
        Side.DEPARTMENT,
        (RequestState.NEW, RequestState.ASSIGNED),
        lambda request, author, _given, seen: request_start(request=request, author=author, expected=seen),
        RequestState.IN_PROGRESS,
    ),
    "pause": Move(
        Side.DEPARTMENT,
        WORKED_ON,
        lambda request, author, given, seen: request_pause(
            request=request, author=author, reason=str(given.get("reason", "")), expected=seen
        ),
        RequestState.WAITING,
    ),
    "resume": Move(
        Side.DEPARTMENT,
        (RequestState.WAITING,),
        lambda request, author, _given, seen: request_resume(request=request, author=author, expected=seen),
        RequestState.IN_PROGRESS,
    ),
    "resolve": Move(
        Side.DEPARTMENT,
        OPEN,
        lambda request, author, given, seen: request_resolve(
            request=request, author=author, answer=str(given.get("reason", "")), expected=seen
        ),
        RequestState.RESOLVED,
    ),
    "prioritise": Move(Side.DEPARTMENT, OPEN, _prioritise),
    "rate": Move(Side.ASKER, (RequestState.RESOLVED, RequestState.CLOSED), _rate),
    "reopen": Move(
        Side.ASKER,
        (RequestState.RESOLVED,),
        lambda request, author, given, seen: request_reopen(
            request=request, author=author, reason=str(given.get("reason", "")), expected=seen
        ),
    ),
    "close": Move(
        Side.ASKER,
        (*OPEN, RequestState.RESOLVED),
        lambda request, author, given, seen: request_withdraw(
            request=request, author=author, reason=str(given.get("reason", "")), expected=seen
        ),
    ),
}


def request_act(
    *, request: ServiceRequest, author: User, move: str, sides: Collection[str], given: Mapping[str, Any],
    expected: int | None = None,
) -> ServiceRequest:  # fmt: skip
    """NotVisible (404) for an unknown move, NotAllowed (403) for one of the other side."""
    found = MOVES.get(move)
    if found is None:
        raise NotVisible(_("There is no such move."))
    if found.side not in sides:
        raise NotAllowed(_("Your role does not allow this here."))
    return found.run(request, author, given, expected)


def offered(request: ServiceRequest, sides: Collection[str]) -> dict[str, Move]:
    """The moves that the state offers to these sides, by name."""
    rated = request.rating is not None or request.resolved_at is None
    return {
        name: move
        for name, move in MOVES.items()
        if move.side in sides and request.state in move.states and not (name == "rate" and rated)
    }
