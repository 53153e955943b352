"""What every page of a room is given: the file, its tabs, the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from acquisitions.models import Deal
from acquisitions.selectors.gates import stage_of
from acquisitions.web.tabs import room_tabs
from groupe.kernel.web.components import Crumb


def room(request: HttpRequest, deal: Deal, current: str) -> dict[str, Any]:
    """For templates that extend `acquisitions/_room.html`; `current` is the name of the page's address."""
    return {
        "deal": deal,
        "deal_stage": stage_of(deal).label,
        "room_tabs": room_tabs(request, deal, current),
        "crumbs": [Crumb(_("Takeovers"), reverse("acquisitions:board"))],
    }
