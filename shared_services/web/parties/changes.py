"""What controllers and executives change about agreements, loans and alerts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_stubs_ext import StrOrPromise

from establishments.access import Can, access_in, require
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import last_completed_month
from groupe.kernel.web.components import Crumb
from shared_services.selectors.parties import get_agreement_for, get_loan_for
from shared_services.selectors.party_alerts import party_alerts
from shared_services.web.parties.forms import (
    AcknowledgeForm,
    AgreementForm,
    ApproveForm,
    BalanceForm,
    EndForm,
    EvidenceForm,
    LoanForm,
    OfAgreement,
    SignForm,
)
from shared_services.web.parties.views import YEARS, last_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def agreement_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author = user_of(request)
    return change_page(
        request,
        lambda data: AgreementForm(data, author=author),
        title=_("Draft an agreement"),
        back=_agreements(),
        label=_("Save"),
        intro=_("Two people sign it, one for each side; then each side’s body approves it."),
    )


@read_or_write
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    require(access, Can.RUN_SHARES)
    found = get_agreement_for(access, pk)
    return change_page(
        request,
        lambda data: AgreementForm(data, author=author, agreement=found),
        title=_("Change the draft"),
        back=Crumb(found.subject, found.get_absolute_url()),
        above=[_agreements()],
        label=_("Save"),
    )


@read_or_write
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    return _of_agreement(request, pk, SignForm, _("Signed by both"), Can.RUN_SHARES)


@read_or_write
def agreement_approve(request: HttpRequest, pk: int) -> HttpResponse:
    intro = _("Nobody approves for both parties: another person records the approval of the other side.")
    return _of_agreement(request, pk, ApproveForm, _("Record an approval"), Can.APPROVE_SHARES, intro)


@read_or_write
def agreement_end(request: HttpRequest, pk: int) -> HttpResponse:
    return _of_agreement(request, pk, EndForm, _("End the agreement"), Can.RUN_SHARES)


@read_or_write
def evidence_new(request: HttpRequest, pk: int) -> HttpResponse:
    return _of_agreement(request, pk, EvidenceForm, _("Add evidence of delivery"), Can.RUN_SHARES)


@read_or_write
def loan_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author, back = user_of(request), Crumb(_("Loans"), reverse("shared_services:loans"))
    return change_page(
        request, lambda data: LoanForm(data, author=author), title=_("Record a loan"), back=back, label=_("Save")
    )


@read_or_write
def loan_balance(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.RUN_SHARES)
    found = get_loan_for(access, pk)
    back = Crumb(str(found), found.get_absolute_url())
    return change_page(
        request, lambda data: BalanceForm(data, loan=found), title=_("Tell a balance"), back=back, label=_("Save")
    )


@read_or_write
def alert(request: HttpRequest, key: str) -> HttpResponse:
    """Why an alert may stay; of the year that its key names, else of the current one."""
    access, author = access_in(request), user_of(request)
    require(access, Can.APPROVE_SHARES)
    newest = last_completed_month().year
    tail = key.rpartition("-")[2]
    year = int(tail) if tail.isdigit() and newest - YEARS < int(tail) <= newest else newest
    found = next((each for each in party_alerts(last_of(year)) if each.key == key), None)
    if found is None:
        raise NotVisible(_("There is no such alert."))
    return change_page(
        request,
        lambda data: AcknowledgeForm(data, finding=found, author=author),
        title=found.kind.label.capitalize(),
        back=Crumb(_("Alerts"), reverse("shared_services:alerts")),
        above=[_agreements()],
        label=_("Acknowledge"),
        intro=found.detail,
    )


def _of_agreement(
    request: HttpRequest, pk: int, form: type[OfAgreement], title: StrOrPromise, can: Can, intro: StrOrPromise = ""
) -> HttpResponse:
    access, author = access_in(request), user_of(request)
    require(access, can)
    found = get_agreement_for(access, pk)
    return change_page(
        request,
        lambda data: form(data, agreement=found, author=author),
        title=title,
        back=Crumb(found.subject, found.get_absolute_url()),
        above=[_agreements()],
        label=_("Save"),
        intro=intro,
    )


def _agreements() -> Crumb:
    return Crumb(_("Agreements"), reverse("shared_services:agreements"))
