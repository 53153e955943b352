"""Figures as they were known at any instant."""

from groupe.consolidation.selectors.past.figures import Past, as_known
from groupe.consolidation.selectors.past.instant import read_instant

__all__ = ["Past", "as_known", "read_instant"]
