"""When months were closed: asked of whoever closes them, which is a layer above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

# Months, by their first day, to the instant of their last close.
Lookup: TypeAlias = Callable[[set[dt.date]], Mapping[dt.date, dt.datetime]]
_lookups: list[Lookup] = []


def register_closes(lookup: Lookup) -> None:
    """Called once, when the product starts."""
    _lookups.append(lookup)


def closed_at(months: Iterable[dt.date]) -> dict[dt.date, dt.datetime]:
    """Those of the months that are closed."""
    wanted = set(months)
    return {month: instant for lookup in _lookups for month, instant in lookup(wanted).items()} if wanted else {}
