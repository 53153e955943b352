"""Each kind of error names its file, line, column and what is accepted; nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from establishments.imports.group import ImportRefused, Problem, apply
from establishments.models import Establishment, LegalEntity, Report
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import Tables, small_group

Edit = Callable[[Tables], Any]


def edit(table: str, row: int, **cells: str) -> Edit:
    def change(tables: Tables) -> None:
        tables[table][row] = {**tables[table][row], **cells}

    return change


def add(table: str, row: int, **cells: str) -> Edit:
    def change(tables: Tables) -> None:
        tables[table].append({**tables[table][row], **cells})

    return change


def refused(load: Load, change: Edit) -> list[Problem]:
    tables = small_group()
    change(tables)
    with pytest.raises(ImportRefused) as caught:
        load(tables)
    assert not LegalEntity.objects.exists()
    return caught.value.problems


CELLS = [
    ("entities", 0, "method", "complete", "full, proportional, equity, none"),
    ("entities", 1, "interest", "120", "0 – 100"),
    ("entities", 1, "interest", "33,3", "0 – 100"),
    ("entities", 1, "parent", "NOBODY", "100000009, IMMO"),
    ("entities", 0, "code", "with space", "-, _"),
    ("entities", 0, "valid_from", "01/01/2020", "YYYY-MM-DD"),
    ("entities", 0, "valid_from", "2020-02-30", "YYYY-MM-DD"),
    ("entities", 0, "valid_to", "2019-12-31", ""),
    ("entities", 0, "name", "", ""),
    ("entities", 0, "name", "x" * 201, ""),
    ("territories", 0, "parent", "sud", ""),
    ("territories", 1, "parent", "nord", ""),
    ("establishments", 0, "kind", "ehpadd", "accueil_jour, "),
    ("establishments", 0, "entity", "X", "100000009, IMMO"),
    ("establishments", 0, "territory", "X", "france, nord, sud"),
    ("establishments", 0, "commune", "6912", ""),
    ("establishments", 0, "finess", "69", "9 "),
    ("establishments", 0, "siret", "123", "14 "),
    ("establishments", 0, "entry_reason", "bought", "founded, court_sale, board_takeover, purchase, merger"),
    ("establishments", 1, "exit_reason", "", "sold, closed, merged"),
    ("establishments", 1, "exit_date", "", "YYYY-MM-DD"),
    ("establishments", 1, "exit_date", "2023-12-31", ""),
    ("establishments", 0, "people_at_entry", "-1", "0 – "),
    ("attachments", 0, "valid_from", "2023-01-01", ""),
    ("attachments", 0, "establishment", "X", "CR-01, EHP-01"),
    ("links", 0, "weight", "0", "0.000001 – 1"),
    ("links", 0, "weight", "1.5", "0.000001 – 1"),
    ("links", 0, "new", "CR-01", ""),
    ("capacities", 0, "measure", "J_HP", "CAP_HP, "),
    ("capacities", 0, "measure", "PL_AGR", "CAP_HP, "),
    ("capacities", 0, "measure", "CAP_XX", "CAP_AJ, CAP_AUT, CAP_EXT, CAP_FIN"),
    ("capacities", 0, "value", "80.5", "0 – "),
    ("funders", 0, "kind", "bank", "department, metropole, ars, caf, cpam, state, other"),
    ("funding", 0, "valid_to", "2025-06-30", ""),
    ("funding", 0, "funder", "X", "ars-ara"),
    ("reports", 0, "period", "2024-13", "YYYY-MM"),
    ("reports", 0, "measure", "J_XX", ""),
    ("reports", 0, "measure", "PL_AGR", "ABS_"),
    ("reports", 0, "measure", "BUD_CH", "ABS_"),
    ("reports", 0, "value", "1 700", "na"),
    ("reports", 0, "value", "1.5", "na"),
    ("reports", 2, "value", "1.505", "na"),
    ("reports", 0, "value", "-1", "0 – "),
    ("reports", 0, "status", "sent", "draft, submitted, validated, frozen, corrected"),
    ("reports", 1, "status", "validated", "submitted"),
    ("reports", 0, "scenario", "budget", "actual, pre_acquisition"),
    ("reports", 0, "recorded_at", "yesterday", "YYYY-MM-DD"),
    ("reports", 0, "recorded_at", "2190-01-01", ""),
    ("reports", 1, "measure", "J_HP", ""),
    ("budgets", 0, "measure", "PL_AGR", "ABS_"),
    ("flows", 0, "account", "gift", "service, rent, interest, dividend, asset_gain, other"),
    ("flows", 0, "amount", "1500.505", ""),
    ("flows", 1, "years", "", "1 – 100"),
    ("flows", 1, "declared_by", "me", "both, seller, buyer"),
    ("mandates", 0, "email", "nobody", ""),
    ("mandates", 0, "role", "boss", "executive, controller, "),
    ("mandates", 0, "scope", "territory:X", "territory:CODE"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "column", "value", "accepted"), CELLS)
def test_a_cell(load: Load, table: str, row: int, column: str, value: str, accepted: str) -> None:
    problems = refused(load, edit(table, row, **{column: value}))
    found = {problem.column: problem for problem in problems if problem.file == f"{table}.csv"}
    assert column in found, problems
    problem = found[column]
    assert problem.line in {row + 2, row + 3}
    assert accepted in problem.accepted
    assert problem.message
    assert f"{table}.csv" in str(problem)


@pytest.mark.parametrize(
    ("change", "table", "line", "column"),
    [
        (add("territories", 0), "territories", 5, "code"),
        (add("establishments", 0, code="EHP-02"), "establishments", 4, "finess"),
        (add("entities", 0, valid_from="2019-01-01", valid_to="2020-06-30"), "entities", 4, "valid_to"),
        (add("flows", 0, declared_by="seller"), "flows", 2, "declared_by"),
        (edit("flows", 0, seller_entity="100000009", buyer_establishment=""), "flows", 2, "buyer_entity"),
        (edit("entities", 1, interest="", control=""), "entities", 3, "interest"),
        (
            edit("holdings", 0, owner="100000009", owned="IMMO", valid_from="2021-01-01", valid_to=""),
            "holdings",
            2,
            "capital",
        ),
    ],
)
def test_rows_that_contradict_each_other(load: Load, change: Edit, table: str, line: int, column: str) -> None:
    found = [(problem.file, problem.line, problem.column) for problem in refused(load, change)]
    assert (f"{table}.csv", line, column) in found


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({"period": "2023-12", "scenario": ""}, "2024-01-01 – …"),
        ({"establishment": "CR-01", "period": "2024-07", "measure": "CAP_FIN", "value": "1"}, "2024-06-30"),
        ({"period": "2024-02", "scenario": "pre_acquisition"}, "2024-01-01"),
    ],
)
def test_a_month_outside_the_perimeter(load: Load, cells: dict[str, str], days: str) -> None:
    problem = refused(load, edit("reports", 6, **cells))[0]
    assert (problem.column, problem.line) == ("period", 8)
    assert "E02" in problem.message
    assert days in problem.accepted


def test_the_month_of_the_exit_is_inside(load: Load) -> None:
    tables = small_group()
    tables["reports"] = [{"establishment": "CR-01", "period": "2024-06", "measure": "CAP_FIN", "value": "20"}]
    load(tables)
    assert Report.objects.filter(establishment__code="CR-01").count() == 1


def test_out_of_bounds(load: Load) -> None:
    problem = refused(load, edit("reports", 0, value="99999999"))[0]
    assert "E03" in problem.message


def test_what_only_blocks_validation_is_imported(load: Load) -> None:
    load(small_group())
    assert Report.objects.filter(status="validated").exists()


def test_unknown_and_missing_columns(load: Load) -> None:
    def change(tables: Tables) -> None:
        tables["territories"] = [{"code": "sud", "nom": "Sud"}]

    problems = refused(load, change)
    assert [(problem.line, problem.column, problem.accepted) for problem in problems] == [
        (1, "nom", "code, name, parent"),
        (1, "name", "code, name, parent"),
    ]


def test_every_error_at_once(load: Load) -> None:
    def change(tables: Tables) -> None:
        edit("entities", 0, method="x")(tables)
        edit("reports", 0, value="x", period="y")(tables)
        edit("mandates", 0, role="z")(tables)

    assert {(problem.file, problem.column) for problem in refused(load, change)} >= {
        ("entities.csv", "method"), ("reports.csv", "period"), ("mandates.csv", "role"),
    }  # fmt: skip


def test_the_list_of_errors_is_cut(load: Load) -> None:
    tables = small_group()
    tables["reports"] = [{**tables["reports"][0], "establishment": f"X{number}"} for number in range(700)]
    with pytest.raises(ImportRefused) as caught:
        load(tables)
    assert (len(caught.value.problems), caught.value.total) == (500, 700)


def test_missing_tables(load: Load) -> None:
    with pytest.raises(ImportRefused) as caught:
        load({"funders": [{"code": "ars", "name": "ARS", "kind": "ars"}]})
    assert [problem.file for problem in caught.value.problems] == ["entities", "territories", "establishments"]


def test_an_unknown_table(load: Load) -> None:
    problems = refused(load, lambda tables: tables.update(report=tables["reports"]))
    assert problems[0].file == "report.csv"
    assert "reports" in problems[0].accepted


def test_the_kind_of_a_site_with_reports_stays(load: Load, folder: Callable[[Tables], Path]) -> None:
    load(small_group())
    tables = small_group()
    edit("establishments", 0, kind="ime")(tables)
    with pytest.raises(ImportRefused) as caught:
        apply(folder(tables))
    assert caught.value.problems[0].column == "kind"
    assert Establishment.objects.get(code="EHP-01").kind == "ehpad"


def test_after_a_closure_the_finance_section_stays_open(load: Load) -> None:
    def told(measure: str, period: str = "2024-09", reason: str = "closed") -> Tables:
        tables = small_group()
        tables["establishments"][1]["exit_reason"] = reason
        row = {"establishment": "CR-01", "period": period, "measure": measure, "value": "12", "status": "frozen"}
        tables["reports"].append({**row, "scenario": "", "recorded_at": ""})
        return tables

    for tables, column in (
        (told("ETP_REEL"), "measure"),
        (told("CH_G1", "2026-07"), "period"),
        (told("CH_G1", reason="sold"), "period"),
        (told("CH_G1", reason="merged"), "period"),
    ):
        with pytest.raises(ImportRefused) as caught:
            load(tables)
        assert [each.column for each in caught.value.problems] == [column]
    load(told("CH_G1"))
    assert Report.objects.filter(establishment__code="CR-01", month="2024-09-01", status="frozen").exists()
