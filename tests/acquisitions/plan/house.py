"""A seller's accounts in round figures, levers in a few words, and a room."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from acquisitions.enums import MemberLevel
from acquisitions.models import Deal, RecoveryPlan
from acquisitions.selectors.plans import account_rows
from acquisitions.services.plans import accounts_save, plan_save
from acquisitions.services.rooms import deal_open, member_name
from acquisitions.valuation.curve import SellerMonth
from acquisitions.valuation.kinds import TOLD, LeverKind, Nature
from acquisitions.valuation.levers import Lever
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import Month, today
from tests.cast import person

FIRST = Month.parse("2027-01")
SPENT = {
    Nature.STAFF: 180_000_00,
    Nature.AGENCY: 20_000_00,
    Nature.PURCHASES: 30_000_00,
    Nature.ENERGY: 12_000_00,
    Nature.PROPERTY: 25_000_00,
    Nature.OVERHEADS: 9_000_00,
    Nature.OTHER: 4_000_00,
    Nature.DEPRECIATION: 10_000_00,
}
PRODUCTS = 260_000_00


def seller(months: int = 12, last: str = "2026-09", **more: int) -> list[SellerMonth]:
    """80 places, 2,000 days, products of 260,000 and charges of 290,000 euros each month; `more` adds cents."""
    first = Month.parse(last) - (months - 1)
    charges = {nature: SPENT[nature] + more.get(nature.value, 0) for nature in TOLD}
    return [SellerMonth(month, Fraction(2000), 80, PRODUCTS, charges) for month in first.to(Month.parse(last))]


def lever(kind: str, *, start: int = 1, ramp: int = 1, one_off: int = 0, **parameters: str | int) -> Lever:
    return Lever(
        LeverKind(kind), start, ramp, one_off, parameters={code: Fraction(value) for code, value in parameters.items()}
    )


class Room:
    """A deal with its lead, a reader, and an executive who is not named in it."""

    def __init__(self) -> None:
        self.lead: User = person(Role.ACQUISITIONS)
        self.reader: User = person(Role.EXECUTIVE)
        self.stranger: User = person(Role.EXECUTIVE, email="stranger@example.org")
        self.deal: Deal = deal_open(route="court_sale", name="Les Ormes", author=self.lead, signed_on=today())
        member_name(deal=self.deal, user=self.reader, level=MemberLevel.READER, signed_on=today(), author=self.lead)

    @property
    def api(self) -> str:
        return f"/api/v1/acquisitions/deals/{self.deal.code}"

    @property
    def pages(self) -> str:
        return f"/acquisitions/deals/{self.deal.code}/plan"

    def accounts(self, months: int = 12, **more: int) -> None:
        accounts_save(deal=self.deal, rows=account_rows(seller(months, **more)), author=self.lead)

    def saved(self, content: Mapping[str, Any] | None = None, **how: Any) -> RecoveryPlan:
        return plan_save(deal=self.deal, content=content or {"first": str(FIRST)}, author=self.lead, **how)
