"""What controllers and executives change about runs."""

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
from groupe.kernel.web.components import Crumb
from shared_services.selectors.runs import get_run_for
from shared_services.services.runs import run_approve, run_cancel
from shared_services.web.runs.forms import RunForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


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
