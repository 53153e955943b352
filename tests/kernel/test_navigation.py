"""The menu that packages fill."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from groupe.accounts.models import User
from groupe.kernel.web import navigation
from groupe.kernel.web.navigation import Group, NavItem, describe_user_by, menu, register, user_caption

pytestmark = pytest.mark.urls("tests.kernel.showcase.urls")


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The showcase adds its entries when it is imported, once: before the menu that they would be lost with."""
    import_module("tests.kernel.showcase.urls")
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_captions", [])
    return


def request_for(path: str, *, signed_in: bool = True) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = User(pk=1, email="a@example.org") if signed_in else AnonymousUser()
    return request


def shown(request: HttpRequest) -> list[tuple[str, list[str]]]:
    return [(str(group.title), [entry.item.key for entry in group.entries]) for group in menu(request)]


def test_groups_and_order() -> None:
    register(
        NavItem("late", "Late", "eye", "show:entry", order=9), NavItem("soon", "Soon", "eye", "show:entry", order=1)
    )
    register(NavItem("typed", "Typed", "eye", "show:entry", group=Group.COLLECT))
    assert shown(request_for("/")) == [("", ["soon", "late"]), ("Collecte", ["typed"])]


def test_what_one_may_not_see_is_left_out() -> None:
    register(NavItem("mine", "Mine", "eye", "show:entry"))
    register(NavItem("hidden", "Hidden", "eye", "show:entry", visible=lambda _: False))
    register(NavItem("nowhere", "Nowhere", "eye", "show:nowhere"))
    assert shown(request_for("/")) == [("", ["mine"])]
    assert menu(request_for("/", signed_in=False)) == []


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "home"),
        ("/entry/", "entry"),
        ("/entry/2026-09/", "entry"),
        ("/scopes/group/", "home"),
        ("/elsewhere/", None),
    ],
)
def test_current_entry_has_the_longest_prefix(path: str, current: str | None) -> None:
    register(NavItem("home", "Home", "eye", "show:components", also=("/scopes/",)))
    register(NavItem("entry", "Entry", "eye", "show:entry"))
    entries = [entry for group in menu(request_for(path)) for entry in group.entries]
    assert [entry.item.key for entry in entries if entry.current] == ([current] if current else [])


@pytest.mark.parametrize(("count", "badge"), [(5, 5), (0, None), (None, None)])
def test_badge_says_what_waits(count: int | None, badge: int | None) -> None:
    register(NavItem("entry", "Entry", "eye", "show:entry", badge=lambda _: count))
    assert menu(request_for("/"))[0].entries[0].badge == badge


def test_same_key_replaces() -> None:
    register(NavItem("entry", "Old", "eye", "show:entry"))
    register(NavItem("entry", "New", "eye", "show:entry"))
    assert [entry.item.label for entry in menu(request_for("/"))[0].entries] == ["New"]


def test_line_under_the_name() -> None:
    assert user_caption(request_for("/")) == "a@example.org"
    describe_user_by(lambda _: "Direction générale")
    assert user_caption(request_for("/")) == "Direction générale"
