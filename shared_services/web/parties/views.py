"""Agreements, loans and alerts of related parties, as they are read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from establishments.access import Can, access_in, require
from groupe.accounts.models import User
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Kpi
from groupe.kernel.web.tables import build_table
from shared_services.enums import AgreementState, Party
from shared_services.models import Agreement
from shared_services.selectors.lenders import BOUND, Owners, lender_types
from shared_services.selectors.parties import (
    billed_under,
    get_agreement_for,
    get_loan_for,
    visible_agreements,
    visible_loans,
)
from shared_services.selectors.party_alerts import open_alerts, party_alerts
from shared_services.web.parties.columns import (
    AGREEMENTS,
    ALERTS,
    BALANCES,
    BILLED,
    EVIDENCE,
    LOANS,
    NO_AGREEMENT,
    NO_ALERT,
    NO_EVIDENCE,
    NO_LOAN,
    price,
)
from shared_services.web.parties.filters import AgreementFilter, LoanFilter
from shared_services.web.parties.forms import AlertFilter
from shared_services.web.tabs import Tab, tabs

YEARS = 3


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    filters = AgreementFilter(request.GET, queryset=visible_agreements(access))
    table = build_table(request, AGREEMENTS, filters.qs, sort="subject", empty=NO_AGREEMENT, caption=_("Agreements"))
    if file := table.file(_("Agreements")):
        return file
    context = {
        "table": table,
        "filters": filters.form,
        "title": _("Agreements"),
        "open": open_alerts(last_completed_month()),
        "new": reverse("shared_services:agreement-new") if access.whole_group(Can.RUN_SHARES) else "",
        "new_label": _("Draft an agreement"),
    }
    return render(request, "shared_services/parties/list.html", context | _tabs(request, "agreements"))


@require_safe
def loans(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    filters = LoanFilter(request.GET, queryset=visible_loans(access))
    table = build_table(request, LOANS, filters.qs, sort="-principal", empty=NO_LOAN, caption=_("Loans"))
    if file := table.file(_("Loans")):
        return file
    context = {
        "table": table,
        "filters": filters.form,
        "title": _("Loans and current accounts"),
        "new": reverse("shared_services:loan-new") if access.whole_group(Can.RUN_SHARES) else "",
        "new_label": _("Record a loan"),
    }
    return render(request, "shared_services/parties/list.html", context | _tabs(request, "loans"))


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """`?year=` and `?show=open|known|all`."""
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    newest = last_completed_month()
    form = AlertFilter(request.GET, years=[newest.year - back for back in range(YEARS)])
    chosen = form.cleaned_data if form.is_valid() else {}
    found, show = party_alerts(last_of(chosen.get("year") or newest.year)), chosen.get("show") or "open"
    shown = [each for each in found if show == "all" or (each.acknowledged is None) == (show == "open")]
    table = build_table(request, ALERTS, shown, sort="", id="alerts", empty=NO_ALERT, caption=_("Alerts"))
    if file := table.file(_("Alerts")):
        return file
    context = {"table": table, "filters": form, "title": _("Alerts")}
    return render(request, "shared_services/parties/list.html", context | _tabs(request, "alerts"))


def last_of(year: int) -> Month:
    """The last month of a year that is over."""
    return min(last_completed_month(), Month.parse(f"{year}-12"))


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    found = get_agreement_for(access, pk)
    rows = billed_under(found, last_completed_month())
    table = build_table(request, BILLED, rows, sort="", id="billed", caption=_("Billed by month"))
    if file := table.file(f"{found} {_('Billed by month')}"):
        return file
    approvals = {row.side: row for row in found.approvals.select_related("author")}
    context = {
        "agreement": found,
        "table": table,
        "short": _short(found),
        "sides": [(side.label, _side(found, side), approvals.get(side)) for side in Party],
        "evidence": build_table(
            request,
            EVIDENCE,
            found.evidence.all(),
            sort="",
            id="evidence",
            page_key="evidence",
            empty=NO_EVIDENCE,
            exports=False,
            caption=_("Evidence of delivery"),
        ),
        "may_edit": access.whole_group(Can.RUN_SHARES),
        "may_approve": found.state == AgreementState.SIGNED and access.whole_group(Can.APPROVE_SHARES),
        "draft": found.state == AgreementState.DRAFT,
        "in_force": found.state in {AgreementState.SIGNED, AgreementState.APPROVED},
        "one_person": found.one_person_for_both,
        "crumbs": [Crumb(_("Agreements"), reverse("shared_services:agreements"))],
    }
    return render(request, "shared_services/parties/agreement.html", context)


def _short(found: Agreement) -> list[tuple[str, object]]:
    end = formats.day(found.valid_to) if found.valid_to else _("no end")
    rows: list[tuple[str, object]] = [
        (_("Provider"), found.provider),
        (_("Beneficiary"), found.beneficiary),
        (_("Kind"), found.get_kind_display()),
        (_("Price"), price(found)),
        (_("Validity"), f"{formats.day(found.valid_from)} – {end}"),
        (_("Signed on"), formats.day(found.signed_on) if found.signed_on else formats.NOTHING),
    ]
    return [*rows, (_("Department"), found.department)] if found.department else rows


def _side(found: Agreement, side: Party) -> list[tuple[str, object]]:
    user: User | None = getattr(found, f"{side}_user")
    rows: list[tuple[str, object]] = [
        (_("Signatory"), getattr(found, f"{side}_signatory")),
        (_("Function"), getattr(found, f"{side}_function")),
    ]
    return [*rows, (_("Account here"), user)] if user else rows


@require_safe
def loan(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    found = get_loan_for(access, pk)
    balances = found.balances.all()
    table = build_table(request, BALANCES, balances, sort="-month", id="balances", caption=_("Balance by month"))
    if file := table.file(f"{found} {_('Balance by month')}"):
        return file
    newest, day = balances.order_by("-month").first(), last_completed_month().last
    kind = lender_types([found.lender], day)[found.lender_id]
    context = {
        "loan": found,
        "table": table,
        "upward": kind in BOUND and Owners(day).is_upward(found.lender_id, found.borrower_id),
        "type": kind,
        "tiles": [
            Kpi(label=_("Principal"), value=formats.compact_euros(found.principal)),
            Kpi(label=_("Balance"), value=formats.compact_euros(newest.amount if newest else None)),
            Kpi(label=_("Rate"), value=found.rate, unit="%", digits=2),
        ],
        "may_edit": access.whole_group(Can.RUN_SHARES),
        "crumbs": [Crumb(_("Loans"), reverse("shared_services:loans"))],
    }
    return render(request, "shared_services/parties/loan.html", context)


def _tabs(request: HttpRequest, current: str) -> dict[str, list[Tab]]:
    parts = (("agreements", _("Agreements")), ("loans", _("Loans")), ("alerts", _("Alerts")))
    inner = [Tab(label, reverse(f"shared_services:{name}"), name == current) for name, label in parts]
    return {"tabs": tabs(request, "agreements"), "inner": inner}
