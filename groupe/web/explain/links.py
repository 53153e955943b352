"""Where a figure is explained."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from groupe.kernel.periods import Month, Window


def explain_url(code: str, scope: str, period: Month, window: Window) -> str:
    return reverse("web:explain", args=[code]) + "?" + asked(scope, period, window)


def asked(scope: str, period: Month, window: Window, **more: str) -> str:
    """The query of a figure; what is empty is left out."""
    query = {"scope": scope, "period": str(period), "window": window, **more}
    return urlencode({name: value for name, value in query.items() if value})
