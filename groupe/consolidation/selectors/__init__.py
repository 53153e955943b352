"""Consolidated figures, for pages and the API."""

from groupe.consolidation.figures import Coverage, Figure
from groupe.consolidation.selectors.bridge import Bridge, bridge
from groupe.consolidation.selectors.bridge_sites import BLOCKS, Block, BridgeSite, bridge_sites
from groupe.consolidation.selectors.children import BREAKDOWNS, Child, Parts, children, scope_labels, territories_below
from groupe.consolidation.selectors.freshness import Freshness, freshness, horizon, span
from groupe.consolidation.selectors.pro_forma import ProForma, SellerPart, pro_forma
from groupe.consolidation.selectors.series import Comparison, Perimeter, Series, View, series

__all__ = [
    "BLOCKS",
    "BREAKDOWNS",
    "Block",
    "Bridge",
    "BridgeSite",
    "Child",
    "Comparison",
    "Coverage",
    "Figure",
    "Freshness",
    "Parts",
    "Perimeter",
    "ProForma",
    "SellerPart",
    "Series",
    "View",
    "bridge",
    "bridge_sites",
    "children",
    "freshness",
    "horizon",
    "pro_forma",
    "scope_labels",
    "series",
    "span",
    "territories_below",
]
