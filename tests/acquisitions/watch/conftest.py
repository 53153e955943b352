from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from acquisitions.gazette.reading import read_content
from acquisitions.services.gazette import Loaded, gazette_load
from tests.acquisitions.watch.records import export

Load = Callable[..., Loaded]


@pytest.fixture
def load(db: None) -> Load:
    """Loads records as a file of them would be."""

    def loaded(*records: dict[str, Any]) -> Loaded:
        read = read_content("sample.json", export(*records))
        read.refuse_faults()
        return gazette_load(found=read.found)

    return loaded
