"""Reading figures: the engine beside plain GROUP BY, equal first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from benchmarks import equality
from benchmarks.narrow import queries
from benchmarks.narrow.measures import flows, page_indicators
from benchmarks.results import Results
from groupe.consolidation.engine.plan import IndicatorPlan
from groupe.consolidation.models import Close, Scope
from groupe.consolidation.selectors import Bridge, Child, Series, bridge, children, series
from groupe.consolidation.selectors.past import as_known
from groupe.kernel.periods import Month

RUNS, PLAIN_RUNS = 15, 3
SHOWN = 24


@dataclass(frozen=True)
class Page:
    """The page of the whole group: 30 indicators x 24 months, where there are as many."""

    first: Month
    last: Month
    group: int
    plans: list[IndicatorPlan] = field(default_factory=page_indicators)
    flows: list[str] = field(default_factory=flows)

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


def compare(page: Page, results: Results) -> None:
    """Equality of the current figures, constant perimeter, bridge and parts."""
    numbers = dict(Scope.objects.values_list("code", "pk"))
    results.equal["page"] = equality.page_equal("page of the group", page.engine(), page.plain(), page.plans)
    found, (now, before) = page.constant(), queries.constant(page.group, page.flows, page.first, page.last)
    results.equal["constant"] = equality.equal("constant perimeter", equality.totals_of(found), now)
    results.equal["constant"] += equality.equal("constant perimeter, last year", equality.before_of(found), before)
    results.equal["bridge"] = sum(equality.bridge_equal(page.bridge(code), page.bridged(code)) for code in page.flows)
    kinds = [pk for code, pk in numbers.items() if code.startswith("kind:")]
    plain = queries.children(kinds, page.group, page.few, page.last)
    results.equal["children"] = equality.children_equal(page.children(), plain, numbers, page.few)


def read(page: Page, results: Results, *, quick: bool) -> None:
    """Durations of the same."""
    plain_runs = 1 if quick else PLAIN_RUNS
    size = f"{len(page.plans)} indicators x {len(page.months)} months"
    kinds = list(Scope.objects.filter(code__startswith="kind:").values_list("pk", flat=True))
    results.time("page_engine", f"page of the group, {size}: engine", page.engine, runs=RUNS)
    results.time("page_plain", f"page of the group, {size}: GROUP BY", page.plain, runs=plain_runs)
    results.time("children_engine", "children by kind, 5 measures: engine", page.children, runs=RUNS)
    results.time(
        "children_plain", "children by kind, 5 measures: GROUP BY",
        lambda: queries.children(kinds, page.group, page.few, page.last), runs=plain_runs,
    )  # fmt: skip
    size = f"{len(page.flows)} measures x {len(page.months)} months"
    results.time("constant_engine", f"constant perimeter, {size}: engine", page.constant, runs=RUNS)
    results.time(
        "constant_plain", f"constant perimeter, {size}: GROUP BY",
        lambda: queries.constant(page.group, page.flows, page.first, page.last), runs=plain_runs,
    )  # fmt: skip
    code = page.flows[0]
    results.time("bridge_engine", "bridge over 12 months: engine", lambda: page.bridge(code), runs=RUNS)
    results.time("bridge_plain", "bridge over 12 months: GROUP BY", lambda: page.bridged(code), runs=plain_runs)


def known(page: Page, close: Close, between: dt.datetime, results: Results, *, quick: bool) -> None:
    """As a close found it, after reports were revised; and as known at an instant between two revisions."""
    plain_runs = 1 if quick else PLAIN_RUNS
    at = close.closed_at
    plain = page.plain(at)
    results.equal["as known at a close"] = equality.page_equal("known at a close", page.known(at), plain, page.plans)
    if plain == page.plain():
        raise SystemExit("nothing was revised after the close: what was known then can't be told from now")
    results.time("close_engine", "page as known at a close: engine", lambda: page.known(at), runs=RUNS)
    results.time("close_plain", "page as known at a close: GROUP BY", lambda: page.plain(at), runs=plain_runs)
    plain = page.plain(between)
    results.equal["as known on any day"] = equality.page_equal(
        "known on any day", page.known(between), plain, page.plans
    )
    results.time("day_engine", "page as known on any day: engine", lambda: page.known(between), runs=plain_runs)
    results.time("day_plain", "page as known on any day: GROUP BY", lambda: page.plain(between), runs=plain_runs)


__all__ = ["Page", "compare", "known", "page_of", "read"]
