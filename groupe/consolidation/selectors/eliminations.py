"""What is eliminated at a scope over a window, pair by pair; where both sides differ; the lines of the legal result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import cached_property

from establishments.enums import Account
from establishments.models import Establishment, LegalEntity
from groupe.consolidation.eliminations import Book, Line, Sums, after_elimination, is_eliminated, sides
from groupe.consolidation.eliminations.pairs import End, Mismatch
from groupe.consolidation.figures import Figure
from groupe.consolidation.selectors.series import Series, View, taken_out
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.kernel.periods import Month, Window, window_start


@dataclass(frozen=True)
class Party:
    """An end of a flow: an entity, and one of its establishments where it is named."""

    entity: str
    entity_name: str
    site: str
    site_name: str

    @property
    def name(self) -> str:
        return self.site_name or self.entity_name

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class PairRow:
    """A pair over the window, in euros: `amount` both agree on, `sold` and `bought` are taken out of either side.

    `left`: what remains of a gain, to come back over the years. `inside`: both ends lie in the scope.
    """

    seller: Party
    buyer: Party
    account: str
    amount: Fraction
    sold: Fraction
    bought: Fraction
    left: Fraction | None

    @property
    def account_label(self) -> str:
        return str(Account(self.account).label)

    @property
    def inside(self) -> bool:
        return bool(self.sold or self.bought)


@dataclass(frozen=True)
class DifferenceRow:
    """What both sides of a pair declare differently in a month, in euros; `blocks`: the month cannot be closed."""

    month: Month
    seller: Party
    buyer: Party
    account: str
    sold: Fraction
    bought: Fraction
    blocks: bool

    @property
    def account_label(self) -> str:
        return str(Account(self.account).label)

    @property
    def difference(self) -> Fraction:
        return self.sold - self.bought


@dataclass(frozen=True)
class Eliminations:
    """Of one scope and window. Pairs that only touch the scope are told with nothing eliminated."""

    scope: str
    period: Month
    window: Window
    view: View
    pairs: list[PairRow]
    differences: list[DifferenceRow]

    @cached_property
    def sold(self) -> Fraction:
        return sum((row.sold for row in self.pairs), Fraction(0))


def eliminations(
    *, scope: str, period: Month, window: Window = "month", view: View = "operational", known_at: Today = TODAY
) -> Eliminations:
    """A bounded number of queries; pairs by the amount taken out, the largest first."""
    book = known_at.book()
    months = list(window_start(window, period).to(period))
    touching = _Touching(book, scope, view)
    lines = book.lines((scope,), months, view)
    differing = [each for each in book.mismatches(months) if any(touching(end, each.month) for end in each.ends)]
    return Eliminations(
        scope, period, window, view, _pairs(book, lines, months, touching), _differences(book, differing)
    )


def beside(found: Series, scope: str, window: Window, view: View, known_at: Today) -> list[tuple[Figure, Figure]]:
    """Each figure of a current series before and after elimination; nothing for what no flow changes."""
    if not is_eliminated(found.code):
        return []
    if found.before is not None:
        return list(zip(found.before, found.figures, strict=True))
    book = known_at.book()
    taken = (taken_out(book, (scope,), window, view, each.period) for each in found.figures)
    return [(each, after_elimination(each, sums)) for each, sums in zip(found.figures, taken, strict=True)]


def both_of(
    found: Series, scope: str, window: Window, view: View, known_at: Today = TODAY
) -> tuple[Figure, Figure] | None:
    """The last figure of a current series before and after; None for what no flow changes."""
    pairs = beside(found, scope, window, view, known_at)
    return pairs[-1] if pairs else None


@dataclass(frozen=True)
class Taken:
    """What the flows of a pair over the window take out of both sides of one figure."""

    seller: Party
    buyer: Party
    account: str
    numerator: Fraction
    denominator: Fraction | None

    @property
    def account_label(self) -> str:
        return str(Account(self.account).label)


def taken_from(
    code: str, scope: str, period: Month, window: Window, view: View, known_at: Today = TODAY
) -> list[Taken]:
    """The pairs behind what is taken out of a figure, the largest first: they add up to all of it."""
    if not is_eliminated(code):
        return []
    book = known_at.book()
    sums: dict[tuple[End, End, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for line in book.lines((scope,), window_start(window, period).to(period), view):
        for measure, amount in sums_of(line).items():
            sums[line.pair.seller, line.pair.buyer, line.pair.account][measure] += amount
    found = {key: sides(code, amounts) for key, amounts in sums.items()}
    kept = {key: both for key, both in found.items() if any(both)}
    party = parties(end for seller, buyer, _account in kept for end in (seller, buyer))
    rows = [Taken(party[one], party[other], account, *both) for (one, other, account), both in kept.items()]
    return sorted(rows, key=lambda row: (-abs(row.numerator), -abs(row.denominator or 0), row.seller.name))


def sums_of(line: Line) -> Sums:
    """What one line takes out of each measure."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for codes, amount in ((line.seller_measures, line.sold), (line.buyer_measures, line.bought)):
        for code in codes:
            sums[code] += amount
    return sums


class _Touching:
    """Whether an end lies in a scope on some day of a month; looked up once."""

    def __init__(self, book: Book, scope: str, view: View) -> None:
        self._book, self._scope, self._view = book, scope, view
        self._known: dict[tuple[End, Month], bool] = {}

    def __call__(self, end: End, month: Month) -> bool:
        key = end, month
        if key not in self._known:
            self._known[key] = bool(self._book.ends.inside(end, month, (self._scope,), self._view))
        return self._known[key]


def _pairs(book: Book, lines: Iterable[Line], months: Sequence[Month], touching: _Touching) -> list[PairRow]:
    amounts: dict[tuple[End, End, str], Fraction] = defaultdict(Fraction)
    taken: dict[tuple[End, End, str], list[Line]] = defaultdict(list)
    for line in lines:
        taken[line.pair.seller, line.pair.buyer, line.pair.account].append(line)
    for pair in book.pairs(months):
        key = pair.seller, pair.buyer, pair.account
        if key in taken or touching(pair.seller, pair.month) or touching(pair.buyer, pair.month):
            amounts[key] += Fraction(pair.cents, 100)
    party = parties(end for seller, buyer, _account in amounts.keys() | taken.keys() for end in (seller, buyer))
    rows = [
        PairRow(
            party[seller],
            party[buyer],
            account,
            amounts.get((seller, buyer, account), Fraction(0)),
            sum((line.sold for line in found), Fraction(0)),
            sum((line.bought for line in found), Fraction(0)),
            _left(found),
        )
        for seller, buyer, account in amounts.keys() | taken.keys()
        for found in [taken[seller, buyer, account]]
    ]
    return sorted(rows, key=lambda row: (-abs(row.sold), -abs(row.amount), row.seller.name, row.buyer.name))


def _left(lines: Sequence[Line]) -> Fraction | None:
    """Of each gain, what is left after its newest month."""
    newest = {line.pair: line.left for line in sorted(lines, key=lambda line: line.month) if line.left is not None}
    return sum(newest.values(), Fraction(0)) if newest else None


def _differences(book: Book, found: Sequence[Mismatch]) -> list[DifferenceRow]:
    party = parties(End(entity) for each in found for entity in (each.seller, each.buyer))
    rows = [
        DifferenceRow(
            each.month,
            party[End(each.seller)],
            party[End(each.buyer)],
            each.account,
            Fraction(each.sold, 100),
            Fraction(each.bought, 100),
            each.blocks,
        )
        for each in found
    ]
    return sorted(rows, key=lambda row: (-abs(row.difference), row.month, row.seller.name))


def parties(ends: Iterable[End]) -> dict[End, Party]:
    """Their names: two queries."""
    wanted = set(ends)
    entities = LegalEntity.objects.in_bulk({end.entity for end in wanted})
    sites = Establishment.objects.in_bulk({end.site for end in wanted if end.site is not None})
    found = {}
    for end in wanted:
        entity, site = entities[end.entity], sites.get(end.site or 0)
        found[end] = Party(entity.code, entity.name, site.code if site else "", site.name if site else "")
    return found
