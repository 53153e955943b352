"""A file that is not whole, not ours or too new loads nothing."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from establishments.imports.finess import apply
from establishments.models import Establishment, LegalEntity
from groupe.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def refused(*paths: Path) -> str:
    with pytest.raises(DomainError) as caught:
        apply(list(paths))
    assert not Establishment.objects.exists()
    assert not LegalEntity.objects.exists()
    return caught.value.code


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_truncated_gzip(samples: list[Path], tmp_path: Path, share: float) -> None:
    whole = gzip.compress(samples[0].read_bytes())
    path = tmp_path / "cut.json.gz"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refused(path) == "finess_truncated"


@pytest.mark.parametrize("share", [0.001, 0.5, 0.99])
def test_truncated_json(samples: list[Path], tmp_path: Path, share: float) -> None:
    text = samples[0].read_text(encoding="utf-8")
    path = tmp_path / "cut.json"
    path.write_text(text[: int(len(text) * share)], encoding="utf-8")
    assert refused(path) == "finess_truncated"


def test_a_second_file_that_is_cut_takes_the_first_with_it(samples: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_bytes(samples[1].read_bytes()[:-40])
    assert refused(samples[0], path) == "finess_truncated"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        "hello",
        '{"pmej": [{"informationsGeneralesPMEJ": {}}]}',
        '{"schemaVersion": "v1.0.0", "pmej": []}',
        '{"schemaVersion": "v1.0.0", "pmej": [{"something": 1}]}',
        '{"schemaVersion": "v1.0.0", "pmej": [{"informationsGeneralesPMEJ": {"siren": "1"}}]}',
        '{"features": [{"type": "Feature"}]}',
        "\x00\x01\x02",
    ],
)
def test_foreign_content(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    assert refused(path) == "finess_foreign"


def test_gzip_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "other.json.gz"
    path.write_bytes(gzip.compress(b"name;finess\nx;1\n"))
    assert refused(path) == "finess_foreign"


def test_an_unknown_version(edited: Callable[..., Path]) -> None:
    assert refused(edited("structures.json", lambda entity: None, schemaVersion="v2.0.0")) == "finess_version"


def test_an_entity_without_its_number(edited: Callable[..., Path]) -> None:
    path = edited("structures.json", lambda entity: entity["informationsGeneralesPMEJ"].pop("numFinessPm"))
    assert refused(path) == "finess_foreign"


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.json") == "finess_unreadable"


def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(json.dumps({"a": 1}), encoding="utf-8")
    with pytest.raises(CommandError, match="other"):
        call_command("import_finess", path)
