"""Consolidated figures, for pages and the API."""

from groupe.consolidation.figures import Coverage, Figure
from groupe.consolidation.selectors.children import Child, children, site_months
from groupe.consolidation.selectors.freshness import Freshness, freshness, horizon
from groupe.consolidation.selectors.series import Comparison, Series, series

__all__ = [
    "Child",
    "Comparison",
    "Coverage",
    "Figure",
    "Freshness",
    "Series",
    "children",
    "freshness",
    "horizon",
    "series",
    "site_months",
]
