"""What is measured, in order: making a group, consolidating it, one report, reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.management import call_command
from django.db import connection
from django.test import Client

from benchmarks import narrow
from benchmarks.timing import Measured, keep, measure, tell
from establishments.catalogue import catalogue
from establishments.changes import record_change
from establishments.demo.services import demo_group_create
from establishments.enums import Scenario
from establishments.models import Report
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.consolidation.selectors import children, series
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.kernel.periods import Month, Window, last_completed_month

RUNS = 15
SHOWN = 24


class Bench:
    """One size of group."""

    def __init__(self, sites: int, months: int) -> None:
        self.sites, self.months, self.last = sites, months, last_completed_month()
        self.first = self.last - (min(SHOWN, months) - 1)
        self.measured: list[Measured] = []
        source = catalogue()
        self.indicators = [code for code, each in source.indicators.items() if not each.windowed][:30]
        entered = [m for m in source.measures.values() if m.file == "common" and (m.time, m.sites) == ("SUM", "SUM")]
        self.flows = [m.code for m in entered if m.entered][:60]

    def run(self, *, keep_baseline: bool) -> None:
        call_command("migrate", verbosity=0)
        self._make()
        self._consolidate()
        rows = narrow.make()
        self._compare()
        self._read()
        facts = {"reports": Report.objects.count(), "narrow rows": rows, "MB of roll-ups": _megabytes("rollup")}
        size = f"{self.sites} x {self.months}"
        tell(size, facts, self.measured)
        if keep_baseline:
            keep(size, self.measured)

    def _add(self, *each: Measured) -> None:
        self.measured += each

    def _make(self) -> None:
        def demo() -> None:
            demo_group_create(sites=self.sites, months=self.months, seed=1, password="benchmark only")  # noqa: S106

        self._add(measure("demo group made", demo))
        _analyze()

    def _consolidate(self) -> None:
        self._add(measure("full rebuild", rebuild))
        _analyze()
        self._add(
            measure("fold of one report, last month", fold_all, runs=RUNS, before=partial(_touch, self.last)),
            measure("fold of one report, a year ago", fold_all, runs=RUNS, before=partial(_touch, self.last - 12)),
        )
        if differences := check():
            raise SystemExit(f"the figures differ from their recomputation: {differences}")

    def _compare(self) -> None:
        """The same sums from roll-ups and from narrow rows; equal before either is timed."""
        fast, plain = self._rolled_up(self.flows), narrow.totals(self.flows, self.first, self.last)
        if fast != plain:
            raise SystemExit(f"roll-ups differ from the plain sums: {set(fast.items()) ^ set(plain.items())}")
        codes = f"{len(self.flows)} measures x {self.last.index - self.first.index + 1} months"
        self._add(
            measure(f"roll-ups: {codes}", lambda: self._rolled_up(self.flows), runs=RUNS),
            measure(f"GROUP BY: {codes}", lambda: narrow.totals(self.flows, self.first, self.last), runs=5),
        )

    def _rolled_up(self, codes: Sequence[str]) -> dict[tuple[Month, str], int]:
        found = series(scope="group", codes=codes, first=self.first, last=self.last)
        scales = {code: catalogue().measures[code].scale for code in codes}
        return {
            (figure.period, code): int(figure.value * 10 ** scales[code])
            for code, line in found.items()
            for figure in line.figures
            if figure.value is not None
        }

    def _read(self) -> None:
        user = User.objects.get(email="executive@demo.example")
        page, secret = Client(SERVER_NAME="localhost"), ApiToken.new_secret()
        page.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        ApiToken.objects.create(user=user, name="bench", digest=token_digest(secret), prefix=secret[:12])
        api = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {secret}"})
        shown, period = self.indicators, self.last
        address = f"/api/v1/consolidation/?scope=group&indicators={','.join(shown)}&from={self.first}&to={period}"
        self._add(
            measure("30 indicators x 24 months, group", lambda: self._series(shown), runs=RUNS),
            measure("12 months, group", lambda: self._series(shown, window="r12"), runs=RUNS),
            measure("children by territory, 5 indicators", lambda: self._children("territory"), runs=RUNS),
            measure("children by establishment, 5 indicators", lambda: self._children("establishment"), runs=RUNS),
            measure("page /", lambda: _ok(page, "/"), runs=RUNS),
            measure("API consolidation, the same 30 x 24", lambda: _ok(api, address), runs=RUNS),
        )

    def _series(self, codes: Sequence[str], window: Window = "month") -> None:
        series(scope="group", codes=codes, first=self.first, last=self.last, window=window)

    def _children(self, by: str) -> None:
        children(scope="group", by=by, codes=self.indicators[:5], period=self.last, window="month")


def _ok(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address[:60]} answers {answer.status_code}")


def _touch(month: Month) -> None:
    """As if one report of that month had been submitted again."""
    counting = Report.objects.filter(scenario=Scenario.ACTUAL, counting__isnull=False, month=month.first)
    if report := counting.order_by("pk").first():
        record_change([report.establishment_id], report.month, report.month)


def _analyze() -> None:
    """What autovacuum does in an installation."""
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _megabytes(what: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size(%s)", [f"consolidation_{what}"])
        return round(int(cursor.fetchone()[0]) / 2**20, 1)
