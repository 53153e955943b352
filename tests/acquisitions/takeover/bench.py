"""A file after its hearing, with two sites: one that the register knows, one that it does not."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django.core import serializers

from acquisitions.models import Deal, DealMember, DealTarget, Takeover
from acquisitions.services.documents import document_add
from acquisitions.services.gates import check_make
from acquisitions.services.takeover import EntityPlan, SitePlan, TakeoverPlan, takeover_prepare, takeover_record
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Funder,
    Funding,
    Holding,
    Mandate,
    Report,
    ReportVersion,
    Stay,
)
from groupe.accounts.models import User
from tests.acquisitions.team import PDF, Team, again
from tests.consolidation.world import World

NOW = "2026-03-24T10:00:00+01:00"
ALL: tuple[Any, ...] = (
    Attachment, Capacity, ConsolidationTerm, DealMember, Funding, Holding, Mandate, Report, ReportVersion, Stay, User,
)  # fmt: skip
JUDGED, ENTRY = dt.date(2026, 3, 12), dt.date(2026, 3, 17)


def link(token: str) -> str:
    return f"http://localhost/invitation/{token}"


class Bench:
    """`deal` waits for its takeover: every gate on the way holds but the decision, which the takeover tells."""

    def __init__(self, team: Team, *, route: str = "court_sale", stage: str = "hearing") -> None:
        self.team, self.world = team, World()
        self.world.territory("NORD")
        self.world.site("OLD", entry="2020-01-01")
        ConsolidationTerm.objects.create(entity=self.world.entity("E1"), method="full", valid="[2020-01-01,)")
        Funder.objects.create(code="ARS", name="ARS", kind="ars")
        self.known = Establishment.objects.create(code="REG", name="Les Aulnes", kind="ehpad", commune="69123")
        self.world.capacity("REG", "CAP_HP", 60, "2015-01-01")
        self.deal = team.deal(route=route)
        self.left = self.site("EHPAD Les Aulnes", capacities={"CAP_HP": 60, "CAP_FIN": 60}, register=self.known)
        self.right = self.site("Résidence du Parc", kind="residence_autonomie", capacities={"LOG": 40}, people=12)
        Deal.objects.filter(pk=self.deal.pk).update(stage=stage)
        self.deal = again(self.deal)
        if stage == "hearing":
            check_make(deal=self.deal, stage=stage, item="hearing_held", note="", author=team.lead)
            self.file("judgment")

    def site(self, name: str, **facts: Any) -> DealTarget:
        self.team.site(self.deal, name, **facts)
        return self.deal.targets.get(name=name)

    def file(self, kind: str) -> None:
        document_add(
            deal=self.deal, kind=kind, title=kind, name=f"{kind}.pdf", content=PDF, author=self.team.lead
        )  # fmt: skip

    def plan(self, **changes: Any) -> TakeoverPlan:
        sites = (
            SitePlan(self.left.pk, "", "NORD", 58, 55, ("ARS",), "director@example.org", "Une Directrice"),
            SitePlan(self.right.pk, "PARC", "T1", 12, None),
        )
        return TakeoverPlan(JUDGED, ENTRY, "Plan de cession arrêté", EntityPlan("E1"), sites)._replace(**changes)

    def prepare(self, **changes: Any) -> Takeover:
        return takeover_prepare(deal=again(self.deal), plan=self.plan(**changes), author=self.team.lead)

    def record(self, author: User | None = None) -> Takeover:
        return takeover_record(deal=again(self.deal), author=author or self.team.boss, link_of=link)

    def done(self, **changes: Any) -> Takeover:
        self.prepare(**changes)
        return self.record()

    def everything(self) -> dict[str, Any]:
        """All that a takeover may write, but the log of moves and what counts changes."""
        found = {
            model.__name__: json.loads(serializers.serialize("json", model.objects.order_by("pk"))) for model in ALL
        }
        deal = Deal.objects.values().get(pk=self.deal.pk)
        deal.pop("revision")
        return found | {"deal": deal, "known": Establishment.objects.values().get(pk=self.known.pk)}


class Told:
    """A month of the seller's accounts."""

    def __init__(self, month: str, **euros: str) -> None:
        self.month = dt.date.fromisoformat(f"{month}-01")
        self.days, self.places = Decimal(euros.pop("days", 0)), int(euros.pop("places", 0))
        names = ("products", "staff", "agency", "purchases", "energy", "property", "overheads", "other", "depreciation")
        for name in names:
            setattr(self, name, Decimal(euros.get(name, 0)))
