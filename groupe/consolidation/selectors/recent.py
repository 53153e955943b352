"""What was read since the newest fold: many look at the same few scopes, and figures change with a fold alone.

The row of the engine's state tells: its generation, and the transaction that wrote it, which no other ever wrote.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
# Numbers kept by a process: 64 MB.
MOST = 8_000_000
_lock = Lock()
_kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
_as_of: list[tuple[int, str] | None] = [None]


def recent(key: Hashable, read: Callable[[], tuple[T, int]]) -> T:
    """What `read` gave since the newest fold, or gives now: a value that nobody changes, and its size in numbers."""
    now = _newest()
    with _lock:
        if now is None or now != _as_of[0]:
            _kept.clear()
            _as_of[0] = now
        if key in _kept:
            _kept.move_to_end(key)
            known: T = _kept[key][0]
            return known
    value, size = read()
    with _lock:
        if now is not None and now == _as_of[0]:
            _kept[key] = value, size
            while sum(each for _value, each in _kept.values()) > MOST:
                _kept.popitem(last=False)
    return value


def forget_recent() -> None:
    """As a process that has just started."""
    with _lock:
        _kept.clear()


def _newest() -> tuple[int, str] | None:
    with connection.cursor() as cursor:
        cursor.execute("select generation, xmin::text from consolidation_enginestate where id = 1")
        found: tuple[int, str] | None = cursor.fetchone()
        return found
