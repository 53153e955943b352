"""What a department charged directly, and what it was shared by, day by day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require_anywhere
from groupe.kernel.errors import NotAllowed
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import build_table
from shared_services.access import get_department_for, runs, sees_costs
from shared_services.models import PoolShare
from shared_services.selectors.charges import visible_charges, visible_keys
from shared_services.selectors.unit_costs import unit_costs
from shared_services.web.costs.columns import KEYS, NO_CHARGE, NO_KEY, NO_PART, NO_UNIT, PARTS, UNITS, charge_columns
from shared_services.web.costs.drawing import units_figure


@require_safe
def charges(request: HttpRequest, code: str) -> HttpResponse:
    """All of the department for who reads its costs; else those of one's own establishments."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_department_for(access, code)
    may_edit = runs(access, found)
    rows = visible_charges(access).filter(department=found)
    columns, title = charge_columns(may_edit=may_edit), _("Direct charges")
    table = build_table(request, columns, rows, sort="-month", id="charges", empty=NO_CHARGE, caption=title)
    if file := table.file(f"{found} {title}"):
        return file
    context = {
        "department": found,
        "table": table,
        "may_edit": may_edit,
        "crumbs": [Crumb(found.name, found.get_absolute_url())],
    }
    return render(request, "shared_services/costs/charges.html", context)


@require_safe
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """Its keys, and the parts that other departments use, newest first."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_department_for(access, code)
    rows = visible_keys(access).filter(department=found)
    table = build_table(request, KEYS, rows, sort="-valid_from", id="keys", empty=NO_KEY, caption=_("Keys"))
    if file := table.file(f"{found} {_('Keys')}"):
        return file
    parts = None
    if sees_costs(access, found):
        given = PoolShare.objects.filter(giver=found).select_related("receiver")
        parts = build_table(
            request, PARTS, given, sort="-valid_from", id="parts", empty=NO_PART, exports=False,
            caption=_("Used by others"),
        )  # fmt: skip
    context = {
        "department": found,
        "table": table,
        "parts": parts,
        "may_edit": runs(access, found),
        "crumbs": [Crumb(found.name, found.get_absolute_url())],
    }
    return render(request, "shared_services/costs/keys.html", context)


@require_safe
def units(request: HttpRequest, code: str) -> HttpResponse:
    """Cost per unit of its key, over the months that were charged."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_department_for(access, code)
    if not sees_costs(access, found):
        raise NotAllowed(_("Your role does not allow this here."))
    rows, title = unit_costs(found, last_completed_month()), _("Cost per unit")
    table = build_table(request, UNITS, rows, sort="", id="units", empty=NO_UNIT, caption=title)
    if file := table.file(f"{found} {title}"):
        return file
    context = {
        "department": found,
        "table": table,
        "chart": units_figure(rows),
        "crumbs": [Crumb(found.name, found.get_absolute_url())],
    }
    return render(request, "shared_services/costs/units.html", context)
