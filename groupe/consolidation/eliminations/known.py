"""The book of now, kept by each process for as long as neither flows nor the structure change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection

from establishments.models import Attachment, ConsolidationTerm, Establishment, Flow, Funding, Holding, Stay, Territory
from groupe.consolidation.eliminations.book import Book
from groupe.consolidation.source.past import events
from groupe.kernel.memo import remembered

# Whatever changes what is eliminated leaves an event: their count tells those of a transaction that began before the
# newest one and ended after it.
_READ = (Flow, Stay, Attachment, Funding, Holding, ConsolidationTerm, Territory, Establishment)


@remembered
def book_now() -> Book:
    """One query where nothing changed."""
    return _book(_state())


@lru_cache(maxsize=1)
def _book(_state: tuple[Any, ...]) -> Book:
    """Of the rows as they are: read again once their state is another."""
    return Book()


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
