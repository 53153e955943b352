"""Freezing many reports at once, as a close does: the move of `report_freeze`, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable

from establishments.enums import Status
from establishments.models import Report, ReportEvent
from establishments.services.reporting import may_freeze
from groupe.accounts.models import User
from groupe.kernel.recording import saving

BATCH = 1000


@saving()
def reports_freeze(*, reports: Iterable[int], author: User | None) -> list[Report]:
    """Freezes those that are validated and that `author` did not enter; nothing is queued, as figures stay equal."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("counting").order_by("pk")
    chosen = [
        row for row in rows.filter(pk__in=list(reports), status=Status.VALIDATED) if may_freeze(row.counting, author)
    ]
    with_events = [
        ReportEvent(
            report=row, author=author, before=row.status, after=Status.FROZEN, move="freeze", counting=row.counting
        )
        for row in chosen
    ]
    ReportEvent.objects.bulk_create(with_events, batch_size=BATCH)
    for row, event in zip(chosen, with_events, strict=True):
        row.status, row.updated_at = Status.FROZEN, event.at
        row.revision += 1
    Report.objects.bulk_update(chosen, ["status", "revision", "updated_at"], batch_size=BATCH)
    return chosen
