"""Where a figure is explained."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from groupe.consolidation.selectors import Perimeter
from groupe.kernel.periods import Month, Window


def explain_url(code: str, scope: str, period: Month, window: Window, perimeter: Perimeter = "current") -> str:
    return reverse("web:explain", args=[code]) + "?" + asked(scope, period, window, perimeter)


def asked(scope: str, period: Month, window: Window, perimeter: Perimeter = "current", **more: str) -> str:
    """The query of a figure; what is empty or usual is left out."""
    chosen = perimeter if perimeter != "current" else ""
    query = {"scope": scope, "period": str(period), "window": window, "perimeter": chosen, **more}
    return urlencode({name: value for name, value in query.items() if value})
