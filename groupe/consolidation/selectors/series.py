"""A scope's figures, month after month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from establishments.catalogue import catalogue
from groupe.consolidation.eliminations import Book, Sums, after_elimination
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.figures import Coverage, Figure, Vectors, figure, figures
from groupe.consolidation.selectors.compared import constant_vectors
from groupe.consolidation.selectors.legal import legal_vectors
from groupe.consolidation.selectors.vectors import TODAY, Today, scope_vectors
from groupe.kernel.periods import Month, Window, is_complete, window_start

Comparison = Literal["previous_year", "budget"]
Perimeter = Literal["current", "constant"]
View = Literal["operational", "legal"]
# What the budget of a figure is made of: cost and income are budgeted, the rest follows.
BUDGETS = {"CH": "BUD_CH", "PR": "BUD_PR"}


@dataclass(frozen=True)
class Series:
    """One figure per last month of a window; `compare` is aligned with it.

    `before`: the same before elimination, where the figures are those after it.
    """

    code: str
    figures: list[Figure]
    compare: list[Figure] | None = None
    before: list[Figure] | None = None


def series(
    *,
    scope: str,
    codes: Sequence[str],
    first: Month,
    last: Month,
    window: Window = "month",
    compare: Comparison | None = None,
    perimeter: Perimeter = "current",
    view: View = "operational",
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> dict[str, Series]:
    """The figures of these codes for each last month; calendar quarters and years only where completed.

    A quarter or year in progress is given for `last` itself, when `first` equals it. On the constant perimeter a
    figure and the one a year before are made of the same cells (semantics, rule 20); in the legal view each cell counts
    with its fraction (rule 23). Indicators that use it are given after elimination on the current perimeter (rule 25),
    but for who reads validated reports alone: flows are not validated.
    """
    begin = window_start(window, first)
    periods = [month for month in first.to(last) if is_complete(window, month) or first == last]
    needed = {*codes, *BUDGETS.values()} if compare == "budget" else codes
    if perimeter == "constant":
        now, then = constant_vectors(
            scope, begin, last, needed, legal=view == "legal", validated_only=validated_only, known_at=known_at
        )
        earlier = [period - 12 for period in periods]
        return {code: _alike(now, then, code, periods, earlier, window, compare) for code in codes}
    back = 12 if compare == "previous_year" else 0
    reading = legal_vectors if view == "legal" else scope_vectors
    vectors = reading(scope, begin - back, last, needed, validated_only=validated_only, known_at=known_at)
    found = {code: _series(vectors, code, periods, window, compare) for code in codes}
    return found if validated_only else _after(found, scope, window, view, compare, known_at)


def _after(
    found: dict[str, Series], scope: str, window: Window, view: View, compare: Comparison | None, known_at: Today
) -> dict[str, Series]:
    """A few rates are read without what the scope bills itself; each remembers what it was before."""
    concerned = catalogue().after.intersection(found)
    if not concerned:
        return found
    taken = partial(taken_out, known_at.book(), (scope,), window, view)
    for code in concerned:
        before = found[code]
        compared = before.compare
        if compared is not None and compare == "previous_year":
            compared = [after_elimination(each, taken(each.period)) for each in compared]
        after = [after_elimination(each, taken(each.period)) for each in before.figures]
        found[code] = Series(code, after, compared, before.figures)
    return found


def taken_out(book: Book, scopes: tuple[str, ...], window: Window, view: View, period: Month) -> Sums:
    """What the window that ends with `period` takes out of each measure."""
    return book.sums(scopes, window_start(window, period).to(period), view)


def _alike(
    now: Vectors,
    then: Vectors,
    code: str,
    periods: Sequence[Month],
    earlier: Sequence[Month],
    window: Window,
    compare: Comparison | None,
) -> Series:
    """Last year's sums stand in the months of this year."""
    if compare != "previous_year":
        return _series(now, code, periods, window, compare)
    before = figures(then, code, periods, window, told=earlier)
    return Series(code, figures(now, code, periods, window), before)


def _series(
    vectors: Vectors, code: str, periods: Sequence[Month], window: Window, compare: Comparison | None
) -> Series:
    found = figures(vectors, code, periods, window)
    if compare is None:
        return Series(code, found)
    if compare == "previous_year":
        return Series(code, found, figures(vectors, code, [period - 12 for period in periods], window))
    return Series(code, found, [budget(vectors, code, period, window) for period in periods])


def budget(vectors: Vectors, code: str, period: Month, window: Window) -> Figure:
    """The budget of a figure: of income, cost, result and result rate; none of the others."""
    if code in BUDGETS:
        return figure(vectors, BUDGETS[code], period, window)._replace(code=code)
    income, cost = (figure(vectors, name, period, window) for name in ("BUD_PR", "BUD_CH"))
    if code not in {"RES", "FI02"} or income.value is None or cost.value is None:
        return Figure(code, period, None, None, None, Coverage(0, 0, 0))
    result = income.value - cost.value
    if code == "RES":
        return income._replace(code=code, value=result, numerator=result)
    factor = current_plan().indicators[code].factor
    rate = result * factor / income.value if income.value else None
    return income._replace(code=code, value=rate, numerator=result, denominator=income.value)
