"""The showcase: its templates, and a server for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser

from groupe.kernel.web import navigation
from tests.browser import OpenPage, watched

PAGES = Path(__file__).parent / "showcase" / "templates"


def with_pages() -> list[dict[str, Any]]:
    return [{**settings.TEMPLATES[0], "DIRS": [PAGES]}]


@pytest.fixture
def show_templates() -> Iterator[None]:
    with override_settings(TEMPLATES=with_pages()):
        yield


@pytest.fixture(scope="module", autouse=True)
def plain_caption() -> Iterator[None]:
    """Nothing but the e-mail under a name: the roles that the product says there are asked of the database."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(navigation, "_captions", [])
        yield


@pytest.fixture(scope="module")
def showcase() -> Iterator[str]:
    """The address of the showcase, without database: its pages ask for none."""
    with override_settings(ROOT_URLCONF="tests.kernel.showcase.urls", TEMPLATES=with_pages(), ALLOWED_HOSTS=["*"]):
        server = LiveServerThread("127.0.0.1", static_handler=StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert server.error is None
        yield f"http://127.0.0.1:{server.port}"
        server.terminate()
        server.join()


@pytest.fixture
def open_page(chromium: Browser, showcase: str) -> Iterator[OpenPage]:
    with watched(chromium, showcase) as open_:
        yield open_
