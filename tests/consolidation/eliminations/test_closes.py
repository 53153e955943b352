"""A close holds the flows of its instant, and its fingerprint tells when their history was touched."""

from __future__ import annotations

from django.db import connection

from establishments.services.flows import flow_withdraw
from groupe.consolidation.models import Close
from groupe.consolidation.selectors import as_known
from groupe.consolidation.services.closing import close_period, verify_closes
from groupe.consolidation.services.closing.fingerprint import digests_of
from groupe.kernel.periods import Month
from tests.consolidation.eliminations.group import JUNE, declare, golden
from tests.consolidation.world import World


def test_a_close_keeps_its_flows(world: World) -> None:
    golden(world)
    later = declare(world, "P", "A", 10, period="2025-07")
    close_period(author=None, month=JUNE, confirm_late=True)
    close = Close.objects.get()
    flow_withdraw(flow=later)
    assert "flows" in close.digests
    assert verify_closes() == []
    with as_known(close.closed_at) as figures:
        assert figures.book().sums(("group",), [JUNE + 1])["PR_G2"] == 10
    with connection.cursor() as cursor:
        cursor.execute("update establishments_flowevent set amount = 11 where amount = 10")
    assert [fault.part for fault in verify_closes()] == ["flows"]


def test_a_close_of_before_flows_stays_as_it_was(world: World) -> None:
    golden(world)
    close_period(author=None, month=Month.parse("2025-06"), confirm_late=True)
    close = Close.objects.get()
    close.digests.pop("flows")
    assert "flows" not in digests_of(close)
