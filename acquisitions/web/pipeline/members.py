"""The wall of a file: who is named in its room, and who opened what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acquisitions.access import get_deal_for, leads
from acquisitions.models import Deal
from acquisitions.services.rooms import entered, member_leave
from acquisitions.web.pipeline.member_form import MemberForm
from acquisitions.web.room import room
from acquisitions.web.tabs import ROOM
from establishments.access import Access, access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import Column, build_table

PAGES = dict(ROOM)
LOG = (
    Column("at", gettext_lazy("When"), "moment", order=("at",)),
    Column("user", gettext_lazy("Who"), value=lambda row: str(row.user), order=("user__name",)),
    Column("what", gettext_lazy("What"), value=lambda row: PAGES.get(row.what, row.what), order=("what",)),
)


@require_safe
def members(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    found = get_deal_for(access, code)
    entered(deal=found, user=user_of(request), what="members")
    rows = found.accesses.select_related("user")
    table = build_table(request, LOG, rows, sort="-at", caption=_("Who opened what"))
    if file := table.file(f"{found.code} {_('Who opened what')}"):
        return file
    context = room(request, found, "members") | {
        "members": found.members.select_related("user", "added_by").order_by("left_on", "since", "pk"),
        "table": table,
        "leads": leads(access, found),
    }
    return render(request, "acquisitions/pipeline/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    found = get_deal_for(access, code, write=True)
    _lead_only(access, found)
    author = user_of(request)
    back = Crumb(found.name, reverse("acquisitions:members", args=[found.code]))
    return change_page(
        request, lambda data: MemberForm(data, deal=found, author=author), title=_("Name a person"), back=back,
        label=_("Name"), intro=_("Whoever is named sees the whole file, its documents and its price."),
    )  # fmt: skip


@require_POST
def leave(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    access = access_in(request)
    found = get_deal_for(access, code, write=True)
    _lead_only(access, found)
    row = found.members.filter(pk=pk).first()
    if row is None:
        raise NotVisible(_("There is no such member."))
    member_leave(deal=found, member=row, author=user_of(request))
    messages.success(request, _("%(person)s no longer sees this file.") % {"person": row.user})
    return redirect("acquisitions:members", code=found.code)


def _lead_only(access: Access, deal: Deal) -> None:
    if not leads(access, deal):
        raise NotAllowed(_("Who leads the file names the members of its room."))
