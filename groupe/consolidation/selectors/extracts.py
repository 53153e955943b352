"""The few places of stored vectors that some figures are made of: cells are many, and wide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from groupe.consolidation.engine.plan import CodePlan, MeasurePlan, current_plan
from groupe.consolidation.layout import current_layout

COMMON = "common"
NUMBER = 8
# Places between two stretches that are cheaper read along than skipped: the database unpacks a vector for each.
GAP = 64
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Extract:
    """`stretches` are first places and lengths by file, in order; `positions` is where a part stands once joined."""

    stretches: dict[str, list[Stretch]]
    positions: dict[tuple[str, str], int]

    @property
    def files(self) -> list[str]:
        return list(self.stretches)

    def common(self) -> str:
        """SQL of what is read of a cell's common vector."""
        return _joined("common", self.stretches.get(COMMON, []))

    def sector(self) -> str:
        """SQL of what is read of its sector's vector, which depends on the file."""
        cases = [
            f"when '{file}' then {_joined('sector', stretches)}"
            for file, stretches in self.stretches.items()
            if file != COMMON
        ]
        return f"case file {' '.join(cases)} else ''::bytea end" if cases else "''::bytea"

    def cut(self, file: str, packed: bytes) -> bytes:
        """The same of a vector at hand."""
        stretches = self.stretches.get(file, [])
        return b"".join(packed[first * NUMBER : (first + length) * NUMBER] for first, length in stretches)


def files_of(codes: Iterable[str]) -> list[str]:
    """The catalogue files that hold these codes."""
    return sorted({current_plan().code(code).file for code in codes})


def extract_of(codes: Iterable[str]) -> Extract:
    """KeyError for a code that the catalogue does not have."""
    layout = current_layout()
    wanted: dict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for code in codes:
        plan = current_plan().code(code)
        for key in _parts(plan):
            wanted[plan.file][layout.positions[key]] = key
    stretches, positions = {}, {}
    for file, places in wanted.items():
        stretches[file] = list(_stretches(sorted(places)))
        offset = 0
        for first, length in stretches[file]:
            for place in range(first, first + length):
                if place in places:
                    positions[places[place]] = offset + place - first
            offset += length
    return Extract(stretches, positions)


def _parts(plan: CodePlan) -> Iterator[tuple[str, str]]:
    yield from ((plan.code, part) for part in plan.parts)
    yield from ((plan.expected, part) for part in ("e", "el"))
    if isinstance(plan, MeasurePlan) and plan.time == "AVG":
        yield "JM", "v"


def _stretches(places: list[int]) -> Iterator[Stretch]:
    first = last = places[0]
    for place in places[1:]:
        if place - last > GAP:
            yield first, last - first + 1
            first = place
        last = place
    yield first, last - first + 1


def _joined(column: str, stretches: list[Stretch]) -> str:
    """A vector that is shorter than the layout ends in the last stretch that it reaches: nothing is moved."""
    parts = [f"substring({column} from {first * NUMBER + 1} for {length * NUMBER})" for first, length in stretches]
    return " || ".join(parts) or "''::bytea"
