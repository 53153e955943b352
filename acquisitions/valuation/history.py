"""The seller's accounts as rows of text: a grid, a paste from a spreadsheet, or a CSV file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from acquisitions.valuation.curve import SellerMonth, check_history
from acquisitions.valuation.faults import refused
from acquisitions.valuation.kinds import EUROS, TOLD, Nature
from groupe.kernel.numbers import parse_number, to_units
from groupe.kernel.periods import Month

COLUMNS: Final = ("month", "days", "places", "products", *(nature.value for nature in TOLD))
MOST_DAYS, MOST_PLACES = 10_000_000, 100_000
LONGEST: Final = 100_000  # characters
# What else a header may say, without accents, in lower case.
_ALSO: Final = {
    "mois": "month", "periode": "month", "journees": "days", "jours": "days", "places": "places", "lits": "places",
    "produits": "products", "recettes": "products", "personnel": "staff", "interim": "agency", "achats": "purchases",
    "energie": "energy", "loyers": "property", "loyers et entretien": "property", "siege": "overheads",
    "siege et services communs": "overheads", "autres": "other", "autres charges": "other",
    "amortissements": "depreciation", "dotations": "depreciation",
}  # fmt: skip
_ACCENTS: Final = str.maketrans("éèêàâîïôûùç", "eeeaaiiouuc")


def read_rows(rows: Sequence[Mapping[str, Any]]) -> list[SellerMonth]:
    """12 to 36 months in a row, whatever their order; empty cells are zero.

    DomainError (422) names the cells to blame, as `2025-03.energy`, or `history` where months lack.
    """
    found = [_row(row, at) for at, row in enumerate(rows)]
    found.sort(key=lambda each: each.month)
    for before, after in pairwise(found):
        if before.month == after.month:
            raise refused(f"{after.month}.month", _("The month %(month)s is there twice.") % {"month": after.month})
    check_history(found)
    return found


def read_text(text: str) -> list[SellerMonth]:
    """Lines of cells apart by tabs, `;` or `,`; a first line that names columns puts them in any order."""
    return read_rows(text_rows(text))


def text_rows(text: str) -> list[dict[str, str]]:
    """The cells of each line by column; refused where they do not fit."""
    if len(text) > LONGEST:
        raise refused("history", _("The text is too long."))
    lines = [line for line in text.replace("\ufeff", "").splitlines() if line.strip(" ;,\t")]
    if not lines:
        raise refused("history", _("Nothing was given."))
    mark = next((mark for mark in ("\t", ";") if mark in lines[0]), ",")
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))
    columns: Sequence[str] = COLUMNS
    if not _is_month(rows[0][0]):
        columns = [_column(cell) for cell in rows.pop(0)]
        if len(set(columns)) < len(columns):
            raise refused("history", _("A column is named twice."))
    for number, row in enumerate(rows, start=1):
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            raise refused("history", _("Line %(line)s has too many cells.") % {"line": number})
    return [dict(zip(columns, row, strict=False)) for row in rows]


def _column(cell: str) -> str:
    name = cell.strip().lower().translate(_ACCENTS)
    name = re.sub(r"\s*\(.*\)$", "", name)
    found = name if name in COLUMNS else _ALSO.get(name, "")
    if not found:
        told = {"name": cell.strip(), "columns": ", ".join(COLUMNS)}
        raise refused("history", _("There is no column “%(name)s”; these are known: %(columns)s.") % told)
    return found


def _row(row: Mapping[str, Any], at: int) -> SellerMonth:
    month = _month(row.get("month"), at)
    for name in row:
        if name not in COLUMNS:
            raise refused(f"{month}.{name}", _("This field is not known."))
    return SellerMonth(
        month,
        Fraction(_number(row, month, "days", most=MOST_DAYS)),
        int(_number(row, month, "places", most=MOST_PLACES, decimals=0)),
        _cents(row, month, "products"),
        {nature: _cents(row, month, nature) for nature in TOLD},
    )


def _is_month(cell: str) -> bool:
    return bool(re.fullmatch(r"\s*(\d{4}-\d{1,2}(-\d\d)?|(\d\d/)?\d{1,2}/\d{4})\s*", cell))


def _month(cell: Any, at: int) -> Month:
    """`2025-03`, `2025-03-01`, `03/2025`, `01/03/2025`."""
    text = str(cell or "").strip()
    parts = re.split(r"[-/]", text) if _is_month(text) else []
    year, number = ("", "") if not parts else (parts[0], parts[1]) if "-" in text else (parts[-1], parts[-2])
    if not parts or not 1 <= int(number) <= 12 or not 2000 <= int(year) <= 2100:
        raise refused(f"{at + 1}.month", _("Line %(line)s: give a month such as 2026-01.") % {"line": at + 1})
    return Month(int(year) * 12 + int(number) - 1)


def _cents(row: Mapping[str, Any], month: Month, name: str | Nature) -> int:
    """Of either sign: credit notes are part of the accounts."""
    return to_units(_number(row, month, str(name), least=-EUROS, most=EUROS), 2)


def _number(
    row: Mapping[str, Any], month: Month, name: str, *, least: int = 0, most: int, decimals: int = 2
) -> Decimal:
    told = row.get(name)
    if told is None or not (text := str(told).replace("€", "").strip()):
        return Decimal(0)
    try:
        if isinstance(told, bool):
            raise ValueError(text)
        value = parse_number(text)
    except ValueError:
        raise refused(f"{month}.{name}", _("%(month)s: “%(text)s” is not a number.") % _told(month, text)) from None
    if not least <= value <= most or value != round(value, decimals):
        known = _told(month, text) | {"least": least, "most": most, "decimals": decimals}
        message = _("%(month)s: %(text)s; from %(least)s to %(most)s, with %(decimals)s decimals at most.") % known
        raise refused(f"{month}.{name}", message)
    return value


def _told(month: Month, text: str) -> dict[str, object]:
    return {"month": month, "text": text[:40]}
