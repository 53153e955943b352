"""SITES (200) and MONTHS (60) give the size; LIMIT (600) the seconds that GROUP BY has for each of its rebuilds.

KEEP=1 keeps the results in the repository, and draws the charts of docs/performance.md again.
"""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")
django.setup()

from benchmarks import charts  # noqa: E402  (the models need the settings)
from benchmarks.bench import Bench  # noqa: E402
from benchmarks.results import KEPT, RESULTS, tell  # noqa: E402

if __name__ == "__main__":
    try:
        sites, months, limit = (
            int(os.environ.get(name) or usual) for name, usual in (("SITES", 200), ("MONTHS", 60), ("LIMIT", 600))
        )
    except ValueError:
        sys.exit("SITES, MONTHS and LIMIT: expected whole numbers")
    results = Bench(sites, months, limit=limit).run()
    tell(results)
    results.write(RESULTS)
    if os.environ.get("KEEP") == "1":
        results.write(KEPT / f"{results.name}.json")
        charts.draw()
