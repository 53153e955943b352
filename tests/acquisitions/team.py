"""A team that takes over: who leads, who works, who reads, who approves, and strangers with the same roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from acquisitions.enums import MemberLevel, Route
from acquisitions.models import Deal
from acquisitions.services.describing import Description, Site, target_save
from acquisitions.services.rooms import deal_open, member_name
from establishments.enums import Role
from groupe.accounts.models import User
from tests.cast import person

SIGNED = dt.date(2026, 1, 5)
PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF"


class Team:
    """`lead` leads the files that it opens; `boss` reads and approves; the strangers hold the same roles."""

    def __init__(self) -> None:
        self.lead: User = person(Role.ACQUISITIONS)
        self.worker: User = person(Role.CONTROLLER)
        self.boss: User = person(Role.EXECUTIVE)
        self.jobs: User = person(Role.HR)
        self.stranger: User = person(Role.ACQUISITIONS, email="stranger@example.org")
        self.other_boss: User = person(Role.EXECUTIVE, email="other.boss@example.org")

    def deal(self, name: str = "Les Tilleuls", *, route: str = Route.COURT_SALE, **facts: Any) -> Deal:
        """A file with the lead, one who works, one who reads and one of human resources in its room."""
        known = {"sector": "elderly", "people": 146, "cause": "loss of tariffs"}
        deal = deal_open(
            route=route, name=name, author=self.lead, signed_on=SIGNED, description=Description(**{**known, **facts})
        )
        for user, level in ((self.worker, "worker"), (self.boss, "reader"), (self.jobs, "jobs")):
            member_name(deal=deal, user=user, level=MemberLevel(level), signed_on=SIGNED, author=self.lead)
        return again(deal)

    def site(self, deal: Deal, name: str = "EHPAD Les Tilleuls", **facts: Any) -> None:
        given = {"kind": "ehpad", "capacities": {"CAP_FIN": 80}, "people": 60}
        target_save(deal=deal, site=Site(name=name, **{**given, **facts}))


def again(deal: Deal) -> Deal:
    return Deal.objects.get(pk=deal.pk)
