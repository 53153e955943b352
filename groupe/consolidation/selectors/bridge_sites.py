"""The establishments behind a block of a bridge: what each was, is and moved, and when it came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

from establishments.models import Establishment
from groupe.consolidation.engine.compare import ENTRY, EXIT, METHOD, ORGANIC, Comparison, Portion
from groupe.consolidation.engine.plan import MeasurePlan
from groupe.consolidation.engine.structure import YEAR
from groupe.consolidation.selectors.bridge import bridged_plan
from groupe.consolidation.selectors.extracts import COMMON
from groupe.consolidation.selectors.passages import Passage, passages
from groupe.consolidation.selectors.series import View
from groupe.consolidation.selectors.slices import Cut, Wanted, place_of
from groupe.consolidation.selectors.vectors import TODAY, Class, Today, site_number
from groupe.consolidation.selectors.weights import Weights, weights_of
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month

# What organic is made of: not reported in one of the years, places a day that changed, and the rest, whose volume and
# price are told for the scope alone.
Block = Literal["entries", "exits", "method", "organic", "not_reported", "capacity", "rest"]
BLOCKS: Final[tuple[Block, ...]] = get_args(Block)
_CLASSES: Final[Mapping[Block, int]] = {"entries": ENTRY, "exits": EXIT, "method": METHOD}
Key = tuple[int, int, int]


@dataclass(frozen=True)
class BridgeSite:
    """An establishment's share of a block, over the months that fall into it, in the measure's own unit.

    `days` and `days_before`: its days inside the scope in these months and in those a year before.
    """

    establishment: int
    code: str
    name: str
    kind: str
    previous: Fraction
    current: Fraction
    days: int
    days_before: int
    passage: Passage

    @property
    def effect(self) -> Fraction:
        return self.current - self.previous


def bridge_sites(
    *,
    scope: str,
    measure: str,
    first: Month,
    last: Month,
    block: Block,
    view: View = "operational",
    validated_only: bool = False,
    known_at: Today = TODAY,
) -> list[BridgeSite]:
    """Those with a value in either year, the largest effects first; they add up to the block of `bridge`.

    In the legal view each counts with its fraction.
    """
    plan, weights = bridged_plan(measure), weights_of(scope, legal=view == "legal")
    stock = plan.time == "LAST"
    only: Class = "stock" if stock else "flow", _CLASSES.get(block, ORGANIC)
    found = _comparisons(scope, weights, known_at, last if stock else first, last, only)
    cells = _cells(found, plan, known_at, validated_only=validated_only)
    totals: dict[int, _Total] = {}
    for each in found:
        moved, weight = _moved(each, cells, stock=stock), weights.of(each.scopes)
        if weight and _lies_in(block, each, moved):
            totals.setdefault(each.establishment, _Total()).add(moved, weight)
    named = Establishment.objects.in_bulk(list(totals))
    passed = passages(scope, list(totals), last.last, known_at.reading)
    rows = [
        BridgeSite(
            pk, named[pk].code, named[pk].name, named[pk].kind,
            total.then * plan.side.unit, total.now * plan.side.unit, total.days, total.days_then,
            passed.get(pk, Passage()),
        )
        for pk, total in totals.items()
        if total.now or total.then
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-abs(row.effect), row.code))


def _comparisons(
    scope: str, weights: Weights, known_at: Today, first: Month, last: Month, only: Class
) -> list[Comparison]:
    site = site_number(scope.partition(":")[2]) if weights.single else None
    if not weights.numbers or (weights.single and site is None):
        return []
    return known_at.comparisons_in(weights.numbers, first, last, site=site, only=only, windows=False)


@dataclass(frozen=True)
class _Cell:
    value: int
    present: int
    days: int


@dataclass(frozen=True)
class _Moved:
    """A comparison's two years of one measure."""

    now: int
    then: int
    both: bool
    days: int
    days_then: int


@dataclass
class _Total:
    now: Fraction = Fraction(0)
    then: Fraction = Fraction(0)
    days: int = 0
    days_then: int = 0

    def add(self, moved: _Moved, weight: Fraction) -> None:
        """What takes an amount out of the legal view has no days of its own."""
        self.now += moved.now * weight
        self.then += moved.then * weight
        self.days += moved.days if weight > 0 else 0
        self.days_then += moved.days_then if weight > 0 else 0


def _cells(
    found: Iterable[Comparison], plan: MeasurePlan, known_at: Today, *, validated_only: bool
) -> dict[Key, _Cell]:
    """The two numbers of one measure, of the cells that comparisons name."""
    wanted = {cell for each in found for cell in each.cells}
    if not wanted:
        return {}
    column = COMMON if plan.file == COMMON else "sector"
    months = [month for _pk, month in wanted]
    asked = Wanted(
        Month(min(months)), Month(max(months)), [Cut(column, place_of(plan.code, part)) for part in ("v", "p")],
        sites={pk for pk, _month in wanted}, files=None if plan.file == COMMON else {plan.file},
        level=2 if validated_only else 0,
    )  # fmt: skip
    return {
        (cell.establishment, cell.month, cell.segment): _Cell(cell.number(0), cell.number(1), cell.days)
        for cell in known_at.slices(asked)
        if (cell.establishment, cell.month) in wanted
    }


def _moved(each: Comparison, cells: Mapping[Key, _Cell], *, stock: bool) -> _Moved:
    now = list(_of(cells, each.establishment, each.month, each.now))
    before = list(_of(cells, each.establishment, each.month - YEAR, each.before))
    linked = [(part, cell) for part in each.portions if (cell := _taken(part, cells, each.month - YEAR))]
    there = _in_all(linked, stock=stock) if each.portions else any(cell.present for cell in before)
    then = [cell for _part, cell in linked] if each.portions else before
    return _Moved(
        now=sum(cell.value for cell in now),
        then=sum(cell.value for cell in then),
        both=any(cell.present for cell in now) and there,
        days=sum(cell.days for cell in now),
        days_then=sum(cell.days for cell in before),
    )


def _of(cells: Mapping[Key, _Cell], establishment: int, month: int, segments: Iterable[int]) -> Iterator[_Cell]:
    """A row that is not stored (before the group's first report) counts as nothing."""
    for segment in segments:
        if cell := cells.get((establishment, month, segment)):
            yield cell


def _taken(part: Portion, cells: Mapping[Key, _Cell], month: int) -> _Cell | None:
    """A share of a row between two running totals, each rounded half up (semantics, rules 6 and 22)."""
    cell = cells.get((part.establishment, month, part.segment))
    if cell is None:
        return None
    upto, since = (int(round_half_up(cell.value * total, 0)) for total in (part.until, part.since))
    return _Cell(upto - since, cell.present, cell.days)


def _in_all(linked: Sequence[tuple[Portion, _Cell]], *, stock: bool) -> bool:
    """Present in every establishment that shares are taken of; a stock in those held on the last day."""
    there: dict[int, bool] = defaultdict(bool)
    stays: dict[int, bool] = defaultdict(bool)
    for part, cell in linked:
        there[part.establishment] |= bool(cell.present)
        stays[part.establishment] |= part.stays
    asked = [pk for pk in there if stays[pk] or not stock]
    return bool(asked) and all(there[pk] for pk in asked)


def _lies_in(block: Block, each: Comparison, moved: _Moved) -> bool:
    """`Expander` puts it so into the roll-ups (semantics, rule 21)."""
    if block == "not_reported":
        return not moved.both and moved.now != moved.then
    if block == "capacity":
        return moved.both and each.larger
    return block != "rest" or (moved.both and not each.larger)
