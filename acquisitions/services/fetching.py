"""The daily reading of the gazette from its open data address (API Explore v2.1), where one is set.

A day is read whole and loaded in one transaction, or not at all: a worker that dies leaves the days before it, and the
next reading goes on from the last day that had notices. Reading a day again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import structlog
import urllib3
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

from acquisitions.gazette.reading import Read, read_records
from acquisitions.models import GazetteReading
from acquisitions.services.gazette import gazette_load
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now

PATH: Final = "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
PAGE: Final = 100
# What the API gives at most by pages; a day has some hundreds.
MOST: Final = 10_000
LARGEST: Final = 20 * 1024 * 1024
BACK: Final = dt.timedelta(days=14)
LOCK: Final = 7_260_511
TIMEOUT: Final = urllib3.Timeout(connect=10, read=30)
RETRY: Final = urllib3.Retry(
    total=4, backoff_factor=1, backoff_max=20, status_forcelist=(429, 500, 502, 503, 504), redirect=0,
    respect_retry_after_header=False, raise_on_status=False,
)  # fmt: skip
log = structlog.get_logger(__name__)


def gazette_fetch(*, retry: urllib3.Retry = RETRY) -> int:
    """Reads what was published since the last reading; how many notices came in. Nothing where no address is set."""
    if not settings.BODACC_URL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0  # another worker reads it just now
        try:
            with urllib3.PoolManager(retries=retry, timeout=TIMEOUT, headers={"Accept": "application/json"}) as pool:
                return sum(_day_read(pool, day) for day in days_due())
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])


def days_due() -> list[dt.date]:
    """From the last day that had notices, which may have got more since, to today."""
    last = GazetteReading.objects.filter(read_at__isnull=False, records__gt=0).order_by("-day").first()
    first = last.day if last else today() - BACK
    return [first + dt.timedelta(days=number) for number in range((today() - first).days + 1)]


def _day_read(pool: urllib3.PoolManager, day: dt.date) -> int:
    """DomainError where the address does not answer as it should; the day says so, and is asked for again."""
    try:
        records = list(_records(pool, day))
    except DomainError as error:
        GazetteReading.objects.update_or_create(
            day=day, defaults={"remark": error.message[:500], "tried_at": recorded_now()}
        )
        log.warning("gazette_unread", day=str(day), reason=error.message)
        raise
    return _day_loaded(day, read_records(str(day), records))


@transaction.atomic
def _day_loaded(day: dt.date, read: Read) -> int:
    """Wrong records are told and counted; they keep nobody from reading the others."""
    loaded = gazette_load(found=read.found)
    GazetteReading.objects.update_or_create(
        day=day,
        defaults={
            "read_at": recorded_now(), "tried_at": recorded_now(), "records": len(read.found) + read.total_faults,
            "kept": loaded.total, "faults": read.total_faults, "remark": "; ".join(read.faults)[:500],
        },
    )  # fmt: skip
    return loaded.created


def _records(pool: urllib3.PoolManager, day: dt.date) -> Iterator[tuple[str, object]]:
    """All of a day, page by page, by number: no page overlaps another while nothing is added."""
    where = f"familleavis_lib=\"Procédures collectives\" and dateparution=date'{day}'"
    offset, total = 0, 1
    while offset < total:
        asked = {"where": where, "order_by": "numeroannonce", "limit": PAGE, "offset": offset}
        page = _page(pool, f"{address()}?{urlencode(asked)}")
        total, rows = page["total_count"], page["results"]
        if total > MOST or (not rows and offset < total):
            raise _refused(_("%(number)d notices are told, and not all are given.") % {"number": total})
        yield from ((_("record %(number)d") % {"number": offset + place}, row) for place, row in enumerate(rows, 1))
        offset += len(rows)


def address() -> str:
    """Where records are asked for: the setting names the site, or the records themselves."""
    given = str(settings.BODACC_URL).rstrip("/")
    return given if urlsplit(given).path.endswith("/records") else given + PATH


def _page(pool: urllib3.PoolManager, url: str) -> dict[str, Any]:
    try:
        answer = pool.request("GET", url, preload_content=False, redirect=False)
        try:
            body = answer.read(LARGEST + 1, decode_content=True)
        finally:
            answer.release_conn()
    except HTTPError as error:
        raise _refused(_("it does not answer (%(kind)s)") % {"kind": type(error).__name__}) from error
    if answer.status != 200:
        raise _refused(_("it answers %(status)d") % {"status": answer.status})
    if len(body) > LARGEST:
        raise _refused(_("an answer is larger than %(size)d MB") % {"size": LARGEST // 1024**2})
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _refused(_("an answer is no JSON")) from error
    total = page.get("total_count") if isinstance(page, dict) else None
    if not isinstance(total, int) or total < 0 or not isinstance(page.get("results"), list):
        raise _refused(_("an answer is no list of records"))
    return {"total_count": total, "results": page["results"]}


def _refused(reason: str) -> DomainError:
    return DomainError("gazette_unread", _("The gazette cannot be read: %(reason)s.") % {"reason": reason}, status=502)
