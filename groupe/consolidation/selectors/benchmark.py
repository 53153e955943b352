"""Where establishments stand among their likes: quartiles of an indicator by kind and size, over the whole group.

Quartiles are those of the inclusive linear method, exact: of n values in order, the quantile p lies at (n - 1) p,
between the two values around it. Fewer than five values are masked, and where what is published besides would give
a masked band away, so is the next smallest one (domain.md, section 12).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from groupe.consolidation.bands import Band, sizes_of
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.selectors.children import Parts
from groupe.consolidation.selectors.explain.perimeter import perimeter_of
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.kernel.periods import Month, Window, window_start

FEWEST: Final = 5
Place = Literal["upper_quarter", "above_median", "median", "below_median", "lower_quarter"]
UNSIZED: Final = -1


@dataclass(frozen=True)
class Peer:
    """An establishment of the group with a value; without a size, it compares with its kind alone."""

    code: str
    name: str
    kind: str
    size: Fraction | None
    band: Band | None
    value: Fraction


@dataclass(frozen=True)
class Quartiles:
    low: Fraction
    median: Fraction
    high: Fraction
    count: int

    def place(self, value: Fraction) -> Place:
        """A value on a quartile lies in the outer quarter; where all are the same, none does."""
        if self.low == self.high == value:
            return "median"
        if value >= self.high:
            return "upper_quarter"
        if value <= self.low:
            return "lower_quarter"
        if value == self.median:
            return "median"
        return "above_median" if value > self.median else "below_median"


@dataclass(frozen=True)
class Pool:
    """Comparable establishments: of one kind and band, or of the whole kind without one; masked without quartiles."""

    kind: str
    band: Band | None
    quartiles: Quartiles | None
    peers: tuple[Peer, ...]

    @property
    def masked(self) -> bool:
        return self.quartiles is None

    def of(self, code: str) -> Peer | None:
        return next((peer for peer in self.peers if peer.code == code), None)


def quartiles(values: Iterable[Fraction]) -> Quartiles:
    """ValueError without any value."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    low, median, high = (_quantile(ordered, Fraction(part, 4)) for part in (1, 2, 3))
    return Quartiles(low, median, high, len(ordered))


def _quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = (len(ordered) - 1) * share
    below = int(place)
    if place == below:
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def masked(counts: Mapping[int, int]) -> frozenset[int]:
    """The bands to mask, by number: the small ones, and the next smallest while one could be told from the rest."""
    hidden = {band for band, count in counts.items() if 0 < count < FEWEST}
    while hidden:
        shown = sorted((count, band) for band, count in counts.items() if count and band not in hidden)
        if not shown or (len(hidden) > 1 and sum(counts[band] for band in hidden) >= FEWEST):
            break
        hidden.add(shown[0][1])
    return frozenset(hidden)


def pools(peers: Sequence[Peer]) -> list[Pool]:
    """The pool of each kind, then of each of its bands; by kind and size."""
    found = []
    by_kind: dict[str, list[Peer]] = defaultdict(list)
    for peer in peers:
        by_kind[peer.kind].append(peer)
    for kind, members in sorted(by_kind.items()):
        found.append(Pool(kind, None, _published(members, hidden=False), tuple(members)))
        hidden = masked(Counter(_number(peer) for peer in members))
        for band in sorted({peer.band for peer in members if peer.band}):
            own = [peer for peer in members if peer.band == band]
            found.append(Pool(kind, band, _published(own, hidden=band.number in hidden), tuple(own)))
    return found


def _number(peer: Peer) -> int:
    return peer.band.number if peer.band else UNSIZED


def _published(peers: Sequence[Peer], *, hidden: bool) -> Quartiles | None:
    return None if hidden or len(peers) < FEWEST else quartiles(peer.value for peer in peers)


def peers_of(
    kinds: Iterable[str],
    indicators: Sequence[str],
    period: Month,
    window: Window,
    *,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> dict[str, list[Peer]]:
    """By indicator, the establishments of these kinds that are in the group at the end of the window, by code."""
    sizes = {kind: sizes_of(kind) for kind in kinds}
    scope = f"kind:{next(iter(sizes))}" if len(sizes) == 1 else "group"
    codes = [*indicators, *sorted({each.measure for each in sizes.values()})]
    first = window_start(window, period)
    parts = Parts(scope, first, period, codes, validated_only=validated_only, known_at=known_at)
    figures = {
        row.scope.partition(":")[2]: row.figures for row in parts.children("establishment", codes, period, window)
    }
    latest = _latest(parts, codes[len(indicators) :])
    found: dict[str, list[Peer]] = {code: [] for code in indicators}
    for site in perimeter_of(scope, first, period, known_at=known_at):
        if site.kind not in sizes or not site.stays or site.code not in figures:
            continue
        measure, own = sizes[site.kind].measure, figures[site.code]
        size = own[measure].value if _is_mean(measure) else latest[measure].get(site.code)
        band = None if size is None else sizes[site.kind].band(size)
        for code in indicators:
            value = own[code].value
            if value is not None and site.kind in current_plan().indicators[code].kinds:
                found[code].append(Peer(site.code, site.name, site.kind, size, band, value))
    return found


def _is_mean(measure: str) -> bool:
    """Staff is a mean over the window; places are what was known last in it."""
    return current_plan().measures[measure].time == "AVG"


def _latest(parts: Parts, measures: Iterable[str]) -> dict[str, dict[str, Fraction | None]]:
    return {
        measure: {
            scope.partition(":")[2]: line.latest()
            for scope, line in parts.by_month("establishment", measure, parts.first, parts.last).items()
        }
        for measure in measures
        if not _is_mean(measure)
    }


def compared(
    scope: str,
    indicators: Sequence[str],
    period: Month,
    window: Window,
    *,
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> tuple[dict[str, list[Pool]], frozenset[str]]:
    """By indicator, the pools that establishments of the scope belong to; and the codes of these establishments.

    In the scope, and in the group, at the end of the window.
    """
    around = perimeter_of(scope, window_start(window, period), period, known_at=known_at)
    inside = {site.code: site.kind for site in around if site.stays}
    peers = peers_of(set(inside.values()), indicators, period, window, validated_only=validated_only, known_at=known_at)
    found = {
        code: [pool for pool in pools(own) if any(peer.code in inside for peer in pool.peers)]
        for code, own in peers.items()
    }
    return found, frozenset(inside)
