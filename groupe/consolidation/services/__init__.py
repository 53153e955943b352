"""Keeping the figures up to date: folding changes, rebuilding, checking."""

from groupe.consolidation.services.asking import ask, run_check, stop
from groupe.consolidation.services.check import check
from groupe.consolidation.services.fold import fold_all, fold_lingering, fold_pending
from groupe.consolidation.services.rebuild import rebuild
from groupe.consolidation.services.runs import remarks
from groupe.consolidation.services.staging import live_tables

__all__ = [
    "ask", "check", "fold_all", "fold_lingering", "fold_pending", "live_tables", "rebuild", "remarks", "run_check",
    "stop",
]  # fmt: skip
