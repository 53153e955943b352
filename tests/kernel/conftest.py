"""The showcase: its templates, a server for it, and a browser that reports whatever the page complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from groupe.kernel.charts.bundle import write_bundle
from groupe.kernel.i18n import compile_catalog

PAGES = Path(__file__).parent / "showcase" / "templates"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """
  window.problems = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => problems.push(violatedDirective));
  const unobserve = ResizeObserver.prototype.unobserve;
  window.released = 0;
  ResizeObserver.prototype.unobserve = function (element) { released += 1; return unobserve.call(this, element); };
"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OpenPage = Callable[..., Page]


def with_pages() -> list[dict[str, Any]]:
    return [{**settings.TEMPLATES[0], "DIRS": [PAGES]}]


@pytest.fixture
def show_templates() -> Iterator[None]:
    with override_settings(TEMPLATES=with_pages()):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: CHROMIUM=path, or install it")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="module")
def showcase() -> Iterator[str]:
    """The address of the showcase, without database: its pages ask for none."""
    write_bundle()
    compile_catalog()
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
    """Opens a page; fails the test on a console message, a page error or a CSP violation."""
    pages: list[Page] = []
    said: list[str] = []

    def listen(words: str, tolerated: str) -> None:
        if not tolerated or tolerated not in words:
            said.append(words)

    def open_(path: str = "/", *, width: int = 1440, tolerated: str = "", language: str = "", **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        page.on("console", lambda message: listen(message.text, tolerated))
        page.on("pageerror", lambda error: listen(str(error), tolerated))
        page.add_init_script(WATCH)
        if language:
            context.add_cookies([{"name": "language", "value": language, "url": showcase}])
        page.goto(showcase + path)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.evaluate("window.problems ?? []") == []
        page.context.close()
    assert said == []


def axe_violations(page: Page) -> list[tuple[str, Any]]:
    """What axe finds; the page must be open with `bypass_csp`, as axe runs as an inline script."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [(violation["id"], violation["nodes"][0]["target"]) for violation in found]
