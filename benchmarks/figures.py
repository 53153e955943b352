"""Reading figures: the engine beside plain GROUP BY, equal first."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks import equality
from benchmarks.narrow import queries
from benchmarks.narrow.measures import flows, page_indicators
from benchmarks.results import Results
from groupe.consolidation.engine.plan import IndicatorPlan
from groupe.consolidation.models import Close, Scope
from groupe.consolidation.selectors import Bridge, Child, Series, bridge, children, series
from groupe.consolidation.selectors.past import as_known
from groupe.consolidation.selectors.recent import forget_recent
from groupe.kernel.periods import Month

RUNS, PLAIN_RUNS = 15, 3
T = TypeVar("T")
SHOWN = 24


@dataclass(frozen=True)
class Page:
    """The page of the whole group: 30 indicators x 24 months, where there are as many."""

    first: Month
    last: Month
    group: int
    plans: list[IndicatorPlan] = field(default_factory=page_indicators)
    flows: list[str] = field(default_factory=flows)
    # What GROUP BY answered for today.
    now: dict[tuple[Month, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def codes(self) -> list[str]:
        return [plan.code for plan in self.plans]

    @property
    def few(self) -> list[str]:
        return self.flows[:5]

    def engine(self) -> dict[str, Series]:
        return series(scope="group", codes=self.codes, first=self.first, last=self.last)

    def plain(self, at: dt.datetime | None = None) -> dict[tuple[Month, str], tuple[int, int]]:
        return queries.page(self.group, self.plans, self.first, self.last, at)

    def known(self, at: dt.datetime) -> dict[str, Series]:
        """The same page as known at an instant; a close answers by its snapshot."""
        with as_known(at) as then:
            return series(scope="group", codes=self.codes, first=self.first, last=self.last, known_at=then)

    @property
    def size(self) -> str:
        return f"{len(self.plans)} indicators x {len(self.months)} months"

    @property
    def wide(self) -> str:
        return f"{len(self.flows)} measures x {len(self.months)} months"

    def plain_constant(self) -> tuple[queries.Totals, queries.Totals]:
        return queries.constant(self.group, self.flows, self.first, self.last)

    @property
    def months(self) -> list[Month]:
        return list(self.first.to(self.last))

    def constant(self) -> dict[str, Series]:
        return series(
            scope="group", codes=self.flows, first=self.first, last=self.last,
            perimeter="constant", compare="previous_year",
        )  # fmt: skip

    def children(self) -> list[Child]:
        return children(scope="group", by="kind", codes=self.few, period=self.last)

    def bridge(self, code: str) -> Bridge:
        return bridge(scope="group", measure=code, first=self.last - 11, last=self.last)

    def bridged(self, code: str) -> queries.Moved:
        return queries.bridge(self.group, code, self.last - 11, self.last)


def page_of(months: int, last: Month) -> Page:
    return Page(last - (min(SHOWN, months) - 1), last, Scope.objects.get(code="group").pk)


def compare(page: Page, results: Results, *, quick: bool) -> None:
    """Equality of the current figures, constant perimeter, bridge and parts; GROUP BY once where it takes minutes."""
    numbers = dict(Scope.objects.values_list("code", "pk"))
    plain = _plain(results, "page", f"page of the group, {page.size}", page.plain, quick=quick)
    results.equal["page"] = equality.page_equal("page of the group", page.engine(), plain, page.plans)
    page.now.update(plain)
    now, before = _plain(results, "constant", f"constant perimeter, {page.wide}", page.plain_constant, quick=quick)
    found = page.constant()
    results.equal["constant"] = equality.equal("constant perimeter", equality.totals_of(found), now)
    results.equal["constant"] += equality.equal("constant perimeter, last year", equality.before_of(found), before)
    results.equal["bridge"] = sum(equality.bridge_equal(page.bridge(code), page.bridged(code)) for code in page.flows)
    kinds = [pk for code, pk in numbers.items() if code.startswith("kind:")]
    few = _plain(
        results, "children", "children by kind, 5 measures",
        lambda: queries.children(kinds, page.group, page.few, page.last), quick=quick,
    )  # fmt: skip
    results.equal["children"] = equality.children_equal(page.children(), few, numbers, page.few)
    code = page.flows[0]
    _plain(results, "bridge", "bridge over 12 months", lambda: page.bridged(code), quick=quick)


def _plain(results: Results, key: str, what: str, work: Callable[[], T], *, quick: bool) -> T:
    """The answer of GROUP BY and its duration: that of the first run, or of some more."""
    begin = time.perf_counter()
    found = work()
    taken = [1000 * (time.perf_counter() - begin)]
    if not quick:
        results.time(f"{key}_plain", f"{what}: GROUP BY", work, runs=PLAIN_RUNS)
    else:
        results.keep(f"{key}_plain", f"{what}: GROUP BY", "ms", taken)
    return found


def read(page: Page, results: Results) -> None:
    """What the engine takes for the same; `page_again` is a page read since the newest fold."""
    results.time("page_engine", f"page of the group, {page.size}: engine", page.engine, runs=RUNS, before=forget_recent)
    results.time("page_again", f"page of the group, {page.size}: engine, once more", page.engine, runs=RUNS)
    results.time(
        "children_engine", "children by kind, 5 measures: engine", page.children, runs=RUNS, before=forget_recent
    )
    results.time(
        "constant_engine", f"constant perimeter, {page.wide}: engine", page.constant, runs=RUNS, before=forget_recent
    )
    code = page.flows[0]
    results.time(
        "bridge_engine", "bridge over 12 months: engine", lambda: page.bridge(code), runs=RUNS, before=forget_recent
    )


def known(page: Page, close: Close, between: dt.datetime, results: Results, *, quick: bool) -> None:
    """As a close found it, after reports were revised; and as known at an instant between two revisions."""
    at = close.closed_at
    plain = _plain(results, "close", "page as known at a close", lambda: page.plain(at), quick=quick)
    results.equal["as known at a close"] = equality.page_equal("known at a close", page.known(at), plain, page.plans)
    if plain == page.now:
        raise SystemExit("nothing was revised after the close: what was known then can't be told from now")
    results.time("close_engine", "page as known at a close: engine", lambda: page.known(at), runs=RUNS)
    plain = _plain(results, "day", "page as known on any day", lambda: page.plain(between), quick=quick)
    results.equal["as known on any day"] = equality.page_equal(
        "known on any day", page.known(between), plain, page.plans
    )
    results.time(
        "day_engine", "page as known on any day: engine", lambda: page.known(between), runs=3, before=forget_recent
    )


__all__ = ["Page", "compare", "known", "page_of", "read"]
