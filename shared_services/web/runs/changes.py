"""What controllers, executives and heads of departments change about costs and runs."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from establishments.access import Can, access_in, require
from establishments.web.structure.editing import change_page
from establishments.web.structure.forms.base import ChangeForm
from groupe.accounts.signed_in import user_of
from groupe.kernel.web.components import Crumb
from shared_services.access import get_department_for
from shared_services.models import Department
from shared_services.selectors.runs import get_run_for
from shared_services.services.runs import run_approve, run_cancel
from shared_services.web.runs.forms import CostForm, DirectForm, KeyForm, PartForm, RunForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
MakeForm = Callable[[object, Department], ChangeForm]


@read_or_write
def run_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author = user_of(request)
    return change_page(
        request,
        lambda data: RunForm(data, author=author),
        title=_("Share the costs of a month"),
        back=Crumb(_("Allocation"), reverse("shared_services:runs")),
        label=_("Share"),
        intro=_("A worker computes it; nothing is charged before somebody else approves it."),
    )


@require_POST
def run_approved(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.APPROVE_SHARES)
    run = get_run_for(access, pk)
    run_approve(run=run, author=user_of(request))
    messages.success(request, _("The run is approved: establishments are charged."))
    return redirect(run)


@require_POST
def run_cancelled(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.RUN_SHARES)
    run = get_run_for(access, pk)
    run_cancel(run=run, reason=request.POST.get("reason", ""))
    messages.success(request, _("The run is cancelled."))
    return redirect(run)


@read_or_write
def costs(request: HttpRequest, code: str) -> HttpResponse:
    return _of_department(request, code, lambda data, found: CostForm(data, department=found), _("Tell a month's cost"))


@read_or_write
def key(request: HttpRequest, code: str) -> HttpResponse:
    return _of_department(request, code, lambda data, found: KeyForm(data, department=found), _("Change the key"))


@read_or_write
def part(request: HttpRequest, code: str) -> HttpResponse:
    title = _("What another department uses")
    return _of_department(request, code, lambda data, found: PartForm(data, department=found), title)


@read_or_write
def direct(request: HttpRequest, code: str) -> HttpResponse:
    author, title = user_of(request), _("Charge an establishment directly")
    return _of_department(request, code, lambda data, found: DirectForm(data, department=found, author=author), title)


def _of_department(request: HttpRequest, code: str, make: MakeForm, title: StrOrPromise) -> HttpResponse:
    found = get_department_for(access_in(request), code, write=True)
    back = Crumb(found.name, found.get_absolute_url())
    return change_page(request, lambda data: make(data, found), title=title, back=back, label=_("Save"))
