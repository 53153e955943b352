"""The room of a file: what it is about, what its gate still asks for, what happened."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acquisitions.access import approves, get_deal_for, leads, works_on
from acquisitions.enums import Answer, DealState, ItemKind, LostReason
from acquisitions.models import Deal
from acquisitions.routes import routes
from acquisitions.selectors.gates import ItemState, gate_of, stage_of
from acquisitions.services.gates import own_gate
from acquisitions.services.rooms import entered
from acquisitions.web.pipeline.words import TONES, facts_of, site_rows, story_of
from acquisitions.web.room import room
from establishments.access import Access, access_in
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of


@require_safe
def deal(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    return deal_page(request, access, get_deal_for(access, code))


def deal_page(request: HttpRequest, access: Access, found: Deal, refusal: str = "") -> HttpResponse:
    """The overview; with a refusal it is a 422 that says what is missing."""
    user = user_of(request)
    entered(deal=found, user=user, what="deal")
    stage, working = stage_of(found), works_on(access, found)
    stages = routes()[found.route].stages
    following = [each for each in stages if each.position == stage.position + 1]
    context = room(request, found, "deal") | {
        "stage": stage,
        "stages": [(each, each.position < stage.position, each == stage) for each in stages],
        "gate": [_line(state, access, found, user, working=working) for state in gate_of(found)],
        "next": following[0] if following else None,
        "earlier": [each for each in stages if each.position < stage.position],
        "facts": facts_of(found),
        "sites": site_rows(found),
        "story": story_of(found),
        "state_tone": TONES.get(found.state, ""),
        "may_work": working and found.open,
        "may_move": working and found.state != DealState.LOST,
        "may_reopen": working and found.state == DealState.LOST,
        "leads": leads(access, found),
        "reasons": LostReason.choices,
        "refusal": refusal,
    }
    return render(request, "acquisitions/pipeline/deal.html", context, status=422 if refusal else 200)


def _line(state: ItemState, access: Access, found: Deal, user: User, *, working: bool) -> dict[str, Any]:
    """An item with what the reader may do about it."""
    answer, kind = state.answer, state.item.kind
    verbs: list[str] = []
    if working and kind == ItemKind.CHECK:
        verbs.append("undo" if answer else "check")
    if kind == ItemKind.APPROVAL and answer and answer.answer == Answer.ASKED and approves(access, found):
        verbs += [] if own_gate(found, answer.stage, user) else ["approve", "refuse"]
    if working and kind == ItemKind.APPROVAL and (answer is None or answer.answer == Answer.REFUSED):
        verbs.append("ask")
    told = answer.get_answer_display() if answer and kind == ItemKind.APPROVAL else ""
    return {"item": state.item, "met": state.met, "answer": answer, "verbs": verbs, "told": told, "hint": _hint(kind)}


def _hint(kind: ItemKind) -> str:
    return {
        ItemKind.FIELD: _("told in the description"),
        ItemKind.DOCUMENT: _("a document to add"),
        ItemKind.CONDITION: "",
        ItemKind.CHECK: _("a check to make"),
        ItemKind.APPROVAL: _("approved by somebody else"),
    }[kind]
