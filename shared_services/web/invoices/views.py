"""Invoices: the list, one of them and its PDF; VAT statuses; invoicing a run."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from establishments.access import Can, access_in, require, require_anywhere
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb, Empty, Kpi
from groupe.kernel.web.tables import Column, build_table
from shared_services.documents.invoice import invoice_pdf
from shared_services.models import VatStatus
from shared_services.selectors.invoices import get_invoice_for, visible_invoices
from shared_services.selectors.runs import get_run_for
from shared_services.services.invoices import run_invoice
from shared_services.web.invoices.forms import VatForm
from shared_services.web.tabs import tabs

INVOICES = (
    Column(
        "number",
        gettext_lazy("Invoice number"),
        value=lambda row: row.reference,
        href=lambda row: row.get_absolute_url(),
    ),
    Column("total", gettext_lazy("Total"), "euros", digits=2),
    Column("issued_on", gettext_lazy("Issued on"), "day", order=("issued_on", "pk")),
    Column("month", gettext_lazy("Month"), "month", order=("month",)),
    Column("seller", gettext_lazy("From"), order=("seller__name",), wrap=True),
    Column("buyer", gettext_lazy("To"), order=("buyer__name",), wrap=True),
    Column("net", gettext_lazy("Net"), "euros", order=("net",), digits=2),
)
LINES = (
    Column(
        "department", gettext_lazy("Pooled department"), value=lambda line: line.department, order=("department__name",)
    ),
    Column(
        "establishment", gettext_lazy("Establishment"), order=("establishment__name",), wrap=True,
        value=lambda line: line.establishment.name,
        href=lambda line: reverse("establishments:detail", args=[line.establishment.code]),
    ),
    Column("vat", gettext_lazy("VAT"), value=lambda line: line.get_vat_kind_display(), wrap=True),
    Column("amount", gettext_lazy("Amount"), "euros", order=("amount",), digits=2),
)  # fmt: skip
STATUSES = (
    Column(
        "department", gettext_lazy("Pooled department"), value=lambda row: row.department, order=("department__name",)
    ),
    Column("member", gettext_lazy("Member"), value=lambda row: row.member, order=("member__name",), wrap=True),
    Column("kind", gettext_lazy("VAT"), value=lambda row: row.get_kind_display(), order=("kind",), wrap=True),
    Column("rate", gettext_lazy("Rate"), "percent", value=lambda row: row.rate / 100, order=("rate",), digits=1),
    Column("valid_from", gettext_lazy("From"), "day", order=("valid",)),
    Column("valid_to", gettext_lazy("To"), "day"),
    Column("evidence", gettext_lazy("Evidence"), wrap=True),
    Column("author", gettext_lazy("Recorded by"), wrap=True),
)
NO_INVOICE = Empty(
    title=gettext_lazy("No invoice yet"), icon="document-text",
    text=gettext_lazy("Invoices of approved shares show here; you see those that bill your establishments alone."),
)  # fmt: skip
NO_STATUS = Empty(
    title=gettext_lazy("No VAT status yet"), icon="scale",
    text=gettext_lazy("Record what your tax adviser decided for each department and member: nothing is assumed."),
)  # fmt: skip


@require_safe
def invoices(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    rows = visible_invoices(access)
    table = build_table(request, INVOICES, rows, sort="-issued_on", empty=NO_INVOICE, caption=_("Invoices"))
    if file := table.file(_("Invoices")):
        return file
    context = {"table": table, "tabs": tabs(request, "invoices"), "sees_vat": access.whole_group(Can.SEE_SHARED)}
    return render(request, "shared_services/invoices/list.html", context)


@require_safe
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_invoice_for(access, pk)
    rows = found.lines.select_related("department", "establishment")
    table = build_table(request, LINES, rows, sort="department", id="lines", caption=found.reference)
    if file := table.file(found.reference):
        return file
    context = {
        "invoice": found,
        "table": table,
        "tiles": [
            Kpi(label=_("Net"), value=found.net, unit="€", digits=2),
            Kpi(label=_("VAT"), value=found.vat, unit="€", digits=2),
            Kpi(label=_("Total"), value=found.total, unit="€", digits=2),
        ],
        "facts": [
            (_("From"), found.seller),
            (_("To"), found.buyer),
            (_("Issued on"), formats.day(found.issued_on)),
            (_("Due on"), formats.day(found.due_on)),
            (_("Recorded by"), found.author or formats.NOTHING),
        ],
        "sees_run": access.whole_group(Can.SEE_SHARED),
        "crumbs": [Crumb(_("Invoices"), reverse("shared_services:invoices"))],
    }
    return render(request, "shared_services/invoices/invoice.html", context)


@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Factur-X: for people and for programs."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    found = get_invoice_for(access, pk)
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}.pdf"'}
    return HttpResponse(invoice_pdf(found), content_type="application/pdf", headers=headers)


@require_POST
def run_invoiced(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    require(access, Can.RUN_SHARES)
    run = get_run_for(access, pk)
    author = user_of(request)
    try:
        count = len(run_invoice(run=run, author=author))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(run)
    done = ngettext("%(count)s invoice is out.", "%(count)s invoices are out.", count) % {"count": count}
    messages.success(request, done)
    return redirect("shared_services:invoices")


@require_safe
def vat_statuses(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require(access, Can.SEE_SHARED)
    rows = VatStatus.objects.select_related("department", "member", "author")
    table = build_table(request, STATUSES, rows, sort="department", empty=NO_STATUS, caption=_("VAT statuses"))
    if file := table.file(_("VAT statuses")):
        return file
    context = {
        "table": table,
        "may_edit": access.whole_group(Can.RUN_SHARES),
        "crumbs": [Crumb(_("Invoices"), reverse("shared_services:invoices"))],
    }
    return render(request, "shared_services/invoices/vat.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vat_new(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.RUN_SHARES)
    author = user_of(request)
    return change_page(
        request,
        lambda data: VatForm(data, author=author),
        title=_("Record a VAT status"),
        back=Crumb(_("VAT statuses"), reverse("shared_services:vat")),
        label=_("Save"),
        intro=_("The product never decides it: check with your tax adviser."),
    )
