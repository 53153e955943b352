"""Alerts on the pages of those who watch the engine."""

from __future__ import annotations

from django.http import HttpRequest

from establishments.access import Can, access_in
from groupe.consolidation.models import Alert
from groupe.consolidation.selectors.upkeep import open_alerts


def alerts_for(request: HttpRequest) -> list[Alert]:
    """Asked of the database once a page."""
    if not access_in(request).whole_group(Can.SEE_ENGINE):
        return []
    known: list[Alert] | None = getattr(request, "_alerts", None)
    if known is None:
        known = open_alerts()
        request._alerts = known  # type: ignore[attr-defined]
    return known
