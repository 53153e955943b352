"""What the controller and heads change about departments, and the figures that they send to the reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishments.access import Can, access_in, require
from establishments.services.structure.checks import refused
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb
from shared_services.access import get_department_for
from shared_services.services.figures import figures_write
from shared_services.web.departments.forms import DepartmentForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def department_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    back = Crumb(_("Pooled departments"), reverse("shared_services:list"))
    return change_page(request, DepartmentForm, title=_("Open a department"), back=back, label=_("Save"))


@read_or_write
def department_edit(request: HttpRequest, code: str) -> HttpResponse:
    """A head changes what it does and its team; the rest is the controller's."""
    access = access_in(request)
    found = get_department_for(access, code, write=True)
    whole = access.whole_group(Can.RUN_SHARES)
    back = Crumb(found.name, found.get_absolute_url())
    return change_page(
        request,
        lambda data: DepartmentForm(data, department=found, whole=whole),
        title=_("Describe the department"),
        back=back,
        label=_("Save"),
    )


@require_POST
def department_figures(request: HttpRequest, code: str) -> HttpResponse:
    """What the requests of the last month come to, into the draft of the report now."""
    found = get_department_for(access_in(request), code, write=True)
    if found.site is None:
        raise refused("site", _("No establishment reports for this department."))
    month = last_completed_month()
    author = user_of(request)
    told = figures_write(site=found.site, month=month, author=author)
    named = {"site": found.site.name, "month": formats.month(month), "why": told.refusal}
    if told.refusal:
        messages.error(request, _("The report of %(site)s for %(month)s is left as it is: %(why)s") % named)
    elif told.written:
        messages.success(request, _("The draft of %(site)s for %(month)s tells the requests.") % named)
    else:
        messages.info(request, _("The report of %(site)s for %(month)s needs no change.") % named)
    return redirect(found)
