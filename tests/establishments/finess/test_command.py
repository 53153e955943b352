"""`import_finess` prints what it did."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from establishments.models import Establishment

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_finess", *arguments, stdout=out)
    return out.getvalue()


def test_it_counts(samples: list[Path]) -> None:
    lines = run(*samples).splitlines()
    assert any("202" not in line and "5" in line for line in lines)
    assert Establishment.objects.count() == 5


def test_dry_run_writes_nothing(samples: list[Path]) -> None:
    run(*samples, "--dry-run")
    assert not Establishment.objects.exists()
