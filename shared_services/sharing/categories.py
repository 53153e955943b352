"""Which activities carry an opposable quota (CASF, Article L312-1): a list of kinds, kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

L312_1: Final = "l312_1"
OTHER: Final = "other"
LIST: Final = Path(__file__).with_name("categories.toml")


@cache
def opposable_kinds() -> frozenset[str]:
    return frozenset(tomllib.loads(LIST.read_text())[L312_1]["kinds"])


def category_of(kind: str) -> str:
    return L312_1 if kind in opposable_kinds() else OTHER
