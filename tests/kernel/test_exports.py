"""Rows as files for a spreadsheet."""

import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from groupe.kernel.periods import Month
from groupe.kernel.web.exports import csv_bytes, export_response, xlsx_bytes

HEADER = ("Nom", "Valeur")
NOON = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (Decimal("1234.50"), "1234,50", "1234.50"),
        (Fraction(1, 3), "0,333333", "0.333333"),
        (12, "12", "12"),
        (None, "", ""),
        (True, "oui", "yes"),
        (dt.date(2026, 9, 30), "2026-09-30", "2026-09-30"),
        (Month.parse("2026-09"), "2026-09", "2026-09"),
        (NOON, "2026-07-01 12:00", "2026-07-01 12:00"),
    ],
)
def test_csv_in_both_languages(value: object, french: str, english: str) -> None:
    with translation.override("fr"):
        assert csv_bytes(HEADER, [("x", value)]).decode("utf-8-sig") == f"Nom;Valeur\r\nx;{french}\r\n"
    with translation.override("en"):
        assert csv_bytes(HEADER, [("x", value)]).decode("utf-8-sig") == f"Nom,Valeur\r\nx,{english}\r\n"


@pytest.mark.parametrize("formula", ["=1+1", "+33 1", "@SUM(A1)", "-2+3"])
def test_no_cell_runs_as_a_formula(formula: str) -> None:
    assert csv_bytes(HEADER, [(formula, 1)]).decode("utf-8-sig").splitlines()[1].startswith(f"'{formula}")
    assert read(xlsx_bytes("x", HEADER, [(formula, 1)]))[1][0] == formula


def test_figures_stay_figures_in_excel() -> None:
    rows = read(
        xlsx_bytes("Rapport [2026]", HEADER, [("a", Decimal("12.50")), ("b", None), ("c", dt.date(2026, 9, 30))])
    )
    assert rows == [["Nom", "Valeur"], ["a", 12.5], ["b", ""], ["c", dt.date(2026, 9, 30)]]


def test_empty_table_is_a_file_too() -> None:
    assert read(xlsx_bytes("Rien", HEADER, [])) == [["Nom", "Valeur"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_response_names_the_file(kind: str) -> None:
    response = export_response(kind, "Été 2026", HEADER, [])
    assert response["Content-Disposition"] == f'attachment; filename="ete-2026.{kind}"'


def read(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
