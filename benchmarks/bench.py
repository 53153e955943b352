"""One run: a group is made, consolidated, compared with plain GROUP BY, read, written to by many, and checked."""

from __future__ import annotations

import resource
import time
from datetime import datetime

from django.core.management import call_command
from django.utils import timezone

from benchmarks import equality, figures, goals, machine, saving, shares, together, web
from benchmarks.drafts import Draft, Drafts, writer
from benchmarks.figures import Page, page_of
from benchmarks.narrow import everything, load
from benchmarks.narrow.database import run, value
from benchmarks.results import Results
from establishments.demo.services import demo_group_create
from establishments.models import Report
from groupe.consolidation.models import Close
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.consolidation.services.closing import close_period
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month

LARGE, SMALL = 100_000, 1_000


class Bench:
    """One size of group; `limit` in seconds for each statement of a GROUP BY that makes everything."""

    def __init__(self, sites: int, months: int, *, limit: float) -> None:
        self.sites, self.months, self.limit, self.last = sites, months, limit, last_completed_month()
        self.large, self.small = sites * months > LARGE, sites * months < SMALL
        call_command("migrate", verbosity=0)
        self.results = Results({"sites": sites, "months": months}, machine.facts())
        self.seconds, self.few = (2.0, 8) if self.small else (10.0, 20)

    def run(self) -> Results:
        self._make()
        self._rebuild("rebuild_engine")
        close, between = self._revise()
        page = page_of(self.months, self.last)
        self._narrow()
        self._figures(page, close, between)
        self._everything(page)
        self._storage()
        say("costs are shared")
        shares.run(self.last, self.months, self.results)
        self._write()
        web.run(page, self.results, seconds=self.seconds / 2)
        self._check()
        goals.hold(self.results)
        return self.results

    def _make(self) -> None:
        say("a group is made")

        def demo() -> None:
            demo_group_create(sites=self.sites, months=self.months, seed=1, password="benchmark only")  # noqa: S106

        self.results.time("demo", "group made", demo)
        run("analyze")
        self.results.facts["reports"] = Report.objects.count()

    def _rebuild(self, key: str) -> None:
        say("figures are rebuilt")
        runs = 1 if self.large or self.small else 3
        self.results.time(key, "rebuild of everything: engine", rebuild, runs=runs)
        run("analyze")
        self.first = Month(int(value("select min(month) from consolidation_rollup")))

    def _revise(self) -> tuple[Close, datetime]:
        """A period is closed; reports are submitted again after it, and after an instant in between."""
        say("a period is closed, reports are revised")
        begin = time.perf_counter()
        close = self._close()
        self.results.keep("close_period", "closing a period", "ms", [1000 * (time.perf_counter() - begin)])
        self.author, self.secret = writer()
        self.drafts = Drafts(self.author, self.last)
        for draft in self.drafts.take(self.few):
            saving.submit(draft, self.author)
        between = timezone.now()
        saving.one_save(self._taken(2 * self.few), self.author, self.results)
        while fold_all():
            pass
        saving.folds(self.results)
        return close, between

    def _taken(self, count: int) -> list[Draft]:
        found = self.drafts.take(count)
        if not found:
            raise SystemExit("the group is too small: no report could be submitted again")
        return found

    def _close(self) -> Close:
        for back in range(2, self.months):
            try:
                return close_period(author=None, month=self.last - back, confirm_late=True)
            except DomainError as error:
                if error.code != "flows_differ":
                    raise
        raise SystemExit("no period could be closed")

    def _narrow(self) -> None:
        say("the same data as narrow rows")
        taken = load.make(self.first, self.last)
        self.results.keep("narrow_load", "narrow rows loaded and indexed", "ms", [1000 * sum(taken.values())])
        self.results.facts["narrow_rows"] = load.counted()

    def _figures(self, page: Page, close: Close, between: datetime) -> None:
        say("figures are compared, then timed")
        figures.compare(page, self.results, quick=self.large)
        figures.read(page, self.results)
        figures.known(page, close, between, self.results, quick=self.large)

    def _everything(self, page: Page) -> None:
        say("everything by GROUP BY")
        taken = everything.group_everything(page.group, self.last.index, limit=self.limit)
        self.results.equal["every scope and month"] = equality.everything_equal(
            taken, self.first.index, self.last.index
        )
        totals = [taken["presence"], taken["totals"]]
        for key, what, steps in (
            ("totals_plain", "rebuild of all totals: GROUP BY", totals),
            ("rebuild_plain", "rebuild of totals and comparisons: GROUP BY", [*totals, taken["compared"]]),
        ):
            spent = sum(self.limit if step is None else step for step in steps)
            self.results.keep(key, what, "ms", [1000 * spent], at_least=None in steps)
        everything.forget()

    def _storage(self) -> None:
        tables = {
            "storage_narrow": ("narrow rows and their indexes", ["narrow", "narrow_member", "narrow_inside"]),
            "storage_reports": ("versions of reports", ["establishments_reportversion"]),
            "storage_cells": ("cells", ["consolidation_cell"]),
            "storage_comparisons": ("comparisons", ["consolidation_comparison"]),
            "storage_rollups": ("roll-ups", ["consolidation_rollup"]),
            "storage_close": ("snapshot of a close", ["consolidation_closerow"]),
        }
        figures_of = tables["storage_cells"][1] + tables["storage_comparisons"][1] + tables["storage_rollups"][1]
        tables["storage_all"] = "versions of reports and all figures", [*tables["storage_reports"][1], *figures_of]
        for key, (what, names) in tables.items():
            self.results.keep(key, f"storage: {what}", "MB", [sum(_bytes(name) for name in names) / 1e6])

    def _write(self) -> None:
        say("many write and read at once")
        load.forget()
        saving.bulk(self.drafts, self.secret, self.results, size=8 if self.small else 100)
        together.run(self.drafts, self.author, self.months, self.last, self.results, seconds=self.seconds)

    def _check(self) -> None:
        say("every figure is computed once more")
        while fold_all():
            pass
        found = check()
        self.results.facts["differences"] = len(found.found)
        self.results.facts["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        if found:
            raise SystemExit(f"the figures differ from their recomputation: {found.found}"[:2000])


def _bytes(table: str) -> int:
    return int(value("select pg_total_relation_size(%(table)s::regclass)", {"table": table}))


def say(what: str) -> None:
    print(f"{time.process_time():5.0f} s of work: {what}", flush=True)
