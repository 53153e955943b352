"""Statements on the narrow tables, with what a careful administrator would set for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

Parameters = Mapping[str, Any]
# Room for hash tables; compiling plans costs more than it saves here.
SETTINGS = {"work_mem": "1GB", "maintenance_work_mem": "1GB", "jit": "off"}


class TookTooLong(Exception):
    """A statement was cancelled at its limit."""


@contextmanager
def settings(*, limit: float = 0) -> Iterator[None]:
    """`limit` in seconds; 0 waits for as long as it takes."""
    chosen = SETTINGS | {"statement_timeout": f"{int(limit * 1000)}"}
    with connection.cursor() as cursor:
        for name, value in chosen.items():
            cursor.execute("select set_config(%s, %s, false)", [name, value])
        try:
            yield
        except OperationalError as error:
            if "statement timeout" not in str(error):
                raise
            raise TookTooLong from error
        finally:
            for name in chosen:
                cursor.execute(f"reset {name}")


def run(statement: str, parameters: Parameters | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or {})


def rows(statement: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
    with settings(), connection.cursor() as cursor:
        cursor.execute(statement, parameters or {})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def value(statement: str, parameters: Parameters | None = None) -> Any:
    return rows(statement, parameters)[0][0]
