"""Closed periods: what was published, what is open, what changed since."""

from groupe.consolidation.selectors.closes.checklist import Checklist, SiteState, checklist_of
from groupe.consolidation.selectors.closes.effects import SPANS, Effect, changed_scopes, effects, key_codes
from groupe.consolidation.selectors.closes.listing import PeriodState, chosen_version, closed_period, next_open, periods
from groupe.consolidation.selectors.closes.published import close_rollups, last_closes, latest_close
from groupe.consolidation.selectors.closes.reports_since import ReportChange, reports_since
from groupe.consolidation.selectors.closes.restatement import (
    Restatement,
    published_scopes,
    restated,
    restatement_of,
    visible_codes,
)
from groupe.consolidation.selectors.closes.structure_since import StructureChange, structure_since

__all__ = [
    "SPANS",
    "Checklist",
    "Effect",
    "PeriodState",
    "ReportChange",
    "Restatement",
    "SiteState",
    "StructureChange",
    "changed_scopes",
    "checklist_of",
    "chosen_version",
    "close_rollups",
    "closed_period",
    "effects",
    "key_codes",
    "last_closes",
    "latest_close",
    "next_open",
    "periods",
    "published_scopes",
    "reports_since",
    "restated",
    "restatement_of",
    "structure_since",
    "visible_codes",
]
