from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from establishments.imports.group import Summary, apply
from tests.establishments.group_import.workbook import Tables, as_folder

Load = Callable[[Tables], Summary]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Tables], Path]:
    numbers = iter(range(1000))
    return lambda tables: as_folder(tables, tmp_path / str(next(numbers)))


@pytest.fixture
def load(db: None, folder: Callable[[Tables], Path]) -> Load:
    return lambda tables: apply(folder(tables))
