"""What a reader asks of the figures: scope, period, window, comparison, perimeter; all of it in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, get_args
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from establishments.scopes import ScopeInfo
from groupe.consolidation.selectors import TODAY, Comparison, Perimeter, Today, View, series
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import WINDOWS, Month, Window, window_start

# How a scope is broken down at first.
USUAL = {"group": "sector", "sector": "kind"}
LOOK_BACK = 3
ENOUGH = Fraction(9, 10)
EVERYBODY = "JM"  # a figure that every report gives
DEFAULT_WINDOW: Window = "ytd"
DEFAULT_COMPARISON: Comparison = "previous_year"
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)
PERIMETERS: tuple[Perimeter, ...] = get_args(Perimeter)
VIEWS: tuple[View, ...] = get_args(View)
USUAL_MEASURE = "PR"


@dataclass(frozen=True)
class Choice:
    """`code` is the figure that the heat table and the map look at, `measure` the one that the bridge is drawn of.

    `known_at` is the instant asked for, as typed; `figures` is what is read: today's, or those known then. `view` is
    the operational one, or the legal one.
    """

    scope: ScopeInfo
    period: Month
    window: Window
    compare: Comparison
    by: str
    code: str
    latest: Month
    usual_period: Month
    usual_by: str
    perimeter: Perimeter = "current"
    view: View = "operational"
    measure: str = USUAL_MEASURE
    known_at: str = ""
    figures: Today = TODAY
    carries_scope: bool = False  # whether the scope stands in the query, not in the path

    @property
    def legal(self) -> bool:
        return self.view == "legal"

    @property
    def first(self) -> Month:
        return window_start(self.window, self.period)

    def query(self, **changes: Any) -> str:
        """The address of the same choice but for `changes`; what is as usual is left out."""
        other = replace(self, **changes)
        kept = {
            "scope": other.scope.code if other.carries_scope else "",
            "period": str(other.period) if other.period != other.usual_period else "",
            "window": other.window if other.window != DEFAULT_WINDOW else "",
            "compare": other.compare if other.compare != DEFAULT_COMPARISON else "",
            "by": other.by if other.by != other.usual_by else "",
            "code": other.code,
            "perimeter": other.perimeter if other.perimeter != "current" else "",
            "view": other.view if other.view != "operational" else "",
            "measure": other.measure if other.measure != USUAL_MEASURE else "",
            "known_at": other.known_at,
        }
        found = {name: value for name, value in kept.items() if value}
        return f"?{urlencode(found)}" if found else ""


def read_choice(
    asked: QueryDict,
    scope: ScopeInfo,
    span: tuple[Month, Month],
    breakdowns: Sequence[str],
    figures: Today = TODAY,
) -> Choice:
    """`span`: the first and last month with figures. DomainError 400 on a value that is not offered."""
    earliest, latest = span
    usual = USUAL.get(scope.kind, "establishment")
    usual_by = usual if usual in breakdowns else next(iter(breakdowns), "")
    usual_period = usual_month(scope, earliest, latest, figures)
    return Choice(
        scope=scope,
        period=_period(asked, usual_period, earliest, latest, past=figures is not TODAY),
        window=_one_of(asked, "window", WINDOWS, DEFAULT_WINDOW),
        compare=_one_of(asked, "compare", COMPARISONS, DEFAULT_COMPARISON),
        by=_one_of(asked, "by", breakdowns, usual_by) if breakdowns else "",
        code=asked.get("code", ""),
        perimeter=_one_of(asked, "perimeter", PERIMETERS, "current"),
        view=_one_of(asked, "view", VIEWS, "operational"),
        measure=asked.get("measure", "") or USUAL_MEASURE,
        latest=latest,
        usual_period=usual_period,
        usual_by=usual_by,
        known_at="" if figures is TODAY else asked.get("known_at", "").strip(),
        figures=figures,
    )


def usual_month(scope: ScopeInfo, earliest: Month, latest: Month, figures: Today = TODAY) -> Month:
    """The newest of the last months for which most reports are in: sums of half a group would mislead."""
    first = max(earliest, latest - (LOOK_BACK - 1))
    found = series(scope=scope.code, codes=[EVERYBODY], first=first, last=latest, known_at=figures)
    known = found[EVERYBODY].figures
    for figure in reversed(known):
        if figure.coverage.reported and figure.coverage.reported >= ENOUGH * figure.coverage.expected:
            return figure.period
    return latest


def _period(asked: QueryDict, usual: Month, earliest: Month, latest: Month, *, past: bool = False) -> Month:
    """Of the past, the usual month stands in for one that had no figures yet: the picker tells both at once."""
    text = asked.get("period", "")
    try:
        period = Month.parse(text) if text else usual
    except ValueError:
        period = None
    if past and period is not None and period > latest:
        return usual
    if period is None or not earliest <= period <= latest:
        message = _("A month from %(first)s to %(last)s is expected.") % {"first": earliest, "last": latest}
        raise DomainError("invalid", message, fields={"period": message})
    return period


def _one_of(asked: QueryDict, name: str, offered: Sequence[Any], usual: Any) -> Any:
    value = asked.get(name, "") or usual
    if value not in offered:
        message = _("%(field)s: one of %(values)s is expected.") % {"field": name, "values": ", ".join(offered)}
        raise DomainError("invalid", message, fields={name: message})
    return value
