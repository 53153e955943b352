"""The page of the group with and without a target."""

from __future__ import annotations

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from acquisitions.access import get_deal_for
from acquisitions.services.rooms import entered
from acquisitions.web.room import room
from establishments.access import Access, Can, access_in
from groupe.accounts.signed_in import user_of
from groupe.consolidation.access import get_scope_for, readable_codes, validated_only
from groupe.consolidation.selectors import span
from groupe.kernel.errors import NotVisible
from groupe.kernel.web import formats
from groupe.kernel.web.tables import Column, build_table
from groupe.web.figures.choice import usual_month
from groupe.web.targets.selector import Line, known, side_by_side

COLUMNS = (
    Column("name", gettext_lazy("Figure")),
    Column("group", gettext_lazy("The group"), value=lambda line: _told(line, line.group)),
    Column("target", gettext_lazy("The target"), value=lambda line: _told(line, line.target)),
    Column("together", gettext_lazy("The group with the target"), value=lambda line: _told(line, line.together)),
)


def _told(line: Line, value: Fraction | None) -> str:
    return formats.quantity(value, line.unit, line.digits)


@require_safe
def with_group(request: HttpRequest, code: str) -> HttpResponse:
    """For who is named in the room and reads all figures of the group; nothing is written but that they came."""
    access = access_in(request)
    deal = get_deal_for(access, code)
    if not _reads_group(access):
        raise NotVisible(_("This page does not exist."))
    entered(deal=deal, user=user_of(request), what="with the group")
    months = span()
    lines: list[Line] = []
    last = None
    if months is not None:
        last = usual_month(get_scope_for(access, "group"), *months)
        lines = side_by_side(deal, last)
    context = {
        **room(request, deal, "plan"),
        "table": build_table(request, COLUMNS, lines, sort="", exports=False, caption=_("With and without the target")),
        "last": last,
        "known": known(lines),
    }
    return render(request, "web/targets/with_group.html", context)


def _reads_group(access: Access) -> bool:
    return (
        access.whole_group(Can.SEE_FIGURES)
        and readable_codes(access, "group") is None
        and not validated_only(access, "group")
    )
