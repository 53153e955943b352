"""Whether the service is up, and whether it is ready to serve fresh figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError
from redis import RedisError

from groupe.consolidation.selectors import freshness

LONGEST_WAIT = dt.timedelta(seconds=5)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "up"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where everything answers and no change waits longer than 5 s; else 503, naming what fails."""
    failing = {}
    for name, probe in PROBES.items():
        try:
            problem = probe()
        except (DatabaseError, RedisError, OperationalError, OSError) as error:
            problem = type(error).__name__
        if problem:
            failing[name] = problem
    return JsonResponse(
        {"status": "failing" if failing else "ready", "failing": failing}, status=503 if failing else 200
    )


def _database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return None


def _broker() -> str | None:
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    cache.get("readyz")
    return None


def _worker() -> str | None:
    return None if current_app.control.ping(timeout=0.5) else "no worker answers"


def _freshness() -> str | None:
    oldest = freshness().oldest
    return f"a change waits since {oldest.total_seconds():.0f} s" if oldest and oldest > LONGEST_WAIT else None


PROBES: dict[str, Callable[[], str | None]] = {
    "database": _database,
    "broker": _broker,
    "worker": _worker,
    "freshness": _freshness,
}
