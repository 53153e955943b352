"""Saves and a close at the same moment: each save is in the snapshot, or recorded after it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from establishments.enums import Role
from establishments.models import ReportVersion
from groupe.consolidation.figures import figure
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Close
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.closes import close_rollups
from groupe.consolidation.selectors.vectors import vectors_of
from groupe.consolidation.services.closing import close_period, verify_closes
from groupe.kernel.periods import Month
from groupe.kernel.recording import saving
from tests.cast import person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = Month.parse("2025-03")
WRITERS, SAVES = 3, 6


def test_a_close_among_saves(transactional_db: None) -> None:
    world, controller = World(), person(Role.CONTROLLER)
    for number in range(WRITERS * SAVES):
        world.site(f"S{number}", "head_office")
    world.report("S0", "2025-02", {"PR_G1": 1})
    saved, failures = threading.Semaphore(0), []

    def write(writer: int) -> None:
        try:
            for turn in range(SAVES):
                with saving():
                    world.report(f"S{writer * SAVES + turn}", "2025-03", {"PR_G1": 1})
                saved.release()
        except Exception as error:
            failures.append(error)
            saved.release()
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    closes = []
    for turn in range(3):
        saved.acquire(timeout=20)
        closes.append(close_period(author=controller, month=MARCH, reason=f"turn {turn}", confirm_late=True))
    for thread in threads:
        thread.join(60)
    assert failures == []
    closes.append(close_period(author=controller, month=MARCH, reason="the rest", confirm_late=True))
    for close in closes:
        recorded = ReportVersion.objects.filter(recorded_at__lte=close.closed_at, report__month=MARCH.first)
        assert published(close) == recorded.count()
    assert published(closes[-1]) == WRITERS * SAVES
    assert verify_closes() == []


def published(close: Close) -> int:
    number = scope_number("group") or 0
    sums = close_rollups(close, [number], MARCH, MARCH, ["common"]).get(number, {})
    return int(figure(vectors_of(sums, current_layout().positions), "PR_G1", MARCH, "month").value or 0)
