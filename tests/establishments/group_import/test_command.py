"""`import_group` says what it did, one clear line per error, and exits with 1."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from establishments.models import Change, Establishment
from tests.establishments.group_import.workbook import Tables, small_group

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_group", *arguments, stdout=out)
    return out.getvalue()


def test_it_counts(folder: Callable[[Tables], Path]) -> None:
    lines = run(folder(small_group())).splitlines()
    assert Establishment.objects.count() == 2
    assert any(" 2 (2 " in line for line in lines)
    again = run(folder(small_group())).splitlines()
    assert len(again) == len(small_group())
    assert all("(0 " in line for line in again)


def test_dry_run_writes_nothing(folder: Callable[[Tables], Path]) -> None:
    assert "EHP-01" in run(folder(small_group()), "--dry-run", "-v2")
    assert not Establishment.objects.exists()
    assert not Change.objects.exists()


def test_one_line_for_each_error(folder: Callable[[Tables], Path]) -> None:
    tables = small_group()
    tables["entities"][0] = {**tables["entities"][0], "method": "x", "valid_from": "y"}
    with pytest.raises(CommandError) as caught:
        run(folder(tables))
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("entities.csv, ")
    assert "full, proportional, equity, none" in lines[0]
    assert caught.value.returncode == 1
