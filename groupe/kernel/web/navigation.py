"""The menu: each package above adds its entries when Django starts, so that the layout knows none of them.

from groupe.kernel.web.navigation import Group, NavItem, register

def ready(self) -> None:
    register(NavItem("reports", _("Monthly report"), "pencil-square", "reports:list", group=Group.COLLECT, order=10))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Group(IntEnum):
    """Parts of the menu, from top to bottom; the first has no title."""

    STEERING = 1
    COLLECT = 2
    DOMAINS = 3
    STRUCTURE = 4
    SETTINGS = 5


GROUP_TITLES: Final[dict[Group, StrOrPromise]] = {
    Group.STEERING: "",
    Group.COLLECT: _("Collection"),
    Group.DOMAINS: _("Activities"),
    Group.STRUCTURE: _("The group"),
    Group.SETTINGS: _("Settings"),
}


def everyone(request: HttpRequest) -> bool:
    """Signed in is enough."""
    return request.user.is_authenticated


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry. `icon` is an outline heroicon; `badge` counts what waits for the user, nothing shown at None or 0.

    `also` lists further path prefixes under which the entry is the current one, such as `/scopes/`.
    """

    key: str
    label: StrOrPromise
    icon: str
    url_name: str
    order: int = 50
    group: Group = Group.STEERING
    visible: Callable[[HttpRequest], bool] = everyone
    badge: Callable[[HttpRequest], int | None] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuEntry:
    item: NavItem
    url: str
    badge: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    title: StrOrPromise
    entries: list[MenuEntry]


_items: dict[str, NavItem] = {}
_captions: list[Callable[[HttpRequest], StrOrPromise]] = []


def register(*items: NavItem) -> None:
    """Adds entries to the menu; the same key again replaces the entry."""
    _items.update({item.key: item for item in items})


def describe_user_by(caption: Callable[[HttpRequest], StrOrPromise]) -> None:
    """Says what stands under the user's name in the menu, such as the role; the e-mail otherwise."""
    _captions[:] = [caption]


def user_caption(request: HttpRequest) -> StrOrPromise:
    said = _captions[0](request) if _captions else ""
    return said or getattr(request.user, "email", "")


def menu(request: HttpRequest) -> list[MenuGroup]:
    """What this user may open, by group and order; an entry whose page does not exist is left out."""
    shown = [(item, url) for item in list(_items.values()) if (url := _url(item)) and item.visible(request)]
    current = _current(request.path, shown)
    groups: dict[Group, list[MenuEntry]] = {}
    for item, url in sorted(shown, key=lambda pair: (pair[0].group, pair[0].order, pair[0].key)):
        badge = item.badge(request) if item.badge else None
        groups.setdefault(item.group, []).append(MenuEntry(item, url, badge or None, item.key == current))
    return [MenuGroup(GROUP_TITLES[group], entries) for group, entries in groups.items()]


def _url(item: NavItem) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _current(path: str, shown: list[tuple[NavItem, str]]) -> str | None:
    """The entry with the longest prefix of the path; the home page only for itself."""
    found = [
        (len(prefix), item.key)
        for item, url in shown
        for prefix in (url, *item.also)
        if path == prefix or (prefix != "/" and path.startswith(prefix))
    ]
    return max(found)[1] if found else None
