"""How requests are told: tones, columns, and what happened to one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.utils.translation import pgettext_lazy as _p
from django_stubs_ext import StrOrPromise

from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Event, Tone
from groupe.kernel.web.tables import Column
from shared_services.enums import PriceBasis, Priority, RequestState
from shared_services.models import Service, ServiceRequest

TONES: dict[str, Tone] = {
    RequestState.NEW: "info", RequestState.WAITING: "warn", RequestState.RESOLVED: "ok", RequestState.CLOSED: "",
}  # fmt: skip
PRIORITY_TONES: dict[str, Tone] = {Priority.HIGH: "warn", Priority.URGENT: "bad"}
MOVES: dict[str, StrOrPromise] = {
    "ask": _p("move", "Asked"),
    "assign": _p("move", "Assigned"),
    "start": _p("move", "Started"),
    "pause": _p("move", "Clock paused"),
    "resume": _p("move", "Clock running again"),
    "resolve": _p("move", "Resolved"),
    "prioritise": _p("move", "Priority changed"),
    "rate": _p("move", "Rated"),
    "reopen": _p("move", "Reopened"),
    "close": _p("move", "Closed"),
}
NO_REQUEST = Empty(
    title=gettext_lazy("No request"), text=gettext_lazy("Choose a service in the catalogue to ask for something.")
)


def clock_word(request: ServiceRequest) -> tuple[StrOrPromise, Tone]:
    """Where the clock stands, in two words."""
    if request.resolved_at is not None:
        return (_("in time"), "ok") if request.in_time else (_("late"), "bad")
    if request.state == RequestState.CLOSED:
        return pgettext("request", "withdrawn"), ""
    if request.state == RequestState.WAITING:
        return _("clock paused"), ""
    now = timezone.now()
    if request.resolve_due < now:
        return _("late"), "bad"
    if request.answered_at is None and request.answer_due < now:
        return _("answer late"), "bad"
    return (_("at risk"), "warn") if request.risk_at <= now else (_("on time"), "")


COLUMNS = (
    Column(
        "title", gettext_lazy("Request"), value=str, order=("title",), wrap=True,
        href=lambda row: row.get_absolute_url(),
    ),
    Column(
        "state", gettext_lazy("State"), "tag", value=lambda row: row.get_state_display(), order=("state",),
        tone=lambda row: TONES.get(row.state, ""),
    ),
    Column(
        "clock", gettext_lazy("Clock"), "tag", value=lambda row: clock_word(row)[0],
        tone=lambda row: clock_word(row)[1],
    ),
    Column("service", gettext_lazy("Service"), value=lambda row: row.service.name, order=("service__name",)),
    Column(
        "department", _p("pooled", "Department"), value=lambda row: row.service.department.name,
        order=("service__department__name",),
    ),
    Column(
        "establishment", gettext_lazy("Establishment"), value=lambda row: row.establishment.name,
        order=("establishment__name",),
    ),
    Column(
        "priority", gettext_lazy("Priority"), "tag", value=lambda row: row.get_priority_display(), order=("priority",),
        tone=lambda row: PRIORITY_TONES.get(row.priority, ""),
    ),
    Column("assignee", gettext_lazy("Assigned to"), value=lambda row: row.assignee, order=("assignee__name",)),
    Column("asked_at", gettext_lazy("Asked"), "moment", order=("asked_at",)),
    Column("resolve_due", gettext_lazy("Due"), "moment", order=("resolve_due",)),
    Column("rating", gettext_lazy("Rating"), "number", order=("rating",), digits=0),
)  # fmt: skip


def story_of(request: ServiceRequest) -> list[Event]:
    """Moves and comments, the newest first."""
    moves: list[Any] = list(request.events.select_related("author"))
    said: list[Any] = list(request.comments.select_related("author"))
    entries = [
        Event(at=row.at, title=MOVES.get(row.move, row.move), who=row.author or _("by itself"), text=row.reason)
        for row in moves
    ]
    entries += [
        Event(
            at=row.at, title=_("The department says") if row.by_department else _("The asker says"), who=row.author,
            text=row.text, tone="info" if row.by_department else "",
        )
        for row in said
    ]  # fmt: skip
    entries.sort(key=lambda entry: entry.at.isoformat())
    return entries[::-1]


def price_word(service: Service, prices: dict[int, Any]) -> str:
    if service.basis == PriceBasis.UNIT and service.pk in prices:
        return f"{formats.euros(prices[service.pk], 2)} / {service.unit}"
    return str(service.get_basis_display())
