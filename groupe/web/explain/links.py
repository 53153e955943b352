"""Where a figure is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

if TYPE_CHECKING:
    from groupe.web.figures.choice import Choice


def explain_url(code: str, scope: str, choice: Choice) -> str:
    return reverse("web:explain", args=[code]) + "?" + asked(scope, choice)


def asked(scope: str, choice: Choice, **more: str) -> str:
    """The query of a figure over what was chosen; what is empty or usual is left out."""
    query = {
        "scope": scope,
        "period": str(choice.period),
        "window": choice.window,
        "perimeter": choice.perimeter if choice.perimeter != "current" else "",
        "view": choice.view if choice.legal else "",
        "known_at": choice.known_at,
        **more,
    }
    return urlencode({name: value for name, value in query.items() if value})
