"""From sheets to rows: every cell is checked against its column, every error names its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from establishments.imports.group.cells import Refused, value_of
from establishments.imports.group.problems import Problems, listing
from establishments.imports.group.reading import Cell, Sheet
from establishments.imports.group.tables import TABLES, Column, Table


@dataclass(slots=True)
class Row:
    """`values` by column; an optional column that the file does not have is not in it."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class Parsed:
    """The rows of one table; `label` is what errors call it, `readable` whether its header is as it should be."""

    table: Table
    label: str
    rows: list[Row] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    readable: bool = True


def parse_sheets(sheets: Mapping[str, Sheet], problems: Problems) -> dict[str, Parsed]:
    """Every table of the workbook, in the order of `TABLES`; empty where the file is missing."""
    return {
        name: _parse(table, sheets[name], problems) if name in sheets else Parsed(table, name)
        for name, table in TABLES.items()
    }


def _parse(table: Table, sheet: Sheet, problems: Problems) -> Parsed:
    parsed = Parsed(table, sheet.label, columns=frozenset(sheet.header))
    if not _check_header(table, sheet, problems):
        parsed.readable = False
        return parsed
    columns = [table.column(name) for name in sheet.header]
    for line, cells in sheet.rows:
        values: dict[str, Any] = {}
        for column, cell in zip(columns, cells, strict=False):
            if column is not None:
                values[column.name] = _cell(column, cell, sheet.label, line, problems)
        for column in columns[len(cells) :]:
            if column is not None:
                values[column.name] = _cell(column, None, sheet.label, line, problems)
        if any(str(cell).strip() for cell in cells[len(columns) :] if cell is not None):
            problems.add(sheet.label, line, "", _("This line has more cells than the header."))
        parsed.rows.append(Row(line, values))
    return parsed


def _check_header(table: Table, sheet: Sheet, problems: Problems) -> bool:
    names = [column.name for column in table.columns]
    before = problems.total
    for name in sheet.header:
        if name not in names:
            problems.add(sheet.label, 1, name, _("This column is unknown."), listing(names))
    for name in {name for name in sheet.header if sheet.header.count(name) > 1}:
        problems.add(sheet.label, 1, name, _("This column is there twice."))
    for column in table.columns:
        if column.required and column.name not in sheet.header:
            problems.add(sheet.label, 1, column.name, _("This column is missing."), listing(names))
    return problems.total == before


def _cell(column: Column, cell: Cell, label: str, line: int, problems: Problems) -> Any:
    text = cell.strip() if isinstance(cell, str) else cell
    try:
        return value_of(column, text)
    except Refused as refused:
        problems.add(label, line, column.name, refused.message, refused.accepted)
        return None
