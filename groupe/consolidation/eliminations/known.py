"""The book of now, kept by each process for as long as neither flows nor the structure change."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection

from establishments.models import Attachment, ConsolidationTerm, Establishment, Flow, Funding, Holding, Stay, Territory
from groupe.consolidation.eliminations.book import Book
from groupe.consolidation.source.past import events
from groupe.kernel.memo import remembered

# Whatever changes what is eliminated leaves an event: their count tells those of a transaction that began before the
# newest one and ended after it.
_READ = (Flow, Stay, Attachment, Funding, Holding, ConsolidationTerm, Territory, Establishment)
_lock = threading.Lock()
_kept: tuple[Any, Book] | None = None


@remembered
def book_now() -> Book:
    """One query where nothing changed."""
    global _kept  # noqa: PLW0603 - one book for each process
    state = _state()
    kept = _kept
    if kept is None or kept[0] != state:
        made = Book()
        with _lock:
            kept = _kept = state, made
    return kept[1]


def _state() -> tuple[Any, ...]:
    tables = (events(model).model._meta.db_table for model in _READ)
    counted = ", ".join(f"(select max(pgh_id) from {table}), (select count(*) from {table})" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"select {counted}")
        found: tuple[Any, ...] = cursor.fetchone()
        return found
