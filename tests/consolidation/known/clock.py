"""A clock that tests set: what is recorded bears its instant, in rows and in what triggers write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import time_machine

from groupe.kernel import recording
from groupe.kernel.periods import PARIS


def paris(text: str) -> dt.datetime:
    """`2025-03-12` is the noon of a day, `2025-03-12 18:30` an instant."""
    at = dt.datetime.fromisoformat(text)
    return at.replace(hour=at.hour or 12, tzinfo=PARIS)


@contextmanager
def clock(at: dt.datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False), recording._at(at):
        recording.tell_triggers(at)
        try:
            yield
        finally:
            recording.tell_triggers(None)
