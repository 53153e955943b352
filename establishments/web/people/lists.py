"""The list of people, and the invitation of one more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from establishments.access import Can, access_in, require
from establishments.enums import PersonStatus, Role
from establishments.scopes import ScopeInfo
from establishments.selectors.people import held_scopes, people
from establishments.selectors.scope_search import find_scopes
from establishments.services.people import person_invite
from establishments.web.people.forms import InviteForm, PeopleFilter, shown_scope
from groupe.accounts.models import User
from groupe.accounts.services.invitations import LinkOf
from groupe.kernel.errors import DomainError
from groupe.kernel.web.components import Crumb, Empty, Tone
from groupe.kernel.web.tables import Column, build_table

TONES: dict[str, Tone] = {PersonStatus.ACTIVE: "ok", PersonStatus.INVITED: "info", PersonStatus.WITHOUT: "warn"}
NO_MATCH = Empty(title=gettext_lazy("Nobody matches"), text=gettext_lazy("Change the filters."), icon="users")


def columns(scopes: Mapping[str, ScopeInfo]) -> tuple[Column, ...]:
    def roles(row: Any) -> str:
        return ", ".join(dict.fromkeys(str(Role(mandate.role).label) for mandate in row.held))

    def places(row: Any) -> str:
        codes = dict.fromkeys(mandate.scope for mandate in row.held)
        return ", ".join(scopes[code].name if code in scopes else code for code in codes)

    return (
        Column("name", gettext_lazy("Name"), value=str, order=("name", "email"), href=person_url, wrap=True),
        Column("roles", gettext_lazy("Role"), value=roles, wrap=True),
        Column("scopes", gettext_lazy("Scope"), value=places, wrap=True),
        Column(
            "status",
            pgettext_lazy("person", "Status"),
            kind="tag",
            value=status_label,
            tone=status_tone,
            order=("status", "name"),
        ),
        Column("last_login", gettext_lazy("Last sign-in"), kind="moment", order=("last_login",)),
        Column("email", gettext_lazy("E-mail address"), order=("email",)),
    )


def person_url(user: User) -> str:
    return reverse("people:detail", args=[user.pk])


def status_label(row: Any) -> str:
    return str(PersonStatus(row.status).label)


def status_tone(row: Any) -> Tone:
    return TONES.get(row.status, "")


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.MANAGE_USERS)
    scopes = held_scopes()
    filters = PeopleFilter(request.GET, scopes=list(scopes.values()))
    rows = people(filters.asked())
    table = build_table(request, columns(scopes), rows, sort="name", caption=_("People"), empty=NO_MATCH)
    if file := table.file(_("People")):
        return file
    return render(request, "people/list.html", {"table": table, "filters": filters})


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.MANAGE_USERS)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = person_invite(**form.cleaned_data, by=author(request), link_of=link_of(request))
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("An invitation was sent to %(email)s.") % {"email": user.email})
            return redirect("people:detail", user.pk)
    context = {"form": form, "crumbs": [Crumb(_("People"), reverse("people:list"))]}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


@require_safe
def scopes(request: HttpRequest) -> HttpResponse:
    """Suggestions for the scope input, as options."""
    require(access_in(request), Can.MANAGE_USERS)
    found = [shown_scope(scope) for scope in find_scopes(request.GET.get("scope", "")[:100])]
    return render(request, "people/_scopes.html", {"found": found})


def author(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def link_of(request: HttpRequest) -> LinkOf:
    """Where an invitation leads, on the host that the administrator uses."""
    return lambda token: request.build_absolute_uri(reverse("account_invitation", args=[token]))
