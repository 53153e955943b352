"""Everything at once: submissions, readers and the worker; how soon a submission is seen in the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from benchmarks.drafts import Draft, Drafts
from benchmarks.processes import PATIENCE, clients, worker
from benchmarks.results import Results, percentile
from establishments.models import Change
from groupe.accounts.models import User
from groupe.consolidation.models import EngineState
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month

POLL = 0.01
WRITES, READS, READERS = 50.0, 100.0, 16
Key = tuple[int, int]


def run(drafts: Drafts, author: User, months: int, last: Month, results: Results, *, seconds: float) -> None:
    paced = drafts.take(min(int(WRITES * seconds), len(drafts) // 2))
    rushed = drafts.take(int(WRITES * seconds))
    while fold_all():
        pass
    with worker():
        _paced(paced, author, months, last, results, seconds)
        _rushed(rushed, author, results, seconds)
        _until_folded()


def _paced(drafts: Sequence[Draft], author: User, months: int, last: Month, results: Results, seconds: float) -> None:
    """50 submissions a second beside 16 readers who ask for 100 pages a second in all."""
    writing = _job("write", 4, WRITES, seconds, {"author": author.email, "drafts": _pairs(drafts)})
    reading = _job("read", READERS // 2, READS / 2, seconds, {"months": months, "last": last.index})
    with clients(writing, reading, reading) as ((writer, *readers), start):
        seen = _watch(drafts, until=start + seconds)
        written = writer.result(seconds)
        read = [call for reader in readers for call in reader.result(seconds)]
    least = {(site, month): version for _begin, _end, site, month, version in written}
    _watch(drafts, until=time.time() + PATIENCE, least=least, known=seen)
    lags = [1000 * (_seen_at(seen, (site, month), version) - end) for _begin, end, site, month, version in written]
    results.keep("lag", "a submission is seen in the figures after", "ms", [max(0.0, lag) for lag in lags])
    results.keep("lag_rate", "submissions meanwhile", "1/s", [len(written) / seconds])
    results.keep("lag_pages", "pages of the group read meanwhile, 16 readers", "1/s", [len(read) / seconds])
    results.keep("lag_page", "such a page", "ms", [1000 * (end - begin) for begin, end in read])
    results.facts["lag_p95_ms"] = round(percentile(sorted(lags), 0.95), 1)


Versions = dict[Key, list[tuple[int, float]]]


def _watch(
    drafts: Sequence[Draft], *, until: float, least: dict[Key, int] | None = None, known: Versions | None = None
) -> Versions:
    """When each version was first seen in the cells: they change in the transaction that changes the roll-ups.

    `least` ends the watch once all of these are seen.
    """
    found: Versions = known or {}
    generation = -1
    while time.time() < until:
        now = EngineState.objects.values_list("generation", flat=True).get(pk=1)
        if now != generation:
            generation, at = now, time.time()
            for site, month, version in _versions(drafts):
                seen = found.setdefault((site, month), [])
                if not seen or seen[-1][0] != version:
                    seen.append((version, at))
        if least is not None and all(found.get(key, [(0, 0.0)])[-1][0] >= each for key, each in least.items()):
            break
        time.sleep(POLL)
    return found


def _versions(drafts: Sequence[Draft]) -> list[tuple[int, int, int]]:
    sites, months = [each.establishment for each in drafts], [each.month for each in drafts]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.establishment, c.month, coalesce(max(c.version), 0) from consolidation_cell c"
            " join unnest(%s::int[], %s::int[]) as k(e, m) on c.establishment = k.e and c.month = k.m"
            " where c.scenario = 'actual' group by 1, 2",
            [sites, months],
        )
        found: list[tuple[int, int, int]] = cursor.fetchall()
        return found


def _seen_at(seen: Versions, key: Key, version: int) -> float:
    for each, at in seen.get(key, ()):
        if each >= version:
            return at
    raise SystemExit(f"the submission {key} was never seen in the figures")


def _rushed(drafts: Sequence[Draft], author: User, results: Results, seconds: float) -> None:
    """As many submissions as two processes manage, folded meanwhile and to the end."""
    half = len(drafts) // 2
    jobs = [
        _job("write", 2, 0, seconds, {"author": author.email, "drafts": _pairs(part)})
        for part in (drafts[:half], drafts[half:])
    ]
    with clients(*jobs) as (writers, start):
        written = [call for writer in writers for call in writer.result(seconds)]
    if not written:
        raise SystemExit("no report was submitted")
    ended = max(end for _begin, end, *_more in written)
    results.keep("submissions", "submissions, as many as two processes manage", "1/s", [len(written) / (ended - start)])
    _until_folded()
    results.keep("drain", "until all of these are in the figures", "ms", [1000 * (time.time() - ended)])


def _job(kind: str, threads: int, rate: float, seconds: float, options: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "threads": threads, "rate": rate, "seconds": seconds, "options": options}


def _pairs(drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    return [(each.establishment, each.month) for each in drafts]


def _until_folded() -> None:
    end = time.monotonic() + 2 * PATIENCE
    while Change.objects.exists():
        if time.monotonic() > end:
            raise SystemExit(f"{Change.objects.count()} changes are still not folded")
        time.sleep(POLL)
