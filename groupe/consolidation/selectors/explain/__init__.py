"""Where a figure comes from: its definition, its perimeter, and every site-month that it is the sum of."""

from groupe.consolidation.selectors.explain.definition import Definition, Usual
from groupe.consolidation.selectors.explain.methods import MethodSum, by_method
from groupe.consolidation.selectors.explain.months import MonthBelow
from groupe.consolidation.selectors.explain.origin import Origin
from groupe.consolidation.selectors.explain.parts import Part, PartSum, summed
from groupe.consolidation.selectors.explain.perimeter import Inside, perimeter_of
from groupe.consolidation.selectors.explain.values import Source, ValueBehind
from groupe.consolidation.selectors.explain.whole import Behind, Explanation, Unknown, behind, explain, inside_of

__all__ = [
    "Behind",
    "Definition",
    "Explanation",
    "Inside",
    "MethodSum",
    "MonthBelow",
    "Origin",
    "Part",
    "PartSum",
    "Source",
    "Unknown",
    "Usual",
    "ValueBehind",
    "behind",
    "by_method",
    "explain",
    "inside_of",
    "perimeter_of",
    "summed",
]
