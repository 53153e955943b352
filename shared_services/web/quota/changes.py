"""The controller records authorisations, and computes the quotas of a year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from establishments.access import Can, access_in, require
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.web.components import Crumb
from shared_services.web.quota.forms import AuthorisationForm, QuotaForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def authorisation_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author = user_of(request)
    return change_page(
        request,
        lambda data: AuthorisationForm(data, author=author),
        title=_("Record an authorisation"),
        back=_back(),
        label=_("Save"),
        intro=_(
            "The decision of the authority that lets establishments bear head-office costs, for five years at most."
        ),
    )


@read_or_write
def quota_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author = user_of(request)
    return change_page(
        request,
        lambda data: QuotaForm(data, author=author),
        title=_("Compute the quotas of a year"),
        back=_back(),
        label=_("Compute"),
        intro=_("Pro rata to the gross costs of the year before; new establishments count with their budget."),
    )


def _back() -> Crumb:
    return Crumb(_("Quota"), reverse("shared_services:quotas"))
