"""What is eliminated at a scope, month by month and pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from establishments.catalogue import Elimination, catalogue
from groupe.consolidation.eliminations.ends import Ends, Inside, View, days_of
from groupe.consolidation.eliminations.pairs import Declared, End, Mismatch, Pair, declared, matched, mismatches
from groupe.consolidation.source import NOW, Reading
from groupe.kernel.periods import Month

# What is taken out of each measure, in euros.
Sums = Mapping[str, Fraction]
Scopes = tuple[str, ...]
# Whole, but for what counts with a fraction.
Cents = int | Fraction
YEAR = 12


@dataclass(frozen=True)
class Line:
    """What of a pair is eliminated at a scope in a month: euros taken from the measures of the seller and the buyer.

    `left` is what remains of a gain after the month: it comes back over the years to come.
    """

    pair: Pair
    month: Month
    sold: Fraction
    bought: Fraction
    seller_measures: tuple[str, ...]
    buyer_measures: tuple[str, ...]
    left: Fraction | None = None


class Taken(NamedTuple):
    """The same in cents, before it is told in words: a book of a year makes thousands."""

    pair: Pair
    sold: Cents
    bought: Cents
    left: Cents | None = None


class Book:
    """All flows that both sides agree on, and where their ends lay."""

    def __init__(self, reading: Reading = NOW) -> None:
        rules = catalogue().eliminations
        self._months: dict[Month, dict[End, list[Pair]]] = defaultdict(lambda: defaultdict(list))
        self._gains: list[Pair] = []
        self._declared: dict[Month, list[Declared]] = defaultdict(list)
        for flow in (flows := list(declared(reading.flows()))):
            self._declared[flow.month].append(flow)
        for pair in matched(flows):
            if rules[pair.account].over_years:
                self._gains.append(pair)
            else:
                self._months[pair.month][pair.seller].append(pair)
        self.ends = Ends((end for flow in flows for end in (flow.seller, flow.buyer)), reading)
        self._sums: dict[tuple[Scopes, View, Month], Sums] = {}

    def sums(self, scopes: Scopes, months: Iterable[Month], view: View = "operational") -> dict[str, Fraction]:
        """What some months take out of each measure, in what lies in all of the scopes."""
        total: dict[str, Fraction] = defaultdict(Fraction)
        for month in months:
            key = scopes, view, month
            if key not in self._sums:
                self._sums[key] = self._added(scopes, month, view)
            for code, amount in self._sums[key].items():
                total[code] += amount
        return dict(total)

    def lines(self, scopes: Scopes, months: Iterable[Month], view: View = "operational") -> list[Line]:
        return [line for month in months for line in self._lines(scopes, month, view)]

    def pairs(self, months: Iterable[Month]) -> list[Pair]:
        """What both sides agree on, eliminated or not."""
        return [pair for month in months for pair in matched(self._declared.get(month, ()))]

    def mismatches(self, months: Iterable[Month]) -> list[Mismatch]:
        """Where both sides differ, by however little."""
        return [each for month in months for each in mismatches(self._declared.get(month, ()))]

    def _added(self, scopes: Scopes, month: Month, view: View) -> Sums:
        """In cents by account and seller as long as possible: most of what is taken out is whole, and counts alike."""
        cents: dict[tuple[str, End], tuple[Cents, Cents]] = {}
        for taken in self._taken(scopes, month, view):
            key = taken.pair.account, taken.pair.seller
            sold, bought = cents.get(key, (0, 0))
            cents[key] = sold + taken.sold, bought + taken.bought
        total: dict[str, Fraction] = defaultdict(Fraction)
        for (account, seller), amounts in cents.items():
            for codes, amount in zip(self._measures(account, seller), amounts, strict=True):
                for code in codes:
                    total[code] += Fraction(amount) / 100
        return dict(total)

    def _lines(self, scopes: Scopes, month: Month, view: View) -> Iterator[Line]:
        for pair, sold, bought, left in self._taken(scopes, month, view):
            measures = self._measures(pair.account, pair.seller)
            remains = None if left is None else Fraction(left) / 100
            yield Line(pair, month, Fraction(sold) / 100, Fraction(bought) / 100, *measures, remains)

    def _taken(self, scopes: Scopes, month: Month, view: View) -> Iterator[Taken]:
        known: dict[End, list[Inside]] = {}

        def inside(end: End) -> list[Inside]:
            if end not in known:
                known[end] = self.ends.inside(end, month, scopes, view)
            return known[end]

        for seller, pairs in self._months.get(month, {}).items():
            if not inside(seller):
                continue
            for pair in pairs:
                taken = shared(pair.cents, inside(seller), inside(pair.buyer))
                if taken:
                    yield Taken(pair, taken, taken)
        for pair in self._gains:
            if pair.month <= month and (gain := self._gain(pair, month, scopes, view)):
                yield gain

    def _measures(self, account: str, seller: End) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of the seller, and of the buyer."""
        rule = catalogue().eliminations[account]
        return rule.seller, self._buyer_measures(rule, seller)

    def _buyer_measures(self, rule: Elimination, seller: End) -> tuple[str, ...]:
        if not rule.from_kind:
            return rule.buyer
        kinds = self.ends.kinds(seller)
        return rule.from_kind.get(next(iter(kinds)), rule.buyer) if len(kinds) == 1 else rule.buyer

    def _gain(self, pair: Pair, month: Month, scopes: Scopes, view: View) -> Taken | None:
        """A gain leaves in its month and comes back in equal parts, where it left: whole at the end of the years."""
        passed, months = month.index - pair.month.index, (pair.years or 1) * YEAR
        equity = catalogue().eliminations[pair.account].equity

        def share(when: Month, cents: int) -> Cents:
            ends = (self.ends.inside(end, when, scopes, view) for end in (pair.seller, pair.buyer))
            return shared(cents, *ends, equity=equity)

        if passed >= months or not share(pair.month, pair.cents):
            return None
        back = _upto(pair.cents, passed + 1, months) - _upto(pair.cents, passed, months)
        returned = share(month, back)
        sold = share(month, pair.cents) if not passed else 0
        left = share(month, pair.cents - _upto(pair.cents, passed + 1, months))
        return Taken(pair, sold, returned, left) if sold or returned else None


def shared(cents: int, seller: Sequence[Inside], buyer: Sequence[Inside], *, equity: bool = False) -> Cents:
    """The amount times the smaller fraction of both ends on the days that they share.

    Where that fraction changes in the month, the amount is shared by days: the running total is rounded half-up.
    """
    if not seller or not buyer:
        return 0
    if len(seller) == len(buyer) == 1 and seller[0].fraction == buyer[0].fraction == 1:
        return cents if seller[0].days & buyer[0].days else 0
    common = [
        (one.days & other.days, min(_worth(one, equity=equity), _worth(other, equity=equity)))
        for one in seller
        for other in buyer
        if one.days & other.days
    ]
    if len({fraction for _days, fraction in common}) <= 1:
        return cents * common[0][1] if common else 0
    by_day = sorted((day, fraction) for days, fraction in common for day in days_of(days))
    total, size = Fraction(0), len(by_day)
    for number, (_day, fraction) in enumerate(by_day):
        total += (_upto(cents, number + 1, size) - _upto(cents, number, size)) * fraction
    return total


def _worth(end: Inside, *, equity: bool) -> Fraction:
    return end.interest if equity and end.interest is not None else end.fraction


def _upto(cents: int, part: int, whole: int) -> int:
    """The running total, rounded half away from zero."""
    rounded = (2 * abs(cents) * part + whole) // (2 * whole)
    return rounded if cents >= 0 else -rounded
