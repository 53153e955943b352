"""The establishments behind a block of a bridge: what each was, is and moved, and when it came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, get_args

from django.db import connection

from establishments.enums import Scenario
from establishments.models import Establishment
from groupe.consolidation.engine.compare import ENTRY, EXIT, METHOD, ORGANIC, Comparison, Portion
from groupe.consolidation.engine.plan import MeasurePlan
from groupe.consolidation.engine.structure import YEAR
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.bridge import bridged_plan
from groupe.consolidation.selectors.extracts import COMMON, values_of
from groupe.consolidation.selectors.passages import Passage, passages
from groupe.consolidation.store import comparison
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
    *, scope: str, measure: str, first: Month, last: Month, block: Block, validated_only: bool = False
) -> list[BridgeSite]:
    """Those with a value in either year, the largest effects first; they add up to the block of `bridge`."""
    plan = bridged_plan(measure)
    stock = plan.time == "LAST"
    found = _comparisons(scope, last if stock else first, last, _CLASSES.get(block, ORGANIC), stock=stock)
    cells = _cells(found, plan, validated_only=validated_only)
    totals: dict[int, _Total] = {}
    for each in found:
        moved = _moved(each, cells, stock=stock)
        if _lies_in(block, each, moved):
            totals.setdefault(each.establishment, _Total()).add(moved)
    named = Establishment.objects.in_bulk(list(totals))
    passed = passages(scope, list(totals), last.last)
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


def _comparisons(scope: str, first: Month, last: Month, kind: int, *, stock: bool) -> list[Comparison]:
    """Without the windows, which are most of a row and tell nothing of measures."""
    single = scope.startswith("establishment:")
    number = scope_number("group" if single else scope)
    code = scope.partition(":")[2] if single else None
    with connection.cursor() as cursor:
        cursor.execute(
            "select establishment, month, number, kind, '{}'::int[], flow, stock, larger, now, before, portions,"
            " ''::bytea from consolidation_comparison where scenario = %s and month between %s and %s"
            " and scopes @> array[%s]::int[] and case when %s then stock else flow end = %s"
            " and (%s::text is null or establishment = (select id from establishments_establishment where code = %s))",
            [Scenario.ACTUAL.value, first.index, last.index, number, stock, kind, code, code],
        )
        return [comparison(row) for row in cursor.fetchall()]


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
    now: int = 0
    then: int = 0
    days: int = 0
    days_then: int = 0

    def add(self, moved: _Moved) -> None:
        self.now += moved.now
        self.then += moved.then
        self.days += moved.days
        self.days_then += moved.days_then


def _cells(found: Iterable[Comparison], plan: MeasurePlan, *, validated_only: bool) -> dict[Key, _Cell]:
    """The two numbers of one measure, of the cells that comparisons name."""
    wanted = {cell for each in found for cell in each.cells}
    if not wanted:
        return {}
    column = "common" if plan.file == COMMON else "sector"
    months = [month for _pk, month in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select establishment, month, segment, last_day - first_day + 1, {values_of(plan.code, column)}"  # noqa: S608
            " from consolidation_cell where scenario = %s and establishment = any(%s) and month between %s and %s"
            " and level >= %s and (%s or file = %s)",
            [
                Scenario.ACTUAL.value, list({pk for pk, _month in wanted}), min(months), max(months),
                2 if validated_only else 0, plan.file == COMMON, plan.file,
            ],
        )  # fmt: skip
        return {
            (pk, month, segment): _Cell(_number(value), _number(present), days)
            for pk, month, segment, days, value, present in cursor
            if (pk, month) in wanted
        }


def _number(packed: bytes | memoryview) -> int:
    """A place of a stored vector; 0 past its end."""
    return int.from_bytes(packed, "little", signed=True)


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
