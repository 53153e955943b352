"""What sites, departments and the controller change about savings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishments.access import Can, access_in, require
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotAllowed
from groupe.kernel.web.components import Crumb
from shared_services.selectors.savings import (
    get_saving_for,
    may_change,
    may_measure,
    may_propose,
    signs_for_department,
    signs_for_site,
)
from shared_services.services.savings import saving_confirm, saving_sign
from shared_services.web.savings.forms import MeasureForm, SavingForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def saving_new(request: HttpRequest) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    _allowed(may_propose(access))
    return change_page(
        request,
        lambda data: SavingForm(data, access=access, author=author),
        title=_("Propose a saving"),
        back=_savings(),
        label=_("Save"),
        intro=_("The baseline is locked once the site and the department have signed it."),
    )


@read_or_write
def saving_edit(request: HttpRequest, pk: int) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    found = get_saving_for(access, pk)
    _allowed(may_change(access, found))
    return change_page(
        request,
        lambda data: SavingForm(data, access=access, author=author, saving=found),
        title=_("Change the baseline"),
        back=Crumb(str(found), found.get_absolute_url()),
        above=[_savings()],
        label=_("Save"),
    )


@read_or_write
def saving_measured(request: HttpRequest, pk: int) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    found = get_saving_for(access, pk)
    _allowed(may_measure(access, found))
    return change_page(
        request,
        lambda data: MeasureForm(data, saving=found, author=author),
        title=_("What the year came to"),
        back=Crumb(str(found), found.get_absolute_url()),
        above=[_savings()],
        label=_("Save"),
    )


@require_POST
def saving_signed(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    found = get_saving_for(access, pk)
    _allowed(signs_for_site(access, found) if side == "site" else signs_for_department(access, found))
    if author is not None:
        try:
            saving_sign(saving=found, side=side, author=author)
            messages.success(request, _("You signed the baseline."))
        except DomainError as error:
            messages.error(request, error.message)
    return redirect(found)


@require_POST
def saving_confirmed(request: HttpRequest, pk: int) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    require(access, Can.RUN_SHARES)
    found = get_saving_for(access, pk)
    if author is not None:
        try:
            saving_confirm(saving=found, author=author)
            messages.success(request, _("The saving is confirmed."))
        except DomainError as error:
            messages.error(request, error.message)
    return redirect(found)


def _allowed(may: bool) -> None:
    if not may:
        raise NotAllowed(_("Your role does not allow this here."))


def _savings() -> Crumb:
    return Crumb(_("Savings"), reverse("shared_services:savings"))
