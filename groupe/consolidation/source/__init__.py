"""From structure and reports to the engine's arrays: a bounded number of queries for any number of establishments.

`Reading` fetches the rows, as they are now or as they were; the rest only arranges what it is given.
"""

from groupe.consolidation.source.holdings import Holdings
from groupe.consolidation.source.past import AsOf
from groupe.consolidation.source.reading import NOW, Reading, Steady
from groupe.consolidation.source.reports import HISTORY, NEVER, first_figure, first_month, newest_month, read_inputs
from groupe.consolidation.source.structure import families, opening_record, read_days, read_sites, territory_paths

__all__ = [
    "HISTORY",
    "NEVER",
    "NOW",
    "AsOf",
    "Holdings",
    "Reading",
    "Steady",
    "families",
    "first_figure",
    "first_month",
    "newest_month",
    "opening_record",
    "read_days",
    "read_inputs",
    "read_sites",
    "territory_paths",
]
