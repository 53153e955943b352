"""Months after a closure: the site is gone, and its finance section stays open until its costs are settled.

Nothing is owed for them: they are in no count of what is expected (domain, section 5.3; semantics, rule 19).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from establishments.catalogue import catalogue
from establishments.enums import ExitReason
from groupe.kernel.periods import Month
from groupe.kernel.ranges import last_day

RESIDUAL_MONTHS: Final = 24
RESIDUAL_THEME: Final = "finance"
Span = tuple[dt.date, Month, Month]


def residual_spans(stays: Iterable[Any]) -> list[Span]:
    """(last day in the group, first month, last month) after each closure of one establishment, in order.

    Another stay ends them: from its first month on the site reports as everybody does.
    """
    ordered = sorted(stays, key=lambda stay: stay.valid.lower or dt.date.min)
    found: list[Span] = []
    for stay, following in pairwise([*ordered, None]):
        closed = last_day(stay.valid)
        if stay.exit_reason != ExitReason.CLOSED or closed is None:
            continue
        first, last = Month.of(closed) + 1, Month.of(closed) + RESIDUAL_MONTHS
        if following is not None and following.valid.lower:
            last = min(last, Month.of(following.valid.lower) - 1)
        if first <= last:
            found.append((closed, first, last))
    return found


def is_residual(stays: Iterable[Any], month: Month) -> bool:
    return any(first <= month <= last for _closed, first, last in residual_spans(stays))


def stays_open(code: str) -> bool:
    """Whether a measure may still be told after a closure."""
    measure = catalogue().measures.get(code)
    return measure is not None and measure.theme == RESIDUAL_THEME


def open_measures(kind: str) -> list[str]:
    return [m.code for m in catalogue().measures_of(kind) if m.entered and stays_open(m.code)]
