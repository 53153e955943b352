"""Consolidated figures, for pages and the API."""

from groupe.consolidation.figures import Coverage, Figure
from groupe.consolidation.selectors.bridge import Bridge, bridge
from groupe.consolidation.selectors.bridge_sites import BLOCKS, Block, BridgeSite, bridge_sites
from groupe.consolidation.selectors.children import BREAKDOWNS, Child, Parts, children, scope_labels, territories_below
from groupe.consolidation.selectors.freshness import Freshness, freshness, horizon, span
from groupe.consolidation.selectors.legal import differs_in_law
from groupe.consolidation.selectors.past import Past, as_known, read_instant
from groupe.consolidation.selectors.pro_forma import ProForma, SellerPart, pro_forma
from groupe.consolidation.selectors.series import Comparison, Perimeter, Series, View, series
from groupe.consolidation.selectors.vectors import TODAY, Today

__all__ = [
    "BLOCKS",
    "BREAKDOWNS",
    "TODAY",
    "Block",
    "Bridge",
    "BridgeSite",
    "Child",
    "Comparison",
    "Coverage",
    "Figure",
    "Freshness",
    "Parts",
    "Past",
    "Perimeter",
    "ProForma",
    "SellerPart",
    "Series",
    "Today",
    "View",
    "as_known",
    "bridge",
    "bridge_sites",
    "children",
    "differs_in_law",
    "freshness",
    "horizon",
    "pro_forma",
    "read_instant",
    "scope_labels",
    "series",
    "span",
    "territories_below",
]
