"""Whatever the versions of a month, and however they are split between imports, the last word on each measure holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from establishments.imports.group import apply
from establishments.models import Report
from establishments.services.reporting import current_values
from establishments.vectors import as_text, decode
from tests.establishments.group_import.workbook import Tables, as_zip, minimal

MEASURES = ("J_HP", "J_ABS72", "ETP_REEL", "GIR1")
told = st.sampled_from(["", "na", "0", "7", "31"])
versions = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(MEASURES), told, min_size=1),
        st.sampled_from(["draft", "submitted", "validated", "frozen"]),
    ),
    min_size=1,
    max_size=5,
)


def rows_of(history: list[tuple[dict[str, str], str]]) -> Tables:
    start = dt.datetime(2024, 10, 1, tzinfo=dt.UTC)
    return {
        "reports": [
            {"establishment": "EHP-01", "period": "2024-09", "measure": code, "value": value, "status": status,
             "recorded_at": (start + dt.timedelta(days=number)).isoformat()}
            for number, (values, status) in enumerate(history)
            for code, value in values.items()
        ]
    }  # fmt: skip


def load(tables: Tables) -> None:
    apply(("group.zip", as_zip(tables)))


def expected(history: list[tuple[dict[str, str], str]]) -> tuple[dict[str, str], dict[str, str] | None]:
    """(what the report says now, what counts)."""
    values: dict[str, str] = {}
    counting = None
    for told_values, status in history:
        values = {code: text for code, text in {**values, **told_values}.items() if text}
        counting = counting if status == "draft" else values
    return values, counting


def texts(values: dict[str, str]) -> dict[str, str]:
    return {code: text.removesuffix(".00") for code, text in values.items()}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=versions, cut=st.integers(1, 5))
def test_the_last_word(history: list[tuple[dict[str, str], str]], cut: int) -> None:
    with transaction.atomic():
        load(minimal())
        load(rows_of(history[:cut]))
        load(rows_of(history))
        report = Report.objects.get()
        now, counts = expected(history)
        assert texts(as_text(current_values(report))) == now
        assert report.status == history[-1][1]
        assert report.last_version == len(history)
        if counts is None:
            assert report.counting is None
        else:
            assert report.counting is not None
            stored = decode("ehpad", report.counting.common, report.counting.sector)
            assert texts(as_text(stored)) == counts
        transaction.set_rollback(True)
