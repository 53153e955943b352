"""Closing periods: checklist, freeze, snapshot, fingerprint; and proving that nothing was touched since."""

from groupe.consolidation.services.closing.close import check_closable, close_period
from groupe.consolidation.services.closing.verify import Fault, verify_closes

__all__ = ["Fault", "check_closable", "close_period", "verify_closes"]
