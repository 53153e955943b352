"""Files that were taken over: their sites are establishments of the demo group, and nothing of these changes."""

from __future__ import annotations

import datetime as dt
from typing import Final

from acquisitions.enums import DealState, TakeoverState
from acquisitions.models import Deal, DealTarget, Takeover
from acquisitions.services.takeover import EntityPlan, SitePlan, TakeoverPlan
from establishments.demo.users import DOMAIN
from establishments.enums import Role
from establishments.models import Attachment, Capacity, Funding, Mandate, Stay
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS

WORDS: Final = "Plan de cession arrêté au profit du groupe"


def write_takeovers() -> None:
    boss = User.objects.get(email=f"{Role.EXECUTIVE}@{DOMAIN}")
    for deal in Deal.objects.filter(state=DealState.WON, entry_on__isnull=False).select_related("opened_by", "entity"):
        sites = [_linked(target) for target in deal.targets.filter(register__isnull=False).select_related("register")]
        if deal.entry_on is None or deal.judgment_on is None or deal.entity is None:
            continue
        plan = TakeoverPlan(deal.judgment_on, deal.entry_on, WORDS, EntityPlan(deal.entity.code), tuple(sites))
        at = dt.datetime.combine(deal.judgment_on, dt.time(17), PARIS)
        Takeover.objects.create(
            deal=deal, judgment_on=plan.judgment_on, entry_on=plan.entry_on, decision=WORDS, plan=plan.as_json(),
            state=TakeoverState.DONE, prepared_by=deal.opened_by, prepared_at=at, confirmed_by=boss,
            confirmed_at=at + dt.timedelta(hours=1),
        )  # fmt: skip


def _linked(target: DealTarget) -> SitePlan:
    """The site is the establishment that entered; what it began with is told as it stands there."""
    site = target.register
    if site is None:
        raise ValueError("only sites of the register are linked")
    stay = Stay.objects.filter(establishment=site).order_by("valid").first()
    first = Attachment.objects.filter(establishment=site).order_by("valid").select_related("territory").first()
    entry = stay.valid.lower if stay else None
    held = Capacity.objects.filter(establishment=site).on(entry) if entry else Capacity.objects.none()
    funders = Funding.objects.filter(establishment=site).on(entry) if entry else Funding.objects.none()
    mandate = Mandate.objects.filter(role=Role.DIRECTOR, scope=f"establishment:{site.code}").order_by("pk")
    director = mandate.select_related("user").first()
    target.establishment, target.capacities = site, {row.measure: row.value for row in held}
    target.territory = first.territory if first else None
    target.save()
    opening = stay.opening if stay else {}
    return SitePlan(
        target.pk,
        site.code,
        first.territory.code if first else "",
        int(opening["EFF_FIN"]) if "EFF_FIN" in opening else None,
        int(opening["ACC_FIN"]) if "ACC_FIN" in opening else None,
        tuple(funders.values_list("funder__code", flat=True)),
        director.user.email if director else "",
    )
