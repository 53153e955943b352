"""SITES (200), MONTHS (36); BASELINE=1 keeps the result as the one to compare with."""

from __future__ import annotations

import os
import resource
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")
django.setup()

from benchmarks.work import Bench  # noqa: E402  (the models need the settings)

if __name__ == "__main__":
    try:
        sites, months = int(os.environ.get("SITES") or 200), int(os.environ.get("MONTHS") or 36)
    except ValueError:
        sys.exit("SITES and MONTHS: expected whole numbers")
    Bench(sites, months).run(keep_baseline=os.environ.get("BASELINE") == "1")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
