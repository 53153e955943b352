"""The whole product behind a real browser: pages are opened as somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from groupe.accounts.models import User
from tests.browser import OpenPage, watched
from tests.cast import client_of


class Visit:
    """Opens pages as a user who is signed in already."""

    def __init__(self, open_page: OpenPage, base: str) -> None:
        self.open_page, self.base = open_page, base

    def as_(self, user: User, path: str, **options: Any) -> Page:
        session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
        return self.open_page(path, cookies={settings.SESSION_COOKIE_NAME: session}, **options)

    def tour(self, user: User, paths: Sequence[str], **options: Any) -> Iterator[tuple[str, Page]]:
        """One page after another in the same window, which fetches styles and scripts once."""
        page = self.as_(user, paths[0], **options)
        yield paths[0], page
        for path in paths[1:]:
            assert page.evaluate("window.problems ?? []") == [], page.url
            page.goto(self.base + path)
            yield path, page


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    with watched(chromium, live_server.url) as open_page:
        yield Visit(open_page, live_server.url)
