"""What a file says to have been recorded before a close of its month is refused; the rest of it is as ever."""

from __future__ import annotations

import pytest

from establishments.imports.group import ImportRefused, apply
from establishments.models import ReportVersion
from groupe.consolidation.services.closing import close_period
from groupe.kernel.periods import Month
from tests.establishments.group_import.workbook import Tables, as_zip, minimal

pytestmark = pytest.mark.django_db
OLD, OLDER = "2024-10-08T09:00:00+02:00", "2024-10-05T09:00:00+02:00"


def reports(*rows: tuple[str, str, str]) -> Tables:
    return {
        "reports": [
            {"establishment": "EHP-01", "period": period, "measure": "J_HP", "value": value, "recorded_at": at}
            for period, value, at in rows
        ]
    }


def load(tables: Tables) -> None:
    apply(("group.zip", as_zip(tables)))


def test_a_version_dated_before_a_close_of_its_month_is_refused() -> None:
    load({**minimal(), **reports(("2024-08", "2200", OLDER), ("2024-09", "2300", OLDER))})
    close_period(author=None, month=Month.parse("2024-09"), confirm_late=True)
    with pytest.raises(ImportRefused) as refused:
        load(reports(("2024-08", "2210", OLD), ("2024-09", "2310", OLD)))
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("reports.csv", 3, "recorded_at")
    assert ReportVersion.objects.count() == 2


def test_the_same_file_again_and_what_is_new_are_taken() -> None:
    first = reports(("2024-09", "2300", OLDER))
    load({**minimal(), **first})
    made = close_period(author=None, month=Month.parse("2024-09"), confirm_late=True)
    load(first)
    assert ReportVersion.objects.count() == 1
    load(reports(("2024-09", "2310", ""), ("2024-08", "2210", OLD)))
    newest = ReportVersion.objects.get(version=2)
    assert newest.recorded_at > made.closed_at
