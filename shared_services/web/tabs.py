"""The parts of the domain, as a row of tabs above its pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from establishments.access import Access, Can, access_in
from shared_services.access import works_with_requests


@dataclass(frozen=True)
class Tab:
    label: StrOrPromise
    href: str
    current: bool


def _of_group(access: Access) -> bool:
    return access.whole_group(Can.SEE_SHARED)


def _anywhere(access: Access) -> bool:
    return access.anywhere(Can.SEE_SHARED)


def _quota(access: Access) -> bool:
    return access.anywhere(Can.SEE_QUOTA)


# Where each part lies, and who may open it.
PARTS = (
    ("list", _("Pooled departments"), _anywhere),
    ("catalogue", _("Services"), _anywhere),
    ("requests", _("Requests"), works_with_requests),
    ("pay", _("What I pay"), _anywhere),
    ("runs", _("Allocation"), _of_group),
    ("invoices", _("Invoices"), _anywhere),
    ("quotas", _("Quota"), _quota),
    ("agreements", _("Agreements"), _of_group),
    ("savings", _("Savings"), _anywhere),
)


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    """Those that exist and that the reader may open."""
    access, found = access_in(request), []
    for name, label, may in PARTS:
        try:
            address = reverse(f"shared_services:{name}")
        except NoReverseMatch:
            continue
        if may(access):
            found.append(Tab(label, address, name == current))
    return found
