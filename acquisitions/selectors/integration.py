"""How far an integration is: its actions, and the progress of many files in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from acquisitions.access import visible_deals
from acquisitions.enums import ActionOrigin, ActionState, DealState
from acquisitions.models import Deal, IntegrationAction
from acquisitions.routes.integration import hundred_days
from establishments.access import Access
from groupe.accounts.models import User
from groupe.kernel.periods import today

OPEN = (ActionState.TODO, ActionState.DOING, ActionState.BLOCKED)


@dataclass(frozen=True)
class IntegrationProgress:
    """Of one file: actions in all, done, late, blocked."""

    total: int = 0
    done: int = 0
    late: int = 0
    blocked: int = 0

    @property
    def percent(self) -> int:
        """Cut to the whole percent: 100 only once all is done."""
        return 100 * self.done // self.total if self.total else 0


def actions_of(deal: Deal) -> QuerySet[IntegrationAction]:
    return deal.actions.select_related("owner", "target").prefetch_related("needs").order_by("first", "last", "pk")


def title_of(action: IntegrationAction) -> str:
    """In the reader's language where it is still the plan's own."""
    if action.origin == ActionOrigin.TEMPLATE:
        for planned in hundred_days(action.deal.route):
            if planned.code == action.code and action.title == planned.fr:
                return planned.label
    return action.title


def is_late(action: IntegrationAction, day: dt.date) -> bool:
    return action.state != ActionState.DONE and action.last < day


def integrating(access: Access) -> list[tuple[Deal, IntegrationProgress]]:
    """Files taken over in whose rooms the reader is named, whose actions are not all done, the newest first."""
    rows = list(visible_deals(access).filter(state=DealState.WON).order_by("-entry_on", "pk"))
    found = progress_of(rows)
    known = [(deal, found.get(deal.pk, IntegrationProgress())) for deal in rows]
    return [(deal, progress) for deal, progress in known if progress.total and progress.done < progress.total]


def progress_of(deals: list[Deal]) -> Mapping[int, IntegrationProgress]:
    """By file; those without an action are left out."""
    rows = IntegrationAction.objects.filter(deal__in=deals).order_by().values("deal")
    counted = rows.annotate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=ActionState.DONE)),
        late=Count("pk", filter=Q(state__in=OPEN, last__lt=today())),
        blocked=Count("pk", filter=Q(state=ActionState.BLOCKED)),
    )
    names = ("total", "done", "late", "blocked")
    return {deal: IntegrationProgress(*counts) for deal, *counts in counted.values_list("deal", *names)}


def waiting_actions(access: Access) -> int:
    """Actions of the reader that are late or blocked, in rooms where they are named; for the menu."""
    if not isinstance(access.user, User):
        return 0
    mine = IntegrationAction.objects.filter(owner=access.user, deal__in=visible_deals(access).order_by().values("pk"))
    return mine.filter(Q(state=ActionState.BLOCKED) | Q(state__in=OPEN, last__lt=today())).count()
