"""Books of now and of a few instants, kept by each process for as long as neither flows nor the structure change."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db import connection

from establishments.models import Attachment, ConsolidationTerm, Establishment, Flow, Funding, Holding, Stay, Territory
from groupe.consolidation.eliminations.book import Book
from groupe.consolidation.source import AsOf
from groupe.consolidation.source.past import events
from groupe.kernel.memo import remembered

# Whatever changes what is eliminated leaves an event: their count tells those of a transaction that began before the
# newest one and ended after it.
_READ = (Flow, Stay, Attachment, Funding, Holding, ConsolidationTerm, Territory, Establishment)
# The threads of a process that has just started would all make the same book.
_making = Lock()


@remembered
def book_now() -> Book:
    """One query where nothing changed."""
    state = _state()
    with _making:
        return _book(state)


def book_at(at: dt.datetime) -> Book:
    """As recorded up to an instant; read again too, as what is told later of a newcomer was known from always."""
    state = _state()
    with _making:
        return _book_at(state, at)


@lru_cache(maxsize=1)
def _book(_state: tuple[Any, ...]) -> Book:
    """Of the rows as they are: read again once their state is another."""
    return Book()


@lru_cache(maxsize=4)
def _book_at(_state: tuple[Any, ...], at: dt.datetime) -> Book:
    """Pages ask for the instants of closes again and again."""
    return Book(AsOf(at))


def _state() -> tuple[Any, ...]:
    tables = (events(model).model._meta.db_table for model in _READ)
    counts = (
        f"(select max(pgh_id) from {table}), (select count(*) from {table})"  # noqa: S608 - our own tables
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(counts))
        found: tuple[Any, ...] = cursor.fetchone()
        return found
