"""Jobs counted again at twelve months, where a file was taken over that long ago."""

from __future__ import annotations

from decimal import Decimal

from acquisitions.clocks import months_after
from acquisitions.enums import DealState
from acquisitions.models import Deal
from acquisitions.selectors.jobs import CONFIRMED
from acquisitions.services.jobs import jobs_review_save
from groupe.kernel.periods import today

KEPT = Decimal("0.88")
LEFT = Decimal("0.07")


def write_jobs() -> None:
    for deal in Deal.objects.filter(state=DealState.WON):
        entry, taken = deal.entry_on, deal.people_taken
        if entry and taken and (counted := months_after(entry, CONFIRMED)) <= today():
            kept, left = int(taken * KEPT), int(taken * LEFT)
            fte = deal.fte_taken if deal.fte_taken is not None else Decimal(taken)
            jobs_review_save(
                deal=deal, months=CONFIRMED, counted_on=counted, people_kept=kept, people_left=left,
                fte_kept=round(fte * KEPT, 2), fte_left=round(fte * LEFT, 2), author=deal.opened_by,
            )  # fmt: skip
