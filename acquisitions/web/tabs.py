"""The parts of takeovers, as a row of tabs; and those of a room."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from acquisitions.access import WHOLE, level_of
from acquisitions.models import Deal
from acquisitions.routes import routes
from establishments.access import Can, access_in

# Each part appears once its address exists.
PARTS: tuple[tuple[str, StrOrPromise, Can], ...] = (
    ("board", _("Pipeline"), Can.SEE_DEALS),
    ("watch", _("Watch"), Can.SEE_PIPELINE),
    ("calendar", _("Calendar"), Can.SEE_DEALS),
    ("map", _("Map"), Can.SEE_DEALS),
    ("funnel", _("Funnel"), Can.SEE_DEALS),
    ("saved", _("What we saved"), Can.SEE_PIPELINE),
    ("grid", _("Scoring grid"), Can.SEE_PIPELINE),
)
# Parts of a room; the last ones are also open to who reads jobs only.
ROOM: tuple[tuple[str, StrOrPromise], ...] = (
    ("deal", _("Overview")),
    ("clocks", _("Clocks")),
    ("diligence", _("Due diligence")),
    ("documents", _("Documents")),
    ("plan", _("Valuation")),
    ("offer", _("Offer")),
    ("takeover", _("Takeover")),
    ("integration", _("Integration")),
    ("review", _("Review")),
    ("jobs", _("Jobs")),
    ("members", _("Members")),
)
OF_JOBS = ("jobs",)


@dataclass(frozen=True)
class Tab:
    label: StrOrPromise
    href: str
    current: bool


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Those that exist and that the reader may open."""
    access = access_in(request)
    found = []
    for name, label, can in PARTS:
        href = _address(name)
        if href and access.anywhere(can):
            found.append(Tab(label, href, name == current))
    return found


def room_tabs(request: HttpRequest, deal: Deal, current: str) -> list[Tab]:
    whole = level_of(access_in(request), deal) in WHOLE
    found = []
    for name, label in ROOM:
        href = _address(name, deal.code)
        if href and (whole or name in OF_JOBS) and _has(deal, name):
            found.append(Tab(label, href, name == current))
    return found


def _has(deal: Deal, part: str) -> bool:
    """An offer to a court belongs to the routes that go before one."""
    return part != "offer" or routes()[deal.route].has("offer")


def _address(name: str, *args: str) -> str:
    try:
        return reverse(f"acquisitions:{name}", args=args)
    except NoReverseMatch:
        return ""
