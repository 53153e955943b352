"""The page of an integration: how far it is, the plan over its days, each action with its next move."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.access import get_deal_for, works_on
from acquisitions.models import Deal, IntegrationAction
from acquisitions.services.integration import action_move, action_remove
from acquisitions.services.rooms import entered
from acquisitions.web.integration.forms import ActionForm
from acquisitions.web.integration.words import Line, chart_of, lines_of, tiles_of
from acquisitions.web.pipeline.gates import seen
from acquisitions.web.room import room
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotAllowed, NotVisible
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def integration(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_deal_for(access_in(request), code))


@read_or_write
def action_new(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author = user_of(request)
    return change_page(
        request, lambda data: ActionForm(data, deal=found, author=author), title=_("Add an action"),
        back=_back(found), label=_("Add"),
    )  # fmt: skip


@read_or_write
def action_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author, action = user_of(request), _action(found, pk)
    return change_page(
        request, lambda data: ActionForm(data, deal=found, author=author, action=action), title=_("Change an action"),
        back=_back(found), label=_("Save"),
    )  # fmt: skip


@require_POST
def move(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """By who works on the file, or who owns the action."""
    access, user = access_in(request), user_of(request)
    found = get_deal_for(access, code)
    action = _action(found, pk)
    if not works_on(access, found) and action.owner_id != user.pk:
        raise NotAllowed(_("You read this file only."))
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "")
    try:
        action_move(action=action, state=state, reason=reason, author=user, expected=seen(request))
    except DomainError as error:
        if error.status != 422:
            raise
        return _page(request, found, error.message)
    return redirect("acquisitions:integration", code=found.code)


@require_POST
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    action_remove(action=_action(found, pk), author=user_of(request))
    messages.success(request, _("The action is taken out of the plan."))
    return redirect("acquisitions:integration", code=found.code)


def _action(deal: Deal, pk: int) -> IntegrationAction:
    row = deal.actions.select_related("deal", "owner").filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such action in this file."))
    return row


def _back(deal: Deal) -> Crumb:
    return Crumb(deal.name, reverse("acquisitions:integration", args=[deal.code]))


def _page(request: HttpRequest, found: Deal, refusal: str = "") -> HttpResponse:
    """With a refusal it is a 422 that says why."""
    access, user = access_in(request), user_of(request)
    entered(deal=found, user=user, what="integration")
    working = works_on(access, found)
    lines = lines_of(found, user, working=working)
    context = room(request, found, "integration") | {
        "tiles": tiles_of(found, lines),
        "chart": chart_of(lines) if lines else None,
        "streams": _by_stream(lines),
        "may_work": working,
        "refusal": refusal,
    }
    return render(request, "acquisitions/integration/integration.html", context, status=422 if refusal else 200)


def _by_stream(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    names = list(dict.fromkeys(line.stream for line in lines))
    return [(name, [line for line in lines if line.stream == name]) for name in names]
