"""Intra-group flows: what head office, pools and property bill the sites, as both sides declare it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from establishments.demo.calendars import Floats, Grid, Ints
from establishments.demo.model import Group, Site
from establishments.demo.planning import PARENT, PROPERTY
from establishments.demo.support import BUILDING_SOLD, GAIN_YEARS, INTEREST
from establishments.enums import Account, DeclaredBy
from establishments.models import Flow

# Above this many sites flows are declared between entities, no longer between establishments.
DETAILED = 200


@dataclass
class Ledger:
    """Cents billed to every site and month, shape (sites, months), and who bills."""

    grid: Grid
    sites: Sequence[Site]
    office: Ints
    pool: Ints
    rent: Ints
    offices: list[Site]
    pools: list[Site]
    properties: list[Site]

    def income_of(self, seller: Site) -> Floats:
        """Euros by month, shape (1, months)."""
        if seller in self.offices:
            rows = self.office
        elif seller in self.pools:
            rows = self.pool_share(seller)
        else:
            rows = self.rent * self.tenants(seller)[:, None]
        euros: Floats = rows.sum(axis=0, keepdims=True) / 100
        return euros

    def pool_share(self, seller: Site) -> Ints:
        """Equal shares in whole cents; the first pool takes what is left."""
        count = len(self.pools)
        share = self.pool // count
        return share + (self.pool - share * count) if seller is self.pools[0] else share

    def tenants(self, seller: Site) -> Ints:
        rank, count = self.properties.index(seller), len(self.properties)
        return np.array([site.number % count == rank for site in self.sites], dtype=np.int64)


@dataclass(frozen=True)
class _Bill:
    column: int
    seller: Site
    buyer: Site
    account: str
    cents: int


def write_flows(
    group: Group, ledger: Ledger, entities: dict[str, int], sites: dict[str, int], *, gain_column: int
) -> int:
    """Both sides declare the same amount, but for two rents where they do not."""
    bills = list(_bills(ledger))
    detailed = len(group.sites) <= DETAILED
    rows = [_flow(ledger.grid, bill, entities, sites) for bill in bills] if detailed else []
    if not detailed:
        rows = _between_entities(ledger.grid, bills, entities)
    rows = _with_differences(rows) + _of_the_parent(ledger, entities, gain_column)
    Flow.objects.bulk_create(rows, batch_size=5000)
    return len(rows)


def _bills(ledger: Ledger) -> Iterator[_Bill]:
    amounts = [(seller, Account.SERVICE, ledger.office) for seller in ledger.offices[:1]]
    amounts += [(seller, Account.SERVICE, ledger.pool_share(seller)) for seller in ledger.pools]
    amounts += [(seller, Account.RENT, ledger.rent * ledger.tenants(seller)[:, None]) for seller in ledger.properties]
    for seller, account, table in amounts:
        for row, column in np.argwhere(table > 0).tolist():
            yield _Bill(column, seller, ledger.sites[row], account, int(table[row, column]))


def _flow(grid: Grid, bill: _Bill, entities: dict[str, int], sites: dict[str, int]) -> Flow:
    return Flow(
        month=grid.months[bill.column].first,
        seller_id=entities[_holder(grid, bill.column, bill.seller)],
        buyer_id=entities[_holder(grid, bill.column, bill.buyer)],
        seller_establishment_id=sites[bill.seller.code],
        buyer_establishment_id=sites[bill.buyer.code],
        account=bill.account,
        amount=Decimal(bill.cents) / 100,
    )


def _between_entities(grid: Grid, bills: list[_Bill], entities: dict[str, int]) -> list[Flow]:
    sums: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for bill in bills:
        seller, buyer = (_holder(grid, bill.column, site) for site in (bill.seller, bill.buyer))
        if seller != buyer:
            sums[bill.column, seller, buyer, bill.account] += bill.cents
    return [
        Flow(
            month=grid.months[column].first,
            seller_id=entities[seller],
            buyer_id=entities[buyer],
            account=account,
            amount=Decimal(cents) / 100,
        )
        for (column, seller, buyer, account), cents in sums.items()
    ]


def _holder(grid: Grid, column: int, site: Site) -> str:
    """The entity that holds the site at the end of the month."""
    last = grid.months[column].last
    return next(holder.entity for holder in reversed(site.holders) if holder.since <= last)


def _with_differences(rows: list[Flow]) -> list[Flow]:
    """In two recent rents the sides disagree: by some cents, and by much more."""
    newest = max((row.month for row in rows), default=None)
    rents = [row for row in rows if row.account == Account.RENT and row.month == newest][:2]
    for row, difference in zip(rents, (Decimal("0.60"), Decimal("148.30")), strict=False):
        row.declared_by = DeclaredBy.BUYER
        other = {
            field.attname: getattr(row, field.attname) for field in Flow._meta.concrete_fields if not field.primary_key
        }
        rows.append(Flow(**{**other, "amount": row.amount + difference, "declared_by": DeclaredBy.SELLER}))
    return rows


def _of_the_parent(ledger: Ledger, entities: dict[str, int], gain_column: int) -> list[Flow]:
    """A loan of the parent to its property company, and a building sold to it with a gain."""
    if not (ledger.offices and ledger.properties):
        return []
    pair = {"seller_id": entities[PARENT], "buyer_id": entities[PROPERTY]}
    price, book = BUILDING_SOLD
    loans = [
        Flow(month=month.first, account=Account.INTEREST, amount=Decimal(INTEREST), **pair)
        for month in ledger.grid.months[12:]
    ]
    gain = Flow(
        month=ledger.grid.months[gain_column].first,
        account=Account.ASSET_GAIN,
        amount=Decimal(price - book),
        years=GAIN_YEARS,
        **pair,
    )
    return [*loans, gain]
