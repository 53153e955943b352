"""Closed periods: what was published, what is open, what changed since."""

from groupe.consolidation.selectors.closes.checklist import Checklist, SiteState, checklist_of
from groupe.consolidation.selectors.closes.published import close_rollups, latest_close

__all__ = ["Checklist", "SiteState", "checklist_of", "close_rollups", "latest_close"]
