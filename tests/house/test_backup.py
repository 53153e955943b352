"""A backup gives back the same group, figure by figure, or nothing at all."""

from __future__ import annotations

import gzip
import io
import json
import stat
import tarfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from establishments.models import Establishment, Report, ReportVersion
from groupe.accounts.models import User
from groupe.consolidation.layout import forget_layout
from groupe.consolidation.models import EngineState
from groupe.consolidation.services.closing import close_period
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group() -> World:
    world = World()
    for number, code in enumerate(("A", "B")):
        world.site(code, capacities={"CAP_FIN": 40})
        for month in ("2024-01", "2024-02", "2024-03"):
            world.report(code, month, {"CH_G1": 1000 + number, "ACC_SOR": 5 + number})
    world.fold()
    person("executive")
    return world


@pytest.fixture
def file(group: World, tmp_path: Path) -> Path:
    path = tmp_path / "group.tar.gz"
    call("backup", path)
    return path


def call(*arguments: Any) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def figures(world: World) -> list[Any]:
    forget_layout()
    read = [(scope, code) for scope in ("group", "kind:ehpad", "establishment:A") for code in ("CH_G1", "ACC_SOR")]
    return [world.value(scope, code, "2024-03", "r12") for scope, code in read]


def changed(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with some members changed or left out."""
    target = file.with_name("changed.tar.gz")
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            data = change(entry.name, old.extractfile(entry).read())  # type: ignore[union-attr]
            if data is not None:
                entry.size = len(data)
                new.addfile(entry, io.BytesIO(data))
    return target


def test_round_trip_into_an_empty_database(group: World, file: Path) -> None:
    before, users = figures(group), list(User.objects.values_list("pk", "password"))
    generation = EngineState.objects.get().generation
    assert None not in before
    call_command("flush", "--noinput", verbosity=0)
    assert not Establishment.objects.exists()
    assert "rows restored" in call("restore", file)
    assert figures(group) == before
    assert "equal their recomputation" in call("consolidate", "--check")
    assert EngineState.objects.get().generation == generation
    assert list(User.objects.values_list("pk", "password")) == users


def test_closes_are_restored_to_the_byte(group: World, tmp_path: Path) -> None:
    close = close_period(author=None, month=Month.parse("2024-03"), confirm_late=True)
    path = tmp_path / "closed.tar.gz"
    call("backup", path)
    call_command("flush", "--noinput", verbosity=0)
    call("restore", path)
    forget_layout()
    assert close.fingerprint in call("verify_closes")


def test_the_restored_database_goes_on(group: World, file: Path) -> None:
    call_command("flush", "--noinput", verbosity=0)
    call("restore", file)
    forget_layout()
    newest = max(ReportVersion.objects.values_list("pk", flat=True))
    group.report("A", "2024-04", {"CH_G1": 7})
    assert ReportVersion.objects.latest("pk").pk > newest
    assert group.value("group", "CH_G1", "2024-04") == 7
    with pytest.raises(ProgrammingError, match="Cannot update rows"), transaction.atomic():
        ReportVersion.objects.update(version=9)


def test_a_database_in_use_is_kept_without_force(group: World, file: Path) -> None:
    group.site("C")
    with pytest.raises(CommandError, match="--force"):
        call("restore", file)
    assert Establishment.objects.filter(code="C").exists()
    call("restore", file, "--force")
    assert not Establishment.objects.filter(code="C").exists()


def test_the_file_is_for_its_owner_alone(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def cut_short(file: Path) -> Path:
    target = file.with_name("short.tar.gz")
    target.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    return target


def without_sums(file: Path) -> Path:
    return changed(file, lambda name, data: None if name == "sums.json" else data)


def damaged(file: Path) -> Path:
    return changed(file, lambda name, data: data[: len(data) // 2] if name == "accounts_user.copy" else data)


def altered(file: Path) -> Path:
    return changed(file, lambda name, data: data.replace(b"executive", b"presidium") if "mandate" in name else data)


def of_another_version(file: Path) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        content = json.loads(data)
        content["migrations"].pop()
        return json.dumps(content).encode()

    return changed(file, change)


def foreign(file: Path) -> Path:
    target = file.with_name("foreign.gz")
    target.write_bytes(gzip.compress(b"code;name\nA;Les Tilleuls\n"))
    return target


@pytest.mark.parametrize("break_it", [cut_short, without_sums, damaged, altered, of_another_version, foreign])
def test_a_broken_file_changes_nothing(group: World, file: Path, break_it: Callable[[Path], Path]) -> None:
    broken = break_it(file)
    group.site("C")
    before = figures(group)
    with pytest.raises(CommandError, match=r"backup|sauvegarde|version") as refused:
        call("restore", broken, "--force")
    assert "argon2" not in str(refused.value)
    assert Establishment.objects.filter(code="C").exists()
    assert Report.objects.count() == 6
    assert figures(group) == before


def test_an_unreachable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call("backup", tmp_path / "nowhere" / "x.tar.gz")
    with pytest.raises(CommandError, match="nowhere"):
        call("restore", tmp_path / "nowhere.tar.gz")
