"""Twenty thousand rows take a bounded number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from establishments.catalogue import catalogue
from establishments.imports.group import apply
from tests.establishments.group_import.workbook import SITE, Tables, as_zip, minimal


def group(sites: int, months: int) -> Tables:
    tables = minimal()
    codes = [f"S{number}" for number in range(sites)]
    tables["establishments"] = [{**SITE, "code": code, "finess": ""} for code in codes]
    tables["capacities"] = [
        {"establishment": code, "measure": "CAP_HP", "value": 80, "valid_from": "2024-01-01"} for code in codes
    ]
    measures = [measure.code for measure in catalogue().measures_of("ehpad") if measure.entered][:50]
    tables["reports"] = [
        {"establishment": code, "period": f"2024-{month:02d}", "measure": measure, "value": "10"}
        for code in codes
        for month in range(1, months + 1)
        for measure in measures
    ]
    return tables


@pytest.mark.django_db
def test_queries_do_not_grow() -> None:
    counts = []
    for sites, months in ((2, 2), (34, 12)):
        content = as_zip(group(sites, months))
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                apply(("group.zip", content))
            counts.append(len(queries))
    assert max(counts) <= 45, counts
    assert counts[2] <= counts[0] + 6
    assert counts[3] <= counts[1] + 2
