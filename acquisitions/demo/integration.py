"""The hundred days of the files that were taken over: one is over, one still waits for the last of them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from acquisitions.enums import ActionState, DealState, MemberLevel
from acquisitions.models import Deal, IntegrationAction
from acquisitions.services.integration import hundred_days_begin
from groupe.kernel.periods import today

# What is not done yet while the file is in this stage: its state, its last day from today, and why it is blocked.
UNDER_WAY: Final = {
    "it_records": (ActionState.BLOCKED, -4, "L’éditeur n’a pas encore livré l’export des dossiers"),
    "safety_fixes": (ActionState.DOING, 9, ""),
    "works_list": (ActionState.DOING, 16, ""),
    "pooled": (ActionState.DOING, 21, ""),
    "tariff_talks": (ActionState.TODO, 30, ""),
    "hundred_days": (ActionState.TODO, 37, ""),
}


def write_integration() -> None:
    for deal in Deal.objects.filter(state=DealState.WON, entry_on__isnull=False).select_related("opened_by"):
        if deal.entry_on is None:
            continue
        rows = hundred_days_begin(deal, deal.entry_on, deal.opened_by)
        lead = deal.members.filter(level=MemberLevel.LEAD, left_on__isnull=True).select_related("user").first()
        for row in rows:
            left = UNDER_WAY.get(row.code) if deal.stage == "integration" else None
            if lead is not None and (left or row.role == "acquisitions"):
                row.owner = lead.user
            _stands(row, left)


def _stands(row: IntegrationAction, left: tuple[ActionState, int, str] | None) -> None:
    """Done on its last day, or still under way."""
    if left is None:
        row.state, row.done_on = ActionState.DONE, min(row.last, today())
    else:
        row.state, days, row.reason = left
        row.last = max(row.first, today() + dt.timedelta(days=days))
    row.save()
