"""The pipeline as lists: the files that a reader may see, with what a card shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from acquisitions.access import WORKING, visible_deals
from acquisitions.enums import DealState, MemberLevel, Route
from acquisitions.models import Deal, DealMember
from acquisitions.routes import Stage, stages_of
from establishments.access import Access
from groupe.accounts.models import User
from groupe.kernel.periods import today


def deal_rows(access: Access) -> QuerySet[Deal]:
    """With the name of who leads it."""
    leads = DealMember.objects.filter(deal=OuterRef("pk"), left_on__isnull=True, level=MemberLevel.LEAD)
    named = User.objects.filter(pk__in=leads.values("user"))
    return visible_deals(access).annotate(led_by=Subquery(named.values("name")[:1]))


def open_by_stage(rows: QuerySet[Deal], route: str) -> Mapping[Stage, Sequence[Deal]]:
    """Files that are not lost, by the stage of their route; the nearest deadline first."""
    kept = rows.filter(route=route).exclude(state=DealState.LOST)
    found: dict[Stage, list[Deal]] = {stage: [] for stage in stages_of(route)}
    by_code = {stage.code: stage for stage in found}
    for deal in kept.order_by("deadline_at", "hearing_at", "stage_since", "pk"):
        found[by_code[deal.stage]].append(deal)
    return found


def jobs_in_play(rows: QuerySet[Deal]) -> int:
    """People whose jobs the open files are about."""
    return int(rows.filter(state=DealState.OPEN).aggregate(found=Sum("people"))["found"] or 0)


def busiest_route(rows: QuerySet[Deal]) -> str:
    """The route with the most open files; the sale before the court where there is none."""
    counted = rows.filter(state=DealState.OPEN).order_by().values("route").annotate(count=Count("pk"))
    first = counted.order_by("-count", "route").first()
    return str(first["route"]) if first else Route.COURT_SALE


def working_codes(access: Access) -> set[str]:
    """Numbers of the files that the user works on."""
    named = DealMember.objects.inside(today()).filter(user=access.user.pk, level__in=WORKING)
    return set(named.values_list("deal__code", flat=True))
