"""What is left at the end of each step, above or below zero."""

from collections.abc import Sequence
from typing import NamedTuple

from groupe.kernel.charts.specs.facts import Measure, label_of, quoted, told
from groupe.kernel.charts.specs.parts import REACHABLE, ROW_COLOR, chart, layer, text, value_axis, with_halo
from groupe.kernel.charts.theme import Spec, color


class BalanceStep(NamedTuple):
    name: str
    balance: float
    receipts: float
    payments: float


class BalanceWords(NamedTuple):
    balance: str
    receipts: str
    payments: str
    step: str  # what a step is: week


def balance(
    steps: Sequence[BalanceStep], *, measure: Measure, words: BalanceWords, description: str, height: int = 240
) -> Spec | None:
    """One bar a step from the line of zero, red below it; the lowest one tells its figure."""
    if not steps:
        return None
    levels = [step.balance for step in steps]
    lowest = levels.index(min(levels))
    rows = [
        step._asdict() | {"rank": rank, "fill": color("bad" if step.balance < 0 else "brand")}
        for rank, step in enumerate(steps)
    ]
    x: Spec = {
        "field": "rank",
        "type": "ordinal",
        "scale": {"paddingInner": 0.32, "paddingOuter": 0.16},
        "axis": {"labelExpr": label_of([step.name for step in steps]), "labelAngle": 0, "labelOverlap": True},
    }
    y = value_axis(min(0.0, *levels), max(0.0, *levels), measure=measure, headroom=0.12)
    facts = (
        measure.fact("balance", words.balance),
        measure.fact("receipts", words.receipts),
        measure.fact("payments", words.payments),
    )
    heading = f"{quoted(words.step + ' ')} + datum.name"
    bar: Spec = {"x": x, "y": {"field": "balance", **y}, "y2": {"datum": 0}, **ROW_COLOR, **told(heading, *facts)}
    low = {"x": x, "y": {"field": "balance", **y}}
    return chart(
        layer("bar", bar, cornerRadius=4, **REACHABLE),
        layer("rule", {"y": {"field": "zero", **y}}, rows=[{"zero": 0}], color=color("ink"), strokeWidth=1.5),
        *with_halo(
            text(
                low,
                measure.text("balance"),
                style="value",
                where=f"datum.rank === {lowest}",
                dy=_beside(levels[lowest]),
            )
        ),
        rows=rows,
        description=description,
        height=height,
    )


def _beside(level: float) -> int:
    """Pixels from the end of a bar to its figure, away from zero."""
    return 12 if level < 0 else -10
