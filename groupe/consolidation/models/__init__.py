"""Tables of the figures, and of the periods that were closed."""

from groupe.consolidation.models.closes import Close, CloseRow, CloseSite
from groupe.consolidation.models.engine import Cell, Comparison, EngineState, Rollup, Scope, Slot
from groupe.consolidation.models.runs import Alert, FoldMinute, Refolded, Run

__all__ = [
    "Alert",
    "Cell",
    "Close",
    "CloseRow",
    "CloseSite",
    "Comparison",
    "EngineState",
    "FoldMinute",
    "Refolded",
    "Rollup",
    "Run",
    "Scope",
    "Slot",
]
