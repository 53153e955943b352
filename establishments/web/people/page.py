"""The page of a person: mandates, access, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from establishments.enums import PersonStatus
from establishments.models import Mandate
from establishments.scopes import named_scopes
from establishments.selectors.people import history_of, mandates_of, with_status
from establishments.web.people.forms import Blamed, MandateForm
from establishments.web.people.lists import status_label, status_tone
from groupe.accounts.models import Invitation, User
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb, Event
from groupe.kernel.web.formats import day, moment

INVITABLE = (PersonStatus.INVITED, PersonStatus.WITHOUT)


@dataclass(frozen=True)
class Held:
    """A mandate as the page shows it: `state` is current, later or over."""

    mandate: Mandate
    place: str
    state: str
    ends: bool


def person_of(request: HttpRequest, pk: int) -> Any:
    """The one door to a person: for those who manage people over the whole group."""
    require(access_in(request), Can.MANAGE_USERS)
    user = with_status(User.objects.filter(pk=pk)).first()
    if user is None:
        raise NotVisible(_("There is no such person."))
    return user


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, person_of(request, pk), MandateForm())


def show(request: HttpRequest, person: Any, form: Blamed, status: int = 200) -> HttpResponse:
    mandates = [held for held in _held(person) if held.state != "over"]
    context = {
        "person": person,
        "crumbs": [Crumb(_("People"), reverse("people:list"))],
        "status": status_label(person),
        "tone": status_tone(person),
        "invitable": person.status in INVITABLE,
        "invited": person.status == PersonStatus.INVITED,
        "identity": _identity(person),
        "mandates": mandates,
        "past": [held for held in _held(person) if held.state == "over"],
        "form": form,
        "today": today(),
        "events": [Event(at=past.at, title=past.title, text=past.text, who=past.by) for past in history_of(person)],
    }
    return render(request, "people/page.html", context, status=status)


def _identity(person: User) -> list[tuple[str, object]]:
    invitation = Invitation.objects.pending().filter(user=person).select_related("sent_by").first()
    rows: list[tuple[str, object]] = [
        (_("E-mail address"), person.email),
        (_("Since"), day(person.date_joined.date())),
        (_("Last sign-in"), moment(person.last_login)),
    ]
    if invitation is not None:
        rows.append((_("Invitation sent"), moment(invitation.sent_at)))
        rows.append((_("Invitation valid until"), moment(invitation.expires_at)))
    return rows


def _held(person: User) -> list[Held]:
    mandates = mandates_of(person)
    scopes = named_scopes({mandate.scope for mandate in mandates})
    shown = []
    for mandate in mandates:
        place = scopes[mandate.scope].name if mandate.scope in scopes else mandate.scope
        first, last = mandate.valid_from, mandate.valid_to
        begun, over = first is None or first <= today(), last is not None and last < today()
        shown.append(Held(mandate, place, "over" if over else "current" if begun else "later", begun))
    return shown
