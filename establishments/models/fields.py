"""Columns that are more than what PostgreSQL has by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from establishments.packing import pack, unpack

if TYPE_CHECKING:
    Base = models.Field[Sequence[int], list[int]]
else:
    Base = models.Field


class PackedIntegers(Base):
    """A list of integers, kept as bytes (`establishments/packing.py`)."""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_prep_value(self, value: Any) -> bytes | None:
        prepared = super().get_prep_value(value)
        return None if prepared is None else pack(prepared)

    def from_db_value(self, value: bytes | memoryview | None, *_context: Any) -> list[int] | None:
        return None if value is None else unpack(value)
