"""Requests to the seller, and the list of what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from acquisitions.documents.missing import missing_pdf
from acquisitions.models import Deal, SellerRequest
from acquisitions.routes.diligence import items
from acquisitions.selectors.diligence import Missing, missing_of
from acquisitions.web.diligence.forms import AnswerRequestForm, RemindForm, RequestForm
from acquisitions.web.diligence.opening import back_to, opened, shown
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb, Empty, Tone
from groupe.kernel.web.exports import attached
from groupe.kernel.web.tables import Column, build_table

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
NOTHING_MISSING = Empty(
    title=gettext_lazy("Nothing is missing"),
    text=gettext_lazy("All that was asked of the seller is here, or nothing was asked yet."),
)


def state_of(request: SellerRequest) -> tuple[str, Tone]:
    """Where a request stands, in a word."""
    if request.answered_on is not None:
        return pgettext("request to the seller", "answered"), "ok"
    return (_("late"), "bad") if request.due_on < today() else (_("waiting"), "warn")


@require_safe
def requests(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code)
    rows = deal.requests.select_related("author").prefetch_related("lines__document").order_by("-number")
    told = [
        {
            "row": row,
            "state": state_of(row),
            "lines": [(items()[line.code].label, line) for line in row.lines.all() if line.code in items()],
        }
        for row in rows
    ]
    context = shown(request, deal, "diligence-requests") | {"rows": told, "missing": len(missing_of(deal, today()))}
    return render(request, "acquisitions/diligence/requests.html", context)


@read_or_write
def request_new(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, write=True)
    asked = request.GET.getlist("item")
    return change_page(
        request, lambda data: RequestForm(data, deal=deal, author=user_of(request), asked=asked),
        title=_("Ask the seller"), back=_back(deal), label=_("Save"),
        intro=_("The request is noted here; the list of what is missing is what you send."),
    )  # fmt: skip


@read_or_write
def request_remind(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = _request(deal, number)
    return change_page(
        request, lambda data: RemindForm(data, deal=deal, request=found, author=user_of(request)),
        title=_("Remind of request no. %(number)d") % {"number": number}, back=_back(deal), label=_("Remind"),
        intro=found.text,
    )  # fmt: skip


@read_or_write
def request_answer(request: HttpRequest, code: str, number: int) -> HttpResponse:
    deal = opened(request, code, write=True)
    found = _request(deal, number)
    return change_page(
        request, lambda data: AnswerRequestForm(data, deal=deal, request=found, author=user_of(request)),
        title=_("Answer to request no. %(number)d") % {"number": number}, back=_back(deal), label=_("Save"),
        intro=found.text,
    )  # fmt: skip


@require_safe
def missing(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked and not here, as a page, a spreadsheet, or a PDF to send."""
    deal = opened(request, code)
    rows = missing_of(deal, today())
    if request.GET.get("format") == "pdf":
        pdf = missing_pdf(deal, rows, today())
        return attached(f"{deal.code}-{_('missing')}.pdf", "application/pdf", pdf)
    table = build_table(
        request, COLUMNS, rows, sort="due_on", empty=NOTHING_MISSING, caption=_("Asked and missing"), per_page=100
    )
    if file := table.file(f"{deal.code} {_('Missing')}"):
        return file
    context = shown(request, deal, "diligence-requests") | {"table": table, "any": bool(rows)}
    return render(request, "acquisitions/diligence/missing.html", context)


def _what(row: Missing) -> str:
    return row.item.label if row.item else row.request.text


COLUMNS = (
    Column("what", gettext_lazy("What is missing"), value=_what, wrap=True),
    Column(
        "late", gettext_lazy("State"), "tag", value=lambda row: _("late") if row.late else _("waiting"),
        tone=lambda row: "bad" if row.late else "warn",
    ),
    Column("number", gettext_lazy("Request"), "number", value=lambda row: row.request.number, digits=0),
    Column("asked_on", gettext_lazy("Asked on"), "day", value=lambda row: row.request.asked_on),
    Column("due_on", gettext_lazy("Due on"), "day", value=lambda row: row.request.due_on, order=("due_on",)),
    Column("reminders", gettext_lazy("Times reminded"), "number", value=lambda row: row.request.reminders, digits=0),
    Column("reminded_on", gettext_lazy("Last reminder"), "day", value=lambda row: row.request.reminded_on),
)  # fmt: skip


def _request(deal: Deal, number: int) -> SellerRequest:
    found = deal.requests.filter(number=number).first()
    if found is None:
        raise NotVisible(_("There is no such request."))
    return found


def _back(deal: Deal) -> Crumb:
    return back_to(deal, "diligence-requests")
