"""Levers, terms and the thesis: each save is the next version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from acquisitions.access import get_deal_for
from acquisitions.models import Deal, RecoveryPlan
from acquisitions.selectors.plans import Valued, drafted, valued, version_of
from acquisitions.services.plans import thesis_mark
from acquisitions.services.rooms import entered
from acquisitions.web.plan.columns import LEVERS, curve_tiles, lever_rows
from acquisitions.web.plan.drawing import waterfall_figure
from acquisitions.web.plan.forms import LeversForm, TermsForm
from acquisitions.web.plan.views import NO_LEVER, plan_crumb, room_crumb
from acquisitions.web.room import room
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError
from groupe.kernel.web.tables import build_table

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def levers(request: HttpRequest, code: str) -> HttpResponse:
    """Each change shows at once what the levers bring; `add` gives one more, Save makes the next version."""
    deal, author = _working(request, code), user_of(request)
    newest = version_of(deal)
    form = LeversForm(request.POST if request.method == "POST" else None, deal=deal, newest=newest)
    if request.method != "POST":
        return _page(request, deal, form, valued(newest) if newest else drafted(deal, form.before))
    if request.POST.get("add") and "more" in request.POST:
        form.add(request.POST["add"])
        return _page(request, deal, form, None)
    if "preview" in request.POST:
        return _page(request, deal, form, _tried(form, author))
    if form.is_valid():
        try:
            row = form.save(author)
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("Version %(number)s is saved.") % {"number": row.number})
            return redirect("acquisitions:plan", code=deal.code)
    return _page(request, deal, form, None, status=422)


@read_or_write
def terms(request: HttpRequest, code: str) -> HttpResponse:
    deal, author = _working(request, code), user_of(request)
    newest: RecoveryPlan | None = version_of(deal)
    return change_page(
        request,
        lambda data: TermsForm(data, deal=deal, newest=newest, author=author),
        title=_("Price, jobs and cash"),
        back=plan_crumb(deal),
        above=[room_crumb(deal)],
        label=_("Save as the next version"),
        intro=_("The price is paid by the group: it is not in the cash of the target."),
    )


@require_POST
def thesis(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = _working(request, code)
    try:
        thesis_mark(deal=deal, number=number, author=user_of(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Version %(number)s is the thesis from now on.") % {"number": number})
    return redirect("acquisitions:plan", code=deal.code)


def _working(request: HttpRequest, code: str) -> Deal:
    deal = get_deal_for(access_in(request), code, write=True)
    entered(deal=deal, user=user_of(request), what="plan")
    return deal


def _tried(form: LeversForm, author: User) -> Valued | None:
    """What would come of it; nothing stays written. None where something is wrong, which the form then tells."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            found = valued(form.save(author))
            transaction.set_rollback(True)
    except DomainError as error:
        form.blame(error)
        return None
    return found


def _page(
    request: HttpRequest, deal: Deal, form: LeversForm, found: Valued | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        **room(request, deal, "plan"),
        "form": form,
        "wrong": form.errors() if request.method == "POST" and found is None else [],
        "found": found,
    }
    if found and found.figures:
        told = found.figures.base.outcome
        context |= {
            "tiles": curve_tiles(found.figures.base),
            "effects": build_table(
                request, LEVERS, lever_rows(told), sort="", id="effects", empty=NO_LEVER, exports=False,
                caption=_("What each lever brings"),
            ),
            "waterfall": waterfall_figure(told),
        }  # fmt: skip
    return render(request, "acquisitions/plan/levers.html", context, status=status)
