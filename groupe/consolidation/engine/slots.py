"""Where the parts of a catalogue file's figures stand in its vector, as arrays of positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from groupe.consolidation.engine.likewise import alike_slots
from groupe.consolidation.engine.plan import MOVES, IndicatorPlan, Plan
from groupe.consolidation.engine.structure import Flags, Ints

Positions = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class FileSlots:
    """`measures` and `indicators` list positions by part; `moving` the ranks of the measures that move.

    `flows` and `stocks` pair the position of an indicator's side with the rank of the indicator; `windows` pairs a
    rank of `alike_slots` with the positions of its parts.
    """

    rank: Mapping[str, int]
    measures: Mapping[str, Ints]
    is_stock: Flags
    indicators: Mapping[str, Ints]
    last_only: Flags
    flows: tuple[Ints, Ints]
    stocks: tuple[Ints, Ints]
    expected: Mapping[str, Ints]
    windows: list[tuple[int, dict[str, int]]]
    moving: Ints
    moves: Ints


def file_slots(plan: Plan, positions: Positions, file: str) -> FileSlots:
    measures = [each for each in plan.measures.values() if each.file == file]
    indicators = [each for each in plan.indicators.values() if each.file == file and not each.windowed]
    keys = sorted({each.expected for each in plan.codes if each.file == file})
    moving = [rank for rank, each in enumerate(measures) if each.moves]
    return FileSlots(
        rank={each.code: rank for rank, each in enumerate(measures)},
        measures={part: _at(positions, [(each.code, part) for each in measures]) for part in "vprw"},
        is_stock=np.array([each.time == "LAST" for each in measures], dtype=bool),
        indicators={part: _at(positions, [(each.code, part) for each in indicators]) for part in "rw"},
        last_only=np.array([each.last_only for each in indicators], dtype=bool),
        flows=_sides(positions, indicators, ("n", "d")),
        stocks=_sides(positions, indicators, ("nl", "dl")),
        expected={part: _at(positions, [(key, part) for key in keys]) for part in ("e", "el")},
        windows=[
            (rank, {part: positions[code, f"{part}:{spread}"] for part in "ndrw"})
            for rank, (code, spread) in enumerate(alike_slots(plan))
            if plan.indicators[code].file == file
        ],
        moving=np.array(moving, dtype=np.int64),
        moves=np.array([[positions[measures[m].code, part] for m in moving] for part in MOVES], dtype=np.int64),
    )


def _at(positions: Positions, parts: list[tuple[str, str]]) -> Ints:
    return np.array([positions[part] for part in parts], dtype=np.int64)


def _sides(positions: Positions, plans: list[IndicatorPlan], parts: tuple[str, str]) -> tuple[Ints, Ints]:
    """(positions, ranks of the indicators) of the sides that exist."""
    found = [
        (positions[each.code, part], rank) for rank, each in enumerate(plans) for part in parts if part in each.parts
    ]
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def activity_unit(plan: Plan, kind: str) -> str:
    """The unit in which a kind delivers, as volumes of different units do not add up; "-" where it has none."""
    activity = plan.catalogue.kinds[kind].activity
    return plan.catalogue.code(activity[0]).unit.replace(" ", "-") if activity else "-"
