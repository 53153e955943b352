"""What a department does with a request: assigns, starts, waits, resolves; `expected` is the revision that was read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from establishments.access import CAPABILITIES, Can
from establishments.enums import Role
from establishments.models import Mandate
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving
from shared_services.enums import OPEN, Priority, RequestState
from shared_services.models import Department, RequestComment, ServiceRequest
from shared_services.services.moving import LONGEST_TEXT, answered, held, moved, paused, resumed, timed, told

WORKED_ON = (RequestState.NEW, RequestState.ASSIGNED, RequestState.IN_PROGRESS)
SERVING = [role for role in Role if Can.SERVE in CAPABILITIES[role]]


def team_of(department: Department) -> list[User]:
    """Who may be given a request: people with a mandate to serve over the department or the group."""
    mandates = Mandate.objects.filter(role__in=SERVING, scope__in=(department.pool, "group")).on(today())
    return list(User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("name", "email"))


@saving()
def request_assign(
    *, request: ServiceRequest, author: User, assignee: User, expected: int | None = None
) -> ServiceRequest:
    found = held(request, expected, OPEN, "assign")
    if assignee not in team_of(found.service.department):
        raise refused("assignee", _("This person does not work for the department."))
    found.assignee = assignee
    after = RequestState.ASSIGNED if found.state == RequestState.NEW else RequestState(found.state)
    return moved(found, author, "assign", after, str(assignee)[:500])


@saving()
def request_start(*, request: ServiceRequest, author: User, expected: int | None = None) -> ServiceRequest:
    """In the hands of who starts it, unless it was given to somebody."""
    found = held(request, expected, (RequestState.NEW, RequestState.ASSIGNED), "start")
    if found.assignee_id is None:
        found.assignee = author
    return moved(found, author, "start", RequestState.IN_PROGRESS)


@saving()
def request_pause(*, request: ServiceRequest, author: User, reason: str, expected: int | None = None) -> ServiceRequest:
    """The clock stops while the asker is waited for; the question is an answer."""
    found = held(request, expected, WORKED_ON, "pause")
    reason = told(reason, "reason")
    answered(found)
    paused(found, recorded_now(), reason)
    return moved(found, author, "pause", RequestState.WAITING, reason)


@saving()
def request_resume(*, request: ServiceRequest, author: User, expected: int | None = None) -> ServiceRequest:
    found = held(request, expected, (RequestState.WAITING,), "resume")
    resumed(found)
    return moved(found, author, "resume", RequestState.IN_PROGRESS)


@saving()
def request_resolve(
    *, request: ServiceRequest, author: User, answer: str, expected: int | None = None
) -> ServiceRequest:
    """With an answer, which is told as a comment; the asker may reopen it for some days."""
    found = held(request, expected, OPEN, "resolve")
    text = told(answer, "answer", longest=LONGEST_TEXT)
    if found.state == RequestState.WAITING:
        resumed(found)
    RequestComment.objects.create(request=found, author=author, by_department=True, text=text)
    answered(found)
    found.resolved_at = recorded_now()
    if found.resolved_at > found.resolve_due:
        found.breached_at = found.breached_at or found.resolved_at
    return moved(found, author, "resolve", RequestState.RESOLVED)


@saving()
def request_prioritise(
    *, request: ServiceRequest, author: User, priority: str, reason: str, expected: int | None = None
) -> ServiceRequest:
    """With a reason; targets become those of the new priority, counted from when it was asked."""
    found = held(request, expected, OPEN, "prioritise")
    reason = told(reason, "reason")
    if priority not in Priority.values or priority == found.priority:
        raise refused("priority", _("Choose another priority."))
    found.priority = priority
    found.answer_target, found.resolve_target = found.service.target(priority)
    timed(found)
    return moved(found, author, "prioritise", found.state, f"{Priority(priority).label}: {reason}"[:500])
