"""What one save costs, and many at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from functools import partial
from unittest.mock import patch

from django.db import transaction
from django.test import Client

from benchmarks.drafts import Draft, Drafts
from benchmarks.results import Results
from establishments.changes import record_change
from establishments.models import Establishment, Report, ReportVersion
from establishments.services import reporting
from establishments.services.reporting import report_submit
from groupe.accounts.models import User
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month

# Far above the versions that there are, to be taken away again.
UNUSED = 1_000_000


def submit(draft: Draft, author: User) -> Report:
    establishment = Establishment.objects.get(pk=draft.establishment)
    return report_submit(establishment=establishment, month=Month(draft.month), author=author).report


def one_save(drafts: Sequence[Draft], author: User, results: Results) -> None:
    """A submission beside the same without what consolidation adds, and the bare write of its version row.

    The reports stay submitted.
    """
    queue, apart = iter(drafts[::2]), iter(drafts[1::2])
    runs = len(drafts) // 2
    results.time("save_engine", "submission of a report", lambda: submit(next(queue), author), runs=runs)
    with patch.object(reporting, "record_change", lambda *_args: None):
        results.time("save_alone", "the same, not queued for folding", lambda: submit(next(apart), author), runs=runs)
    for draft in drafts[1::2]:
        record_change([draft.establishment], Month(draft.month).first, Month(draft.month).first)
    rows = [_version(draft, number) for number, draft in enumerate(drafts[:runs])]
    bare, queued = iter(rows), iter([_version(draft, number + runs) for number, draft in enumerate(drafts[:runs])])
    results.time("save_bare", "bare write of the same version row", lambda: _write(next(bare)), runs=runs)
    results.time("save_queued", "the same, with what consolidation adds", lambda: _queue(next(queued)), runs=runs)
    ReportVersion.objects.filter(version__gte=UNUSED).delete()


def _version(draft: Draft, number: int) -> ReportVersion:
    found = ReportVersion.objects.filter(
        report__establishment=draft.establishment, report__month=Month(draft.month).first, submitted=True
    )
    row = found.select_related("report").latest("pk")
    row.pk, row.version, row.submitted, row._state.adding = None, UNUSED + number, False, True
    return row


@transaction.atomic
def _write(row: ReportVersion) -> None:
    row.save(force_insert=True)


@transaction.atomic
def _queue(row: ReportVersion) -> None:
    row.save(force_insert=True)
    record_change([row.report.establishment_id], row.report.month, row.report.month)


def folds(results: Results) -> None:
    """The work of the worker after one report, and after many."""
    chosen = list(Report.objects.filter(counting__isnull=False, scenario="actual").order_by("pk")[:2000])
    for count in (1, 50, 400):
        if len(chosen) >= count:
            sample = chosen[:: max(1, len(chosen) // count)][:count]
            what = f"fold of {count} report{'s' if count > 1 else ''}"
            results.time(f"fold_{count}", what, fold_all, runs=5, before=partial(_touch, sample))


def _touch(reports: Sequence[Report]) -> None:
    """As if these reports had been submitted again."""
    for report in reports:
        record_change([report.establishment_id], report.month, report.month)


def bulk(drafts: Drafts, secret: str, results: Results, *, size: int) -> None:
    """POST reports/bulk: values a second, rules checked, submitted and queued."""
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {secret}"})
    rates = []
    for body, values in _bodies(drafts, size):
        begin = time.perf_counter()
        _post(client, body)
        rates.append(values / (time.perf_counter() - begin))
    if rates:
        results.keep("bulk_values", f"POST reports/bulk, up to {size} reports at once", "values/s", rates)


def _bodies(drafts: Drafts, size: int) -> Iterator[tuple[str, int]]:
    for _run in range(3):
        taken = drafts.take(size)
        if not taken:
            return
        rows = []
        for draft in taken:
            report = Report.objects.select_related("establishment").get(
                establishment=draft.establishment, month=Month(draft.month).first, scenario="actual"
            )
            period = str(Month(draft.month))
            rows.append({"establishment": report.establishment.code, "period": period, "values": report.draft})
        yield json.dumps({"reports": rows, "submit": True}), sum(len(row["values"]) for row in rows)


def _post(client: Client, body: str) -> None:
    answer = client.post("/api/v1/reports/bulk/", body, content_type="application/json")
    if answer.status_code >= 300:
        raise SystemExit(f"reports/bulk answers {answer.status_code}: {answer.content[:300]!r}")
