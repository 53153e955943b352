"""What the page of owed reports adds to the rows that it shows: progress of drafts, and why they came back."""

from __future__ import annotations

from collections.abc import Sequence

from establishments.catalogue import catalogue
from establishments.catalogue.required import required_measures
from establishments.enums import Status
from establishments.models import Capacity, Report, ReportEvent
from establishments.selectors.owed_rows import NOT_STARTED, Owed
from establishments.vectors import from_text
from groupe.kernel.ranges import contains


def add_details(rows: Sequence[Owed]) -> None:
    """Fills `progress` and `returned` of the rows still to be sent; three queries.

    Nothing is asked of a site that closed.
    """
    unsent = [row for row in rows if row.status in {NOT_STARTED, Status.DRAFT}]
    pks = [row.report for row in unsent if row.report]
    drafts = dict(Report.objects.filter(pk__in=pks).values_list("pk", "draft")) if pks else {}
    last_moves = ReportEvent.objects.filter(report__in=pks).order_by("report_id", "-at", "-pk").distinct("report_id")
    reasons = {event.report_id: event.reason for event in last_moves} if pks else {}
    places: dict[int, list[Capacity]] = {}
    for capacity in Capacity.objects.filter(establishment__in={row.establishment.pk for row in unsent}):
        places.setdefault(capacity.establishment_id, []).append(capacity)
    for row in unsent:
        values = from_text(drafts.get(row.report or 0, {}))
        held = {
            each.measure: each.value
            for each in places.get(row.establishment.pk, ())
            if contains(each.valid, row.month.last)
        }
        asked = required_measures(catalogue(), row.establishment.kind, held, values)
        if not row.residual:
            row.progress = (sum(measure.code in values for measure in asked), len(asked))
        row.returned = reasons.get(row.report or 0, "")
