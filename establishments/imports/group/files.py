"""Rows of the workbook as a file: .xlsx, or a zip of CSV; and an empty workbook that explains its columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.imports.group.cells import accepted_by
from establishments.imports.group.tables import TABLES, Column
from groupe.kernel.errors import DomainError

Tables = Iterable[tuple[str, Iterator[tuple[Any, ...]]]]
MOST_LINES = 1_048_576
FIGURES = frozenset({"number", "integer"})
SMALL = 16 * 2**20


def template_file() -> bytes:
    """Every sheet with its header; a note on each column says what it takes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        needed = book.add_format({"bold": True, "bg_color": "#DCEBF7", "bottom": 1})
        optional = book.add_format({"italic": True, "bottom": 1})
        for table in TABLES.values():
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 1)
            for number, column in enumerate(table.columns):
                sheet.write_string(0, number, column.name, needed if column.required else optional)
                sheet.write_comment(0, number, _note(column), {"x_scale": 2, "y_scale": 1.5})
                sheet.set_column(number, number, max(12, len(column.name) + 3))
                choices = list(column.accepted) or (sorted(catalogue().kinds) if column.refers == "kinds" else [])
                if choices and len(",".join(choices)) <= 255:
                    sheet.data_validation(1, number, 5000, number, {"validate": "list", "source": choices})
    return out.getvalue()


def _note(column: Column) -> str:
    lines = [_("Needed.") if column.required else _("Optional.")]
    if column.refers in TABLES:
        lines.append(_("A code of %(table)s.") % {"table": column.refers})
    lines += [str(line) for line in (column.note, _codes(column)) if line]
    return "\n".join(lines)


def _codes(column: Column) -> str:
    return ", ".join(sorted(catalogue().kinds)) if column.refers == "kinds" else accepted_by(column)


def xlsx_file(tables: Tables) -> IO[bytes]:
    """DomainError 422 where a table has more lines than a sheet can hold."""
    out = tempfile.SpooledTemporaryFile(SMALL)  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in tables:
            sheet = book.add_worksheet(name)
            columns = TABLES[name].columns
            sheet.write_row(0, 0, [column.name for column in columns])
            for line, row in enumerate(rows, start=1):
                if line >= MOST_LINES:
                    message = _("There are too many rows for a spreadsheet: take the CSV files.")
                    raise DomainError("too_many_rows", message, status=422)
                for number, value in enumerate(row):
                    _write(sheet, line, number, value, columns[number])
    out.seek(0)
    return out


def _write(sheet: Any, line: int, number: int, value: Any, column: Column) -> None:
    if value is None or value == "":
        return
    text = _text(value)
    if column.name == "value" and text != "na":
        sheet.write_number(line, number, float(text))
    elif column.kind in FIGURES:
        sheet.write_number(line, number, float(value))
    else:
        sheet.write_string(line, number, text)


def zip_file(tables: Tables) -> IO[bytes]:
    out = tempfile.SpooledTemporaryFile(SMALL)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables:
            with archive.open(f"{name}.csv", "w", force_zip64=True) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
                writer = csv.writer(text)
                writer.writerow([column.name for column in TABLES[name].columns])
                writer.writerows([_text(value) for value in row] for row in rows)
                text.flush()
                text.detach()
    out.seek(0)
    return out


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
