"""Short writes of a room: moves, answers to a gate, what is taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acquisitions.access import approves, get_deal_for
from acquisitions.models import Deal, DealTarget
from acquisitions.services.describing import target_remove
from acquisitions.services.gates import approval_ask, approval_decide, check_make, check_undo
from acquisitions.services.moving import deal_move, deal_reopen
from acquisitions.web.pipeline.room import deal_page
from establishments.access import access_in
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotAllowed, NotVisible

WORK = {"check": check_make, "ask": approval_ask}


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """From the board and the room alike; a closed gate comes back as the room, saying what is missing."""
    access = access_in(request)
    found = get_deal_for(access, code, write=True)
    try:
        deal_move(
            deal=found, stage=request.POST.get("stage", ""), author=user_of(request),
            reason=request.POST.get("reason", ""), expected=seen(request),
        )  # fmt: skip
    except DomainError as error:
        if error.status != 422:
            raise
        return deal_page(request, access, found, refusal=error.message)
    messages.success(request, _("%(file)s is moved.") % {"file": found.name})
    return redirect("acquisitions:board" if request.GET.get("board") else found)


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    found = get_deal_for(access, code, write=True)
    try:
        deal_reopen(deal=found, word=request.POST.get("reason", ""), author=user_of(request), expected=seen(request))
    except DomainError as error:
        if error.status != 422:
            raise
        return deal_page(request, access, found, refusal=error.message)
    messages.success(request, _("The file lives again."))
    return redirect(found)


@require_POST
def answer(request: HttpRequest, code: str, stage: str, item: str, verb: str) -> HttpResponse:
    """A check, or an approval asked for or decided."""
    access = access_in(request)
    found = get_deal_for(access, code, write=verb in {"check", "undo", "ask"})
    try:
        _answered(found, stage, item, verb, request.POST.get("note", ""), user_of(request), approves(access, found))
    except DomainError as error:
        if error.status != 422:
            raise
        return deal_page(request, access, found, refusal=error.message)
    messages.success(request, _("Done."))
    return redirect(found)


@require_POST
def target_drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    target_remove(deal=found, target=target_of(found, pk))
    messages.success(request, _("The site is taken out of the file."))
    return redirect(found)


def target_of(deal: Deal, pk: int) -> DealTarget:
    row = deal.targets.filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such site in this file."))
    return row


def seen(request: HttpRequest) -> int | None:
    """The revision that the page was read at."""
    told = request.GET.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def _answered(deal: Deal, stage: str, item: str, verb: str, note: str, author: User, may: bool) -> None:
    if verb in WORK:
        WORK[verb](deal=deal, stage=stage, item=item, note=note, author=author)
    elif verb == "undo":
        check_undo(deal=deal, stage=stage, item=item, author=author)
    elif verb in {"approve", "refuse"}:
        if not may:
            raise NotAllowed(_("Your role does not allow this here."))
        approval_decide(deal=deal, stage=stage, item=item, approve=verb == "approve", note=note, author=author)
    else:
        raise NotVisible(_("There is no such move."))
