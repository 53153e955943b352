"""Rows as a file for a spreadsheet: figures stay figures, dates stay dates."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timezone import make_naive

from groupe.kernel.periods import PARIS, Month
from groupe.kernel.web import formats

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def export_response(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """`kind` is `csv` or `xlsx`; the file is named after `name`."""
    return file_response(kind, name, csv_bytes(header, rows) if kind == "csv" else xlsx_bytes(name, header, rows))


def file_response(kind: str, name: str, body: bytes) -> HttpResponse:
    """A file to keep, named after `name`."""
    filename = f"{slugify(name) or 'export'}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return HttpResponse(body, content_type=FORMATS[kind], headers=headers)


def attached(name: str, media: str, body: bytes) -> HttpResponse:
    """Somebody's file, to its reader alone: always saved, never shown by the browser, kept by no cache."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(body, content_type=media, headers=headers)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """In French `;` and a decimal comma, as its spreadsheets expect; a mark at the start says UTF-8."""
    french = formats.language() == "fr"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if french else ",")
    writer.writerow(header)
    writer.writerows([_text(value, "," if french else ".") for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a frozen header and filters. Numbers are written as numbers, to 15 digits."""
    return workbook_bytes([(name, header, rows)])


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """The same, with several sheets: the name, the header and the rows of each."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        days = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, header, rows in sheets:
            _fill(book.add_worksheet(_sheet_name(name)), header, rows, bold, days)
    return out.getvalue()


def _fill(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[Any]], bold: Any, days: Any) -> None:
    sheet.write_row(0, 0, header, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write(sheet, last, column, value, days)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), max(len(header) - 1, 0))
    sheet.autofit()


def _write(sheet: Any, row: int, column: int, value: Any, days: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal | Fraction):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, dt.datetime):
        sheet.write_string(row, column, f"{_local(value):%Y-%m-%d %H:%M}")
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), days)
    elif value is not None:
        sheet.write_string(row, column, str(value))


def _text(value: Any, mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return formats.yes_no(value)
    if isinstance(value, Fraction):
        value = formats.rounded(value, 6).normalize()
    if isinstance(value, int | float | Decimal):
        return (f"{value:f}" if isinstance(value, Decimal) else str(value)).replace(".", mark)
    if isinstance(value, dt.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date | Month):
        return str(value)
    written = str(value)
    return f"'{written}" if written.startswith(_FORMULA) else written  # a spreadsheet would run it


def _local(value: dt.datetime) -> dt.datetime:
    return make_naive(value, PARIS)


def _sheet_name(name: str) -> str:
    return "".join(letter for letter in name if letter not in "[]:*?/\\'")[:31] or "Data"
