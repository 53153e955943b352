"""The group written as a workbook and read again changes nothing; into an empty base it makes the same group."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from establishments.demo.services import demo_group_create
from establishments.enums import Role
from establishments.imports.group import apply
from establishments.imports.group.export import exported
from establishments.imports.group.files import template_file, xlsx_file, zip_file
from establishments.imports.group.tables import TABLES
from establishments.models import Change, Establishment, Report, ReportVersion
from establishments.services.reporting import current_values
from groupe.kernel.periods import Month
from tests.cast import client_of, person
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import minimal, small_group

WRITERS = {"zip": zip_file, "xlsx": xlsx_file}


def written(kind: str, *, people: bool = True) -> bytes:
    with WRITERS[kind](exported(people=people)) as file:
        return file.read()


@pytest.mark.parametrize("kind", WRITERS)
def test_the_small_group(load: Load, kind: str) -> None:
    load(small_group())
    Change.objects.all().delete()
    versions = ReportVersion.objects.count()
    summary = apply((f"group.{kind}", written(kind)))
    assert summary.entries == []
    assert (Change.objects.count(), ReportVersion.objects.count()) == (0, versions)


@pytest.mark.django_db
def test_the_demo_group() -> None:
    """Transfers, sales, drafts sent back, corrections, budgets, sellers' figures."""
    demo_group_create(sites=25, months=8, seed=3, password="x", last=Month.parse("2026-02"))
    Change.objects.all().delete()
    summary = apply(("group.zip", written("zip")))
    assert summary.entries == []
    assert summary.tables["reports"].unchanged > 10_000
    assert not Change.objects.exists()


def facts() -> dict[tuple[Any, ...], Any]:
    rows = Report.objects.select_related("establishment", "counting")
    return {
        (row.establishment.code, row.month, row.scenario): (row.status, row.reopened, current_values(row))
        for row in rows
        if row.last_version or row.draft
    }


@pytest.mark.django_db(transaction=True)
def test_into_an_empty_base() -> None:
    demo_group_create(sites=12, months=6, seed=5, password="x", last=Month.parse("2026-02"))
    before, content = facts(), written("zip", people=False)
    call_command("flush", interactive=False, verbosity=0)
    apply(("group.zip", content))
    after = facts()
    assert after.keys() == before.keys()
    assert {key: after[key] for key in after if after[key] != before[key]} == {}
    assert written("zip", people=False) != b""


def test_the_page_gives_both(load: Load) -> None:
    load(small_group())
    client = client_of(person(Role.CONTROLLER))
    for kind in WRITERS:
        response = client.get(reverse("imports:export", args=[kind]))
        content = b"".join(response.streaming_content)
        assert apply((f"group.{kind}", content), people=False).nothing_new
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "mandates.csv" not in archive.namelist()


@pytest.mark.django_db
def test_the_template_is_an_empty_workbook(load: Load) -> None:
    load(minimal())
    summary = apply(("template.xlsx", template_file()))
    assert summary.nothing_new
    assert Establishment.objects.count() == 2
    client = client_of(person(Role.CONTROLLER))
    response = client.get(reverse("imports:template"))
    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist().count("xl/worksheets/sheet1.xml") == 1
    assert len(TABLES) == 13
