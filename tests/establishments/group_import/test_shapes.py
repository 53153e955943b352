"""A folder, a zip and a spreadsheet say the same; what is cut, foreign or too large is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from establishments.imports.group import ImportRefused, apply, preview, reading
from establishments.models import Change, Establishment, LegalEntity
from groupe.kernel.errors import DomainError
from tests.establishments.group_import.workbook import Tables, as_folder, as_xlsx, as_zip, csv_text, small_group

pytestmark = pytest.mark.django_db


def refused(name: str, content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        apply((name, content))
    assert not LegalEntity.objects.exists()
    return caught.value.code


def test_the_same_in_every_shape(folder: Callable[[Tables], Path], tmp_path: Path) -> None:
    path = tmp_path / "group.xlsx"
    path.write_bytes(as_xlsx(small_group()))
    told = [
        (summary.tables, summary.digest)
        for summary in (
            preview(folder(small_group())), preview(("group.zip", as_zip(small_group()))), preview(path),
        )
    ]  # fmt: skip
    assert told[0] == told[1] == told[2]
    assert not Establishment.objects.exists()
    assert not Change.objects.exists()


def test_a_spreadsheet_that_lost_the_zeros_of_codes() -> None:
    tables = small_group()
    tables["establishments"][0] = {**tables["establishments"][0], "commune": "01053", "finess": "010000024"}
    apply(("group.xlsx", as_xlsx(tables)))
    site = Establishment.objects.get(code="EHP-01")
    assert (site.commune, site.finess) == ("01053", "010000024")


def test_errors_of_a_sheet_name_it() -> None:
    tables = small_group()
    tables["territories"][1] = {**tables["territories"][1], "name": ""}
    with pytest.raises(ImportRefused) as caught:
        apply(("group.xlsx", as_xlsx(tables)))
    assert [(problem.file, problem.line, problem.column) for problem in caught.value.problems] == [
        ("territories", 3, "name")
    ]


@pytest.mark.parametrize("shape", [as_zip, as_xlsx])
def test_cut(shape: Callable[[Tables], bytes]) -> None:
    content = shape(small_group())
    assert refused("group.zip", content[: len(content) // 2]) == "not_a_workbook"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"code,name\n"])
def test_foreign(content: bytes) -> None:
    assert refused("group.xlsx", content) == "not_a_workbook"


def test_a_spreadsheet_of_another_kind() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<nothing/>")
        archive.writestr("xl/workbook.xml", "<nothing/>")
    assert refused("group.xlsx", out.getvalue()) == "not_a_workbook"


def test_a_bomb() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.csv", b"0" * 100 * reading.MB)
    assert len(out.getvalue()) < reading.MB
    assert refused("group.zip", out.getvalue()) == "too_large"


def test_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    assert refused("group.zip", as_zip(small_group())) == "too_large"


def test_damaged_inside() -> None:
    content = bytearray(as_zip(small_group()))
    content[60] ^= 0xFF
    assert refused("group.zip", bytes(content)) == "not_a_workbook"


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as caught:
        apply(tmp_path / "nothing")
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize(
    ("text", "line"),
    [('code,name,parent\nsud,"Sud,\n', 2), ("code,name,parent\nsud,S\xe9d,\n", 2), ("code;name;parent\n", 1)],
)
def test_a_damaged_csv(tmp_path: Path, text: str, line: int) -> None:
    folder = as_folder(small_group(), tmp_path)
    (folder / "territories.csv").write_text(text, encoding="latin-1")
    with pytest.raises(ImportRefused) as caught:
        apply(folder)
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == ("territories.csv", line)


def test_what_is_not_a_table_is_left_alone(tmp_path: Path) -> None:
    folder = as_folder(small_group(), tmp_path)
    (folder / "README.txt").write_text("hello")
    (folder / "funders.csv").write_text(csv_text(small_group()["funders"]) + "\n,,\n\n")
    assert apply(folder).tables["funders"].created == 1
