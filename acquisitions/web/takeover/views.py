"""The takeover of a file: what would be opened, what was, and the three moves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.access import approves, get_deal_for, works_on
from acquisitions.models import Deal
from acquisitions.routes import routes
from acquisitions.selectors.gates import missing_before
from acquisitions.selectors.takeovers import entity_line, may_be_undone, site_lines, takeover_of
from acquisitions.services.gates import own_gate
from acquisitions.services.rooms import entered
from acquisitions.services.takeover import takeover_record, takeover_undo
from acquisitions.web.pipeline.gates import seen
from acquisitions.web.room import room
from acquisitions.web.takeover.forms import PrepareForm
from establishments.access import access_in
from establishments.web.people.lists import link_of
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotAllowed
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb


@require_safe
def takeover(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_deal_for(access_in(request), code))


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    author = user_of(request)
    return change_page(
        request, lambda data: PrepareForm(data, deal=found, author=author), title=_("Prepare the takeover"),
        back=Crumb(found.name, reverse("acquisitions:takeover", args=[found.code])), label=_("Keep"),
        intro=_("Nothing is opened yet: somebody who does not work on the file confirms it."),
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    found = get_deal_for(access, code)
    if not approves(access, found):
        raise NotAllowed(_("Your role does not allow this here."))
    try:
        takeover_record(deal=found, author=user_of(request), link_of=link_of(request), expected=seen(request))
    except DomainError as error:
        if error.status != 422:
            raise
        return _page(request, found, error.message)
    messages.success(request, _("%(name)s is a part of the group.") % {"name": found.name})
    return redirect("acquisitions:takeover", code=found.code)


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    found = get_deal_for(access_in(request), code, write=True)
    try:
        takeover_undo(
            deal=found, word=request.POST.get("reason", ""), author=user_of(request), expected=seen(request)
        )  # fmt: skip
    except DomainError as error:
        if error.status != 422:
            raise
        return _page(request, found, error.message)
    messages.success(request, _("The takeover is undone: all stands as before."))
    return redirect("acquisitions:takeover", code=found.code)


def _page(request: HttpRequest, found: Deal, refusal: str = "") -> HttpResponse:
    """With a refusal it is a 422 that says why."""
    access, user = access_in(request), user_of(request)
    entered(deal=found, user=user, what="takeover")
    known, working = takeover_of(found), works_on(access, found)
    waiting = known is not None and found.open
    own = known is not None and (known.prepared_by_id == user.pk or own_gate(found, found.stage, user))
    missing = missing_before(found, routes()[found.route].takeover) if found.open else []
    context = room(request, found, "takeover") | {
        "takeover": known,
        "entity": entity_line(known) if known else "",
        "sites": site_lines(known) if known else [],
        "missing": [item for _stage, item in missing if not (known and item.target == "judgment_on")],
        "may_prepare": working and found.open,
        "may_confirm": waiting and approves(access, found) and not own,
        "own": waiting and own,
        "may_undo": known is not None and working and may_be_undone(known),
        "refusal": refusal,
        "confirm_url": f"{reverse('acquisitions:takeover-confirm', args=[found.code])}?revision={found.revision}",
        "question": _("Open everything on %(day)s?") % {"day": formats.day(known.entry_on)} if known else "",
    }
    return render(request, "acquisitions/takeover/takeover.html", context, status=422 if refusal else 200)
