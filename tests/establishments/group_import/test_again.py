"""The same import twice changes nothing; a changed one changes what it names."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps

from establishments.imports.group import ImportRefused
from establishments.models import Attachment, Capacity, Change, Report, ReportVersion, Stay
from establishments.services.reporting import current_values, report_return
from groupe.accounts.models import User
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import SITE, minimal, small_group


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in ("establishments", "accounts")
        for model in apps.get_app_config(app).get_models()
    }


def test_nothing_new(load: Load) -> None:
    load(small_group())
    Change.objects.all().delete()
    before = everything()
    summary = load(small_group())
    assert summary.nothing_new
    assert all(counts.unchanged == counts.total for counts in summary.tables.values())
    assert {name: counts.total for name, counts in summary.tables.items()} == {
        name: len(rows) for name, rows in small_group().items()
    }
    assert everything() == before


def test_a_renamed_site_alone(load: Load) -> None:
    load(small_group())
    tables = small_group()
    tables["establishments"][0] = {**SITE, "name": "Les Chênes"}
    summary = load(tables)
    assert [(entry.table, entry.verdict, entry.what) for entry in summary.entries] == [
        ("establishments", "changed", "EHP-01")
    ]
    assert "Les Chênes" in summary.entries[0].detail


def test_a_new_transfer_keeps_the_earlier_ones(load: Load) -> None:
    load(small_group())
    row = {"establishment": "EHP-01", "entity": "100000009", "territory": "", "valid_from": "2025-01-01"}
    summary = load({"attachments": [row]})
    assert summary.tables["attachments"].created == 1
    assert Attachment.objects.filter(establishment__code="EHP-01").count() == 4


def test_a_capacity_between_two_others(load: Load) -> None:
    load(small_group())
    load({"capacities": [{"establishment": "EHP-01", "measure": "CAP_HP", "value": "82", "valid_from": "2024-03-01"}]})
    assert list(Capacity.objects.order_by("valid").values_list("value", flat=True)) == [80, 82, 84]


def test_an_exit_that_is_taken_back(load: Load) -> None:
    load(small_group())
    tables = minimal()
    tables["establishments"][1] = {**tables["establishments"][1], "exit_date": "", "exit_reason": ""}
    load(tables)
    assert Stay.objects.get(establishment__code="CR-01").valid_to is None


def test_an_entry_that_was_earlier(load: Load) -> None:
    load(small_group())
    tables = minimal()
    tables["establishments"][0] = {**SITE, "entry_date": "2023-11-01"}
    load(tables)
    assert Stay.objects.get(establishment__code="EHP-01").valid_from == dt.date(2023, 11, 1)
    first = Attachment.objects.filter(establishment__code="EHP-01").order_by("valid").first()
    assert first is not None
    assert first.valid_from == dt.date(2023, 11, 1)
    assert Attachment.objects.filter(establishment__code="EHP-01").count() == 3
    assert load(tables).nothing_new


def test_an_empty_cell_keeps_the_finess_number(load: Load) -> None:
    load(small_group())
    tables = minimal()
    tables["establishments"][0] = {**SITE, "finess": ""}
    assert load(tables).nothing_new


def test_values_without_an_instant_make_a_version_only_where_they_differ(load: Load) -> None:
    load(minimal())
    row = {"establishment": "EHP-01", "period": "2024-09", "measure": "J_HP", "value": "2300"}
    load({"reports": [row, {**row, "measure": "J_ABS72", "value": "3"}]})
    load({"reports": [row]})
    assert ReportVersion.objects.count() == 1
    summary = load({"reports": [{**row, "value": "2301"}]})
    assert summary.tables["reports"].changed == 1
    report = Report.objects.get()
    assert (report.last_version, report.status) == (2, "submitted")
    assert {code: str(value) for code, value in current_values(report).items()} == {"J_HP": "2301", "J_ABS72": "3"}


def test_a_status_rises_and_never_falls(load: Load) -> None:
    load(minimal())
    row = {"establishment": "EHP-01", "period": "2024-09", "measure": "J_HP", "value": "2300", "status": "validated"}
    load({"reports": [row]})
    load({"reports": [{**row, "status": "submitted"}]})
    assert Report.objects.get().status == "validated"
    load({"reports": [{**row, "status": "frozen"}]})
    assert (Report.objects.get().status, ReportVersion.objects.count()) == ("frozen", 1)


def test_a_report_sent_back_stays_a_draft(load: Load) -> None:
    load(small_group())
    author = User.objects.create_user("td@example.org")
    report_return(report=Report.objects.get(month="2024-02-01", scenario="actual"), author=author, reason="Why?")
    assert load(small_group()).nothing_new
    assert Report.objects.get(month="2024-02-01", scenario="actual").status == "draft"


def test_a_recorded_version_cannot_say_something_else(load: Load) -> None:
    load(small_group())
    tables = small_group()
    tables["reports"][0] = {**tables["reports"][0], "value": "2299"}
    with pytest.raises(ImportRefused) as refused:
        load(tables)
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, "recorded_at")]


def test_a_changed_budget_is_recorded_with_those_after_it(load: Load) -> None:
    load(small_group())
    tables = small_group()
    tables["budgets"][0] = {**tables["budgets"][0], "value": "110"}
    load(tables)
    budget = Report.objects.get(scenario="budget")
    assert [v.label for v in budget.versions.order_by("version")] == ["initial", "DM1", "initial", "DM1"]
    assert current_values(budget)["BUD_CH"] == 370
    assert load(tables).nothing_new


def test_both_sides_give_way_to_each(load: Load) -> None:
    load(small_group())
    tables = small_group()
    rent = tables["flows"][0]
    tables["flows"] = [{**rent, "declared_by": "seller"}, {**rent, "declared_by": "buyer", "amount": "1400"}]
    assert load(tables).tables["flows"].created == 2
    assert load(tables).nothing_new
