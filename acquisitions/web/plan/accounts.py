"""The seller's accounts: typed in a grid, pasted from a spreadsheet, or read from a CSV file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from acquisitions.access import get_deal_for, works_on
from acquisitions.models import Deal
from acquisitions.selectors.plans import account_rows, accounts_of
from acquisitions.services.plans import accounts_save
from acquisitions.services.rooms import entered
from acquisitions.valuation.curve import MOST
from acquisitions.valuation.history import COLUMNS, text_rows
from acquisitions.valuation.kinds import TOLD
from acquisitions.web.plan.lever_forms import shown
from acquisitions.web.room import room
from establishments.access import access_in
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotAllowed
from groupe.kernel.files import LARGEST, MB, kind_of
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web import formats

SHOWN: Final = 24
FIELDS: Final = COLUMNS[1:]
LONGEST_CELL: Final = 40


@dataclass(frozen=True)
class Cell:
    name: str
    value: str
    label: str
    fault: str = ""


@dataclass(frozen=True)
class GridRow:
    month: Month
    cells: Sequence[Cell]


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    deal = get_deal_for(access, code, write=request.method == "POST")
    entered(deal=deal, user=user_of(request), what="accounts")
    may_write = works_on(access, deal)
    if request.method != "POST":
        return _page(request, deal, _kept(deal), may_write=may_write)
    rows: list[Mapping[str, Any]] = []
    try:
        rows = _given(request)
        told = accounts_save(deal=deal, rows=rows, author=user_of(request))
    except (NotAllowed, DomainError) as error:
        if error.status not in {400, 422}:
            raise
        return _page(request, deal, _typed(request), may_write=may_write, error=error)
    messages.success(request, _("%(count)s months of the seller are kept.") % {"count": len(told)})
    return redirect("acquisitions:plan", code=deal.code)


def _given(request: HttpRequest) -> list[Mapping[str, Any]]:
    """A file goes before a paste, and a paste before the grid."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return list(text_rows(_text(file)))
    if text := request.POST.get("text", "").strip():
        return list(text_rows(text))
    return [
        {"month": month, **cells} for month, cells in _typed(request).items() if any(map(str.strip, cells.values()))
    ]


def _text(file: UploadedFile) -> str:
    if (file.size or 0) > LARGEST:
        message = _("The file is too large: %(size)d MB at most.") % {"size": LARGEST // MB}
        raise DomainError("file_refused", message, fields={"file": message}, status=422)
    content: bytes = file.read()
    if kind_of(file.name or "", content) not in {"text/csv", "text/plain"}:
        message = _("A CSV or text file is expected.")
        raise DomainError("file_refused", message, fields={"file": message}, status=422)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


Grid = dict[str, dict[str, str]]


def _kept(deal: Deal) -> Grid:
    """What is kept, or empty months up to the last completed one."""
    rows = account_rows(accounts_of(deal))
    if rows:
        return {row["month"]: {name: shown(row[name]) for name in FIELDS} for row in rows}
    last = last_completed_month()
    return {str(month): dict.fromkeys(FIELDS, "") for month in (last - (SHOWN - 1)).to(last)}


def _typed(request: HttpRequest) -> Grid:
    """The cells of the grid that was sent, `2025-03.energy` each."""
    months = sorted({name.partition(".")[0] for name in request.POST if _is_cell(name)})[:MOST]
    return {
        month: {name: request.POST.get(f"{month}.{name}", "")[:LONGEST_CELL] for name in FIELDS} for month in months
    }


def _is_cell(name: str) -> bool:
    month, _dot, field = name.partition(".")
    try:
        Month.parse(month)
    except ValueError:
        return False
    return field in FIELDS


def _page(
    request: HttpRequest, deal: Deal, grid: Grid, *, may_write: bool, error: DomainError | None = None
) -> HttpResponse:
    labels = dict(
        zip(FIELDS, [_("Days"), _("Places"), _("Products"), *(str(each.label) for each in TOLD)], strict=True)
    )
    faults = error.fields if error else {}
    rows = [
        GridRow(
            Month.parse(month),
            [
                Cell(f"{month}.{name}", cells[name], f"{labels[name]}, {formats.short_month(Month.parse(month))}",
                    str(faults.get(f"{month}.{name}", "")))
                for name in FIELDS
            ],
        )
        for month, cells in grid.items()
    ]  # fmt: skip
    context = {
        **room(request, deal, "plan"),
        "rows": rows,
        "labels": labels.values(),
        "columns": "; ".join(COLUMNS),
        "error": error,
        "text": request.POST.get("text", ""),
        "may_write": may_write,
    }
    return render(request, "acquisitions/plan/accounts.html", context, status=422 if error else 200)
