"""Where the two sides of intra-group flows differ (domain.md, 5.2; rule E42)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from establishments.enums import DeclaredBy
from establishments.models import Flow
from groupe.kernel.periods import Month

# Up to this much is adjusted on the buyer's side; above, E42 blocks the freeze.
TOLERATED: Final = Decimal("1.00")


@dataclass(frozen=True)
class FlowDifference:
    """What a seller and a buyer (codes of entities) declare differently on an account in a month."""

    seller: str
    buyer: str
    account: str
    sold: Decimal
    bought: Decimal
    seller_name: str = ""
    buyer_name: str = ""

    @property
    def difference(self) -> Decimal:
        return self.sold - self.bought

    @property
    def blocks(self) -> bool:
        return abs(self.difference) > TOLERATED


def flow_differences(month: Month) -> list[FlowDifference]:
    """The largest first; what both declared together cannot differ, what one alone declared is 0 for the other."""
    sides: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    names: dict[str, str] = {}
    rows = Flow.objects.filter(month=month.first).exclude(declared_by=DeclaredBy.BOTH).order_by()
    fields = ("seller__code", "buyer__code", "account", "declared_by", "amount", "seller__name", "buyer__name")
    for seller, buyer, account, declared_by, amount, *called in rows.values_list(*fields):
        sides[seller, buyer, account][declared_by] += amount
        names |= zip((seller, buyer), called, strict=True)
    found = [
        FlowDifference(
            *key, side[DeclaredBy.SELLER], side[DeclaredBy.BUYER], seller_name=names[key[0]], buyer_name=names[key[1]]
        )
        for key, side in sides.items()
    ]
    return sorted(
        (each for each in found if each.difference), key=lambda each: (-abs(each.difference), each.seller, each.buyer)
    )
