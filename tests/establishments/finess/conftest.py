"""Hand-written FINESS+ files, and the real extract where it is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples" / "finess"
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "finess"
EHPAD, IME, MECS, CLOSED, ODD = "960001014", "960001022", "960001030", "960001048", "960001055"


@pytest.fixture
def samples() -> list[Path]:
    return [SAMPLES / "structures.json", SAMPLES / "activities.json"]


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """A copy of a sample, changed by a function that is given its legal entity."""

    def make(name: str, change: Callable[[dict[str, Any]], Any], **header: str) -> Path:
        content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
        change(content["pmej"][0])
        path = tmp_path / name
        path.write_text(json.dumps({**content, **header}), encoding="utf-8")
        return path

    return make


@pytest.fixture
def real() -> list[Path]:
    found = sorted(REAL.glob("*.json.gz"))
    if not found:
        pytest.skip("the FINESS extract (../shared/data/finess) is not here")
    return found
