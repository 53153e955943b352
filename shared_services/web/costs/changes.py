"""What controllers and heads of departments change about costs, keys and direct charges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_stubs_ext import StrOrPromise

from establishments.access import access_in
from establishments.web.structure.editing import change_page
from establishments.web.structure.forms.base import ChangeForm
from groupe.accounts.signed_in import user_of
from groupe.kernel.periods import Month, today
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.tables import build_table
from shared_services.access import get_department_for
from shared_services.models import Department, DirectCharge
from shared_services.selectors.charges import get_charge_for
from shared_services.services.pools import direct_charge_remove
from shared_services.web.costs.columns import PAST
from shared_services.web.costs.forms import ChargeForm, DirectForm, KeyForm, PartForm, YearForm
from shared_services.web.tabs import Tab

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
MakeForm = Callable[[object, Department], ChangeForm]
# Years that the page offers before the present one; the next one is budgeted.
BACK = 3


@read_or_write
def costs(request: HttpRequest, code: str) -> HttpResponse:
    """`?year=`: twelve months of actual cost and budget, typed or pasted."""
    found = get_department_for(access_in(request), code, write=True)
    years = range(today().year - BACK, today().year + 2)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else today().year
    here = reverse("shared_services:department-costs", args=[code])
    return change_page(
        request,
        lambda data: YearForm(data, department=found, year=year),
        title=_("Costs of %(year)s") % {"year": year},
        back=_back(found),
        label=_("Save"),
        done=f"{here}?year={year}",
        template="shared_services/costs/year.html",
        extra={"years": [Tab(str(each), f"{here}?year={each}", each == year) for each in years]},
    )


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


@read_or_write
def charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Corrects the amount; what it was before stands below."""
    found = get_charge_for(access_in(request), pk, write=True)
    author, event_model = user_of(request), _events()
    past = event_model.objects.filter(pgh_obj_id=pk).order_by("-pgh_id")
    table = build_table(request, PAST, list(past), sort="", id="past", exports=False, caption=_("History"))
    return change_page(
        request,
        lambda data: ChargeForm(data, charge=found, author=author),
        title=_("Correct a direct charge"),
        back=Crumb(_("Direct charges"), reverse("shared_services:department-charges", args=[found.department.code])),
        label=_("Correct"),
        intro=f"{found.establishment.name} · {formats.month(Month.of(found.month))}",
        above=[_back(found.department)],
        template="shared_services/costs/charge.html",
        extra={"past": table, "charge": found},
    )


@require_POST
def charge_removed(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_charge_for(access_in(request), pk, write=True)
    direct_charge_remove(charge=found)
    messages.success(request, _("The direct charge is removed."))
    return redirect("shared_services:department-charges", found.department.code)


def _events() -> Any:
    return getattr(DirectCharge, "pgh_event_model")  # noqa: B009 - set by pghistory


def _back(found: Department) -> Crumb:
    return Crumb(found.name, found.get_absolute_url())


def _of_department(request: HttpRequest, code: str, make: MakeForm, title: StrOrPromise) -> HttpResponse:
    found = get_department_for(access_in(request), code, write=True)
    return change_page(request, lambda data: make(data, found), title=title, back=_back(found), label=_("Save"))
