"""When something is recorded, and whose turn it is: saves and closes never overlap (semantics, rule 28).

A save shares a lock that a close takes for itself; both read the clock of the database once they hold it. So what is
recorded before the instant of a close is committed when the close looks, and the rest is recorded after it.
The lock comes before any row lock: a save that waits for a close holds nothing that the close could need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from groupe.kernel.errors import WrongState

LOCK: Final = 7_260_101
# The instant of the save under way, for triggers: all that one save records was recorded at once.
SETTING: Final = "groupe.recorded_at"
_TELLING: Final = f"set_config('{SETTING}', clock_timestamp()::text, true)::timestamptz"
# Saves queue up behind a close that waits for a long import: it gives up rather than make everyone wait.
PATIENCE_MS: Final = 10_000
_instant: ContextVar[dt.datetime | None] = ContextVar("instant", default=None)


@contextmanager
def saving() -> Iterator[dt.datetime]:
    """A transaction that records something, as a decorator or a block; gives the instant of all that it records."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        known = _instant.get()
        if known is not None:
            yield known
            return
        with _at(_locked(f"select {_TELLING} where pg_advisory_xact_lock_shared(%s) is not null")) as instant:
            yield instant
        if inside:
            tell_triggers(None)


def tell_triggers(instant: dt.datetime | None) -> None:
    """What triggers write until the transaction ends bears this instant; that of the clock again where None."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config(%s, %s, true)", [SETTING, instant.isoformat() if instant else ""])


@contextmanager
def closing() -> Iterator[dt.datetime]:
    """A transaction in which nobody else records anything; WrongState (409) where somebody does for too long."""
    with transaction.atomic(), _at(_alone()) as instant:
        yield instant


def recorded_now() -> dt.datetime:
    """The instant of the save under way; outside of one, the present."""
    return _instant.get() or timezone.now()


def _alone() -> dt.datetime:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, true)", [str(PATIENCE_MS)])
            instant = _locked("select clock_timestamp() where pg_advisory_xact_lock(%s) is not null")
            cursor.execute("set local lock_timeout to default")
            return instant
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        message = _("Something is being recorded that takes long, such as an import: try again once it is done.")
        raise WrongState("being_recorded", message) from error


def _locked(statement: str) -> dt.datetime:
    """The condition is met once the lock is held, and the clock is read for the row that it lets through."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
        instant: dt.datetime = cursor.fetchone()[0]
        return instant


@contextmanager
def _at(instant: dt.datetime) -> Iterator[dt.datetime]:
    token = _instant.set(instant)
    try:
        yield instant
    finally:
        _instant.reset(token)
