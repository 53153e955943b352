from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from establishments.enums import Account, DeclaredBy, Role
from establishments.models import Flow, LegalEntity
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from shared_services.enums import AgreementKind
from shared_services.models import Agreement
from shared_services.selectors.party_alerts import PartyFinding, party_alerts
from shared_services.services.parties import agreement_save, agreement_sign, evidence_add
from tests.cast import person
from tests.consolidation.world import World

SINCE = dt.date(2025, 1, 1)
LAST = Month.parse("2026-03")


class Parties:
    """Parent P provides for E1 and E2; agreements, flows and alerts in a few words."""

    def __init__(self) -> None:
        self.world = World()
        self.controller: User = person(Role.CONTROLLER)
        self.executive: User = person(Role.EXECUTIVE)
        for code, entity in (("A", "E1"), ("B", "E2"), ("H", "P")):
            self.world.site(code, entity=entity)

    def entity(self, code: str) -> LegalEntity:
        return self.world.entity(code)

    def draft(self, provider: str = "P", beneficiary: str = "E1", **given: Any) -> Agreement:
        names = given.pop("names", ("Anne Martin", "Paul Petit"))
        users = given.pop("users", (None, None))
        sides = zip(("provider", "beneficiary"), names, users, strict=True)
        values = {"kind": AgreementKind.SERVICE, "subject": "HR", "since": SINCE, "author": self.controller} | given
        return agreement_save(
            provider=self.entity(provider),
            beneficiary=self.entity(beneficiary),
            signatories={side: (name, "chair", user) for side, name, user in sides},
            **values,
        )

    def signed(self, *parties: str, **given: Any) -> Agreement:
        return agreement_sign(agreement=self.draft(*parties, **given), signed_on=SINCE)

    def flow(
        self, month: str, amount: str, seller: str = "P", buyer: str = "E1", account: str = Account.SERVICE
    ) -> None:
        Flow.objects.create(
            month=Month.parse(month).first, seller=self.entity(seller), buyer=self.entity(buyer), account=account,
            amount=Decimal(amount), declared_by=DeclaredBy.BOTH,
        )  # fmt: skip

    def proof(self, agreement: Agreement, first: str, last: str) -> None:
        evidence_add(
            agreement=agreement, first=Month.parse(first), last=Month.parse(last), document="minutes", dated=SINCE,
            author=None,
        )  # fmt: skip

    def alerts(self, *, year: int = 2026) -> list[PartyFinding]:
        return party_alerts(LAST if year == 2026 else Month.parse(f"{year}-12"))


@pytest.fixture
def parties(db: None) -> Parties:
    return Parties()
