"""Consolidated figures, for pages and the API."""

from groupe.consolidation.figures import Coverage, Figure
from groupe.consolidation.selectors.bridge import Bridge, bridge
from groupe.consolidation.selectors.children import BREAKDOWNS, Child, Parts, children, scope_labels, territories_below
from groupe.consolidation.selectors.freshness import Freshness, freshness, horizon, span
from groupe.consolidation.selectors.series import Comparison, Perimeter, Series, View, series

__all__ = [
    "BREAKDOWNS",
    "Bridge",
    "Child",
    "Comparison",
    "Coverage",
    "Figure",
    "Freshness",
    "Parts",
    "Perimeter",
    "Series",
    "View",
    "bridge",
    "children",
    "freshness",
    "horizon",
    "scope_labels",
    "series",
    "span",
    "territories_below",
]
