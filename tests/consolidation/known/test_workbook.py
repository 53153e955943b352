"""A workbook tells when each version was recorded: figures are known by it, its structure from always."""

from __future__ import annotations

import datetime as dt

import pytest

from establishments.imports.group import apply
from groupe.consolidation.selectors import as_known, series
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month
from tests.consolidation.known.clock import paris
from tests.establishments.group_import.workbook import Tables, as_zip, minimal

pytestmark = pytest.mark.django_db
SEPTEMBER = Month.parse("2024-09")


def load(tables: Tables) -> None:
    apply(("group.zip", as_zip(tables)))
    fold_all()


def told(value: str, at: str, status: str = "submitted") -> dict[str, str]:
    row = {"establishment": "EHP-01", "period": "2024-09", "measure": "J_HP", "value": value, "status": status}
    return {**row, "recorded_at": at}


def stays(at: dt.datetime | None) -> tuple[object, int]:
    with as_known(at) as figures:
        found = series(scope="group", codes=["J_HP"], first=SEPTEMBER, last=SEPTEMBER, known_at=figures)
    return found["J_HP"].figures[0].value, found["J_HP"].figures[0].coverage.expected


def test_versions_are_known_from_their_instants() -> None:
    load({**minimal(), "reports": [told("2300", "2024-10-05"), told("2310", "2024-11-05"), told("2320", "2024-12-05")]})
    days = ("2024-10-04", "2024-10-06", "2024-11-06", "2024-12-06")
    assert [stays(paris(day))[0] for day in days] == [None, 2300, 2310, 2320]
    assert stays(paris("2024-10-06")) == (2300, 1)


def test_what_counts_now_is_what_counted_last_whatever_the_order_of_imports() -> None:
    load({**minimal(), "reports": [told("2300", "2024-10-05")]})
    load({"reports": [told("2300", "2024-10-05", "validated")]})
    load({"reports": [told("2310", "2024-11-05")]})
    assert stays(None) == stays(dt.datetime.now(dt.UTC)) == (2310, 1)
    assert stays(paris("2024-12-01")) == (2300, 1)
