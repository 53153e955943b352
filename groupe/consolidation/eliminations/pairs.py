"""Flows matched: what a seller and a buyer agree on, by pair, account and month (domain.md, 5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from establishments.enums import DeclaredBy
from establishments.selectors.flows import TOLERATED
from groupe.kernel.periods import Month
from groupe.kernel.shares import split

TOLERATED_CENTS: Final = int(TOLERATED * 100)


@dataclass(frozen=True)
class End:
    """An establishment of an entity, or all of the entity's."""

    entity: int
    site: int | None = None


@dataclass(frozen=True)
class Pair:
    """What counts of a flow, in cents: both sides agree on it."""

    month: Month
    seller: End
    buyer: End
    account: str
    cents: int
    years: int | None = None


@dataclass(frozen=True)
class Declared:
    """A flow as somebody declared it, in cents."""

    month: Month
    seller: End
    buyer: End
    account: str
    declared_by: str
    cents: int
    years: int | None

    @property
    def key(self) -> tuple[Month, int, int, str]:
        return self.month, self.seller.entity, self.buyer.entity, self.account


@dataclass(frozen=True)
class Mismatch:
    """Cents that both sides of a pair declare differently on an account in a month; `ends` are those they named."""

    month: Month
    seller: int
    buyer: int
    account: str
    sold: int
    bought: int
    ends: frozenset[End]

    @property
    def difference(self) -> int:
        return self.sold - self.bought

    @property
    def blocks(self) -> bool:
        """Above what is adjusted on the buyer: the month cannot be closed (E42)."""
        return abs(self.difference) > TOLERATED_CENTS


def declared(rows: Iterable[tuple[Any, ...]]) -> Iterator[Declared]:
    """From rows as `FLOW_FIELDS`."""
    months: dict[Any, Month] = {}
    for day, seller, buyer, seller_site, buyer_site, account, declared_by, amount, years in rows:
        month = months.setdefault(day, Month.of(day))
        ends = End(seller, seller_site), End(buyer, buyer_site)
        yield Declared(month, *ends, account, declared_by, int(amount * 100), years)


def matched(flows: Iterable[Declared]) -> list[Pair]:
    """What both declare together counts as it is; what each declares by itself, as far as they agree.

    A difference of up to 1.00 EUR is adjusted on the buyer: the seller's amounts count. Above, until it is settled, the
    smaller of both sums does, shared in proportion over the seller's rows.
    """
    found: list[Pair] = []
    apart = []
    for flow in flows:
        if flow.declared_by == DeclaredBy.BOTH:
            found.append(_pair(flow, flow.cents))
        else:
            apart.append(flow)
    for rows in _by_key(apart):
        found += _agreed(rows)
    return found


def mismatches(flows: Iterable[Declared]) -> list[Mismatch]:
    found = []
    for rows in _by_key(flow for flow in flows if flow.declared_by != DeclaredBy.BOTH):
        sold, bought = _sums(rows)
        if sold != bought:
            ends = frozenset(end for row in rows for end in (row.seller, row.buyer))
            found.append(Mismatch(*rows[0].key, sold, bought, ends))
    return found


def _by_key(flows: Iterable[Declared]) -> Iterable[list[Declared]]:
    grouped: dict[tuple[Month, int, int, str], list[Declared]] = defaultdict(list)
    for flow in flows:
        grouped[flow.key].append(flow)
    return grouped.values()


def _sums(rows: Sequence[Declared]) -> tuple[int, int]:
    """What the seller and the buyer declare."""
    sold = sum(row.cents for row in rows if row.declared_by == DeclaredBy.SELLER)
    return sold, sum(row.cents for row in rows) - sold


def _agreed(rows: Sequence[Declared]) -> Iterator[Pair]:
    selling = [row for row in rows if row.declared_by == DeclaredBy.SELLER]
    sold, bought = _sums(rows)
    if abs(sold - bought) <= TOLERATED_CENTS or 0 < sold <= bought or bought <= sold < 0:
        yield from (_pair(row, row.cents) for row in selling)
    elif sold * bought > 0:
        # A credit note among bills has no share of the smaller sum.
        shares = split(bought, [max(row.cents, 0) if sold > 0 else max(-row.cents, 0) for row in selling])
        yield from (_pair(row, cents) for row, cents in zip(selling, shares, strict=True) if cents)


def _pair(row: Declared, cents: int) -> Pair:
    return Pair(row.month, row.seller, row.buyer, row.account, cents, row.years)
