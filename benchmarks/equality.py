"""The engine's figures equal plain GROUP BY's to the last digit, before either is timed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.narrow import everything, queries
from benchmarks.narrow.measures import FLOW, HOW, number, plain_measures
from establishments.catalogue import Measure
from establishments.enums import Scenario
from groupe.consolidation.engine.plan import IndicatorPlan, current_plan
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Rollup, Scope
from groupe.consolidation.packing import unpack_sums
from groupe.consolidation.selectors import Bridge, Child, Series
from groupe.kernel.periods import Month

SHOWN = 5
# Beside each scope stand its sums by share of the legal view.
LEGAL = "~"
Vectors = dict[tuple[int, str], Any]


class Differs(SystemExit):
    def __init__(self, what: str, found: Sequence[object]) -> None:
        told = "; ".join(str(each) for each in found[:SHOWN])
        super().__init__(f"not equal, {what}: {len(found)} figures differ, such as {told}")


def equal(what: str, engine: Mapping[Any, Any], plain: Mapping[Any, Any]) -> int:
    """How many figures were compared; one that is missing on a side is a difference unless it is 0."""
    keys = engine.keys() | plain.keys()
    wrong = [(key, engine.get(key), plain.get(key)) for key in keys if (engine.get(key) or 0) != (plain.get(key) or 0)]
    if wrong:
        raise Differs(what, sorted(wrong, key=str))
    if not keys:
        raise Differs(what, ["nothing to compare"])
    return len(keys)


def page_equal(
    what: str,
    found: Mapping[str, Series],
    plain: Mapping[tuple[Month, str], tuple[int, int]],
    plans: Sequence[IndicatorPlan],
) -> int:
    """Both sides of every indicator, exact."""
    expected = {}
    for plan in plans:
        for (month, code), (num, den) in plain.items():
            if code == plan.code:
                expected[month, code] = num * plan.num.unit, den * plan.den.unit if plan.den else 0
    engine = {
        (each.period, code): (each.numerator, each.denominator or 0)
        for code, line in found.items()
        for each in line.before or line.figures  # rows of reports know nothing of flows
        if each.numerator is not None
    }
    return equal(what, engine, expected)


def totals_of(found: Mapping[str, Series]) -> dict[tuple[Month, str], int]:
    """Values in the smallest unit of their measure."""
    return {
        (each.period, code): in_units(each.value, plain_measures()[code])
        for code, line in found.items()
        for each in line.figures
        if each.value is not None
    }


def before_of(found: Mapping[str, Series]) -> dict[tuple[Month, str], int]:
    """The figures of a year before, by the month that they compare with."""
    return {
        (each.period + 12, code): in_units(each.value, plain_measures()[code])
        for code, line in found.items()
        for each in line.compare or ()
        if each.value is not None
    }


def in_units(value: Fraction, measure: Measure) -> int:
    scaled = value * 10**measure.scale
    if scaled.denominator != 1:
        raise Differs(measure.code, [value])
    return int(scaled)


def bridge_equal(found: Bridge, plain: queries.Moved) -> int:
    measure = plain_measures()[found.measure]
    engine = {
        "previous": found.previous, "current": found.current, "entries": found.entries, "exits": found.exits,
        "organic": found.organic, "not reported": found.not_reported,
    }  # fmt: skip
    expected = {
        "previous": plain.previous, "current": plain.current, "entries": plain.entries, "exits": plain.exits,
        "organic": plain.organic, "not reported": plain.not_reported,
    }  # fmt: skip
    count = equal("bridge", {name: in_units(value, measure) for name, value in engine.items()}, expected)
    growth = Fraction(plain.organic - plain.not_reported, plain.base) if plain.base else None
    return count + equal("growth on the constant perimeter", {"growth": found.growth_like_for_like}, {"growth": growth})


def children_equal(
    found: Sequence[Child], plain: Mapping[tuple[int, str], int], numbers: Mapping[str, int], codes: Sequence[str]
) -> int:
    engine = {
        (numbers[child.scope], code): in_units(figure.value, plain_measures()[code])
        for child in found
        for code in codes
        if (figure := child.figures[code]).value is not None
    }
    return equal("children", engine, plain)


def everything_equal(taken: Mapping[str, float | None], first: int, last: int) -> int:
    """Totals and comparisons of every scope and month, where GROUP BY came to its end."""
    count = 0
    if taken["totals"] is not None:
        count += _tables_equal("narrow_total", "total", ("",), plain_measures(), (first, last))
    if taken["compared"] is not None:
        flows = {code: each for code, each in plain_measures().items() if HOW[each.time] == FLOW}
        count += _tables_equal("narrow_compared", "now, before", (":now", ":then"), flows, (first, last))
    return count


def _tables_equal(
    table: str, columns: str, parts: Sequence[str], measures: Mapping[str, Measure], span: tuple[int, int]
) -> int:
    """Scope by scope, so that no table has to fit in memory."""
    count, waiting = 0, set(Scope.objects.exclude(code__startswith=LEGAL).values_list("pk", flat=True))
    for scope, expected in _by_scope(table, columns, measures):
        waiting.discard(scope)
        found = _rolled_up(scope, parts, measures, span)
        if found or expected:
            count += equal(f"{table} of scope {scope}", found, expected)
    for scope in sorted(waiting):
        if found := _rolled_up(scope, parts, measures, span):
            raise Differs(f"{table} of scope {scope}", list(found))
    return count


def _by_scope(table: str, columns: str, measures: Mapping[str, Measure]) -> Iterator[tuple[int, dict[Any, int]]]:
    known = {number(measure) for measure in measures.values()}
    current: int | None = None
    found: dict[Any, int] = {}
    for scope, month, measure, values in everything.stored(table, columns):
        if current is not None and scope != current:
            yield current, found
            found = {}
        current = scope
        if measure in known:
            found |= {(month, measure, rank): value for rank, value in enumerate(values) if value}
    if current is not None:
        yield current, found


def _rolled_up(
    scope: int, parts: Sequence[str], measures: Mapping[str, Measure], span: tuple[int, int]
) -> dict[Any, int]:
    positions = current_layout().positions
    files: dict[str, list[tuple[int, int]]] = {}
    for code, measure in measures.items():
        file = current_plan().measures[code].file
        files.setdefault(file, []).append((number(measure), positions[code, "v"]))
    wanted = {f"{file}{part}": (file, rank) for file in files for rank, part in enumerate(parts)}
    rows = Rollup.objects.filter(scope=scope, scenario=Scenario.ACTUAL, month__range=span, file__in=list(wanted))
    found: dict[Any, int] = {}
    for month, name, packed in rows.values_list("month", "file", "vals"):
        file, rank = wanted[name]
        vector = unpack_sums(packed)
        for short, position in files[file]:
            if position < len(vector) and vector[position]:
                found[month, short, rank] = int(vector[position])
    return found
