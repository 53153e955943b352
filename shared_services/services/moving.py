"""A request moves: one person at a time, one event a move, due instants with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from groupe.accounts.models import User
from groupe.kernel.clock import due
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.privacy import holds_nir
from groupe.kernel.recording import recorded_now
from shared_services.models import RequestEvent, RequestPause, ServiceRequest

# The part of the time agreed after which a request is at risk.
RISK = 0.8
LONGEST_REASON = 500
LONGEST_TEXT = 4000


def held(request: ServiceRequest, expected: int | None, states: Iterable[str], move: str) -> ServiceRequest:
    """The row, locked; WrongState (409) where somebody moved it since it was read, or its state offers no such move."""
    rows = ServiceRequest.objects.select_for_update(of=("self",)).select_related("service__department", "establishment")
    found = rows.get(pk=request.pk)
    if expected is not None and expected != found.revision:
        message = _("Somebody else changed this request meanwhile: it is now “%(state)s”. Look at it again.")
        raise WrongState("moved_meanwhile", message % {"state": found.get_state_display()})
    if found.state not in set(states):
        message = _("A request that is “%(state)s” offers no such move.") % {"state": found.get_state_display()}
        raise WrongState(f"cannot_{move}", message)
    return found


def moved(found: ServiceRequest, author: User | None, move: str, after: str, reason: str = "") -> ServiceRequest:
    """Writes the event and the row."""
    RequestEvent.objects.create(
        request=found, author=author, move=move, before=found.state, after=after, reason=reason, at=recorded_now()
    )
    found.state = after
    found.revision += 1
    found.save()
    return found


def timed(found: ServiceRequest) -> None:
    """Due instants from the targets and the pauses that are over."""
    hours = found.service.hours
    pauses = [] if found.pk is None else list(_over(found))
    found.answer_due = due(hours, found.asked_at, found.answer_target, pauses)
    found.resolve_due = due(hours, found.asked_at, found.resolve_target, pauses)
    found.risk_at = due(hours, found.asked_at, int(found.resolve_target * RISK), pauses)


def paused(found: ServiceRequest, at: dt.datetime, reason: str) -> None:
    RequestPause.objects.create(request=found, since=at, reason=reason)


def resumed(found: ServiceRequest) -> None:
    """The clock goes on from now."""
    RequestPause.objects.filter(request=found, until__isnull=True).update(until=recorded_now())
    timed(found)


def answered(found: ServiceRequest) -> None:
    """The first thing that the department says."""
    found.answered_at = found.answered_at or recorded_now()


def told(text: str, field: str, *, longest: int = LONGEST_REASON, needed: bool = True) -> str:
    """The text, without a social security number; DomainError (422) where it is missing or too long."""
    cleaned = text.strip()
    if needed and not cleaned:
        raise _refused(field, _("Say a word."))
    if len(cleaned) > longest or "\0" in cleaned:
        raise _refused(field, _("%(most)d characters at most.") % {"most": longest})
    if holds_nir(cleaned):
        raise _refused(field, _("A social security number does not belong in a request: take it out."))
    return cleaned


def _refused(field: str, message: str) -> DomainError:
    return DomainError("refused", message, fields={field: message}, status=422)


def _over(found: ServiceRequest) -> Iterable[tuple[dt.datetime, dt.datetime]]:
    rows = RequestPause.objects.filter(request=found, until__isnull=False).order_by("since")
    return [(since, until) for since, until in rows.values_list("since", "until") if until is not None]
