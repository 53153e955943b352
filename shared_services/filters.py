"""Filters of requests, shared by their list, the board and the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from establishments.access import Access
from shared_services.access import visible_departments
from shared_services.enums import OPEN, Priority, RequestState
from shared_services.models import Service, ServiceRequest

OPEN_ONES = "open"


class RequestFilters(forms.Form):
    """What is no choice filters nothing."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.SearchInput())
    state = forms.ChoiceField(label=_("State"), required=False)
    department = forms.ChoiceField(label=pgettext_lazy("pooled", "Department"), required=False)
    priority = forms.ChoiceField(label=pgettext_lazy("filter", "Priority"), required=False)
    late = forms.ChoiceField(label=_("Deadline"), required=False)

    def __init__(self, data: Any, *, access: Access) -> None:
        super().__init__(data)
        departments = visible_departments(access).filter(active=True).order_by("name")
        every = ("", pgettext_lazy("filter", "All"))
        offered: dict[str, list[tuple[str, Any]]] = {
            "state": [(OPEN_ONES, _("Open")), *RequestState.choices],
            "department": list(departments.values_list("code", "name")),
            "priority": list(Priority.choices),
            "late": [("1", _("Late"))],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [every, *choices]  # type: ignore[attr-defined]

    def kept(self, rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
        self.full_clean()
        asked = self.cleaned_data
        rows = search_requests(rows, str(asked.get("q") or ""))
        if state := asked.get("state"):
            rows = rows.filter(state__in=OPEN if state == OPEN_ONES else [state])
        if asked.get("department"):
            rows = rows.filter(service__department__code=asked["department"])
        if asked.get("priority"):
            rows = rows.filter(priority=asked["priority"])
        return late_rows(rows) if asked.get("late") else rows


def late_rows(rows: QuerySet[ServiceRequest]) -> QuerySet[ServiceRequest]:
    """Open and past their time, or resolved after it; a paused clock makes nothing late."""
    now = timezone.now()
    running = Q(state__in=[state for state in OPEN if state != RequestState.WAITING], resolve_due__lt=now)
    return rows.filter(running | Q(breached_at__isnull=False) | Q(resolved_at__gt=F("resolve_due")))


def search_requests(rows: QuerySet[ServiceRequest], text: str) -> QuerySet[ServiceRequest]:
    """Every word in the subject, the details, the service or the establishment, or the number of the request."""
    for word in text.replace("\0", "").split():
        found = (
            Q(title__unaccent__icontains=word)
            | Q(details__unaccent__icontains=word)
            | Q(service__name__unaccent__icontains=word)
            | Q(establishment__name__unaccent__icontains=word)
        )
        number = word.upper().removeprefix("D").lstrip("0")
        if number.isascii() and number.isdigit() and len(number) < 10:
            found |= Q(pk=int(number))
        rows = rows.filter(found)
    return rows


def search_services(rows: QuerySet[Service], text: str) -> QuerySet[Service]:
    """Every word in the name, the description or the department; accents and capitals do not matter."""
    for word in text.replace("\0", "").split():
        rows = rows.filter(
            Q(name__unaccent__icontains=word)
            | Q(description__unaccent__icontains=word)
            | Q(department__name__unaccent__icontains=word)
        )
    return rows
