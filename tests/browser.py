"""A real Chromium that reports whatever a page complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

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


@contextmanager
def launched() -> Iterator[Browser]:
    """Playwright leaves an event loop in this thread, in which Django would refuse the database."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium here: CHROMIUM=path, or install it")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@contextmanager
def watched(browser: Browser, base: str) -> Iterator[OpenPage]:
    """Opens pages; fails the test on a console message, a page error or a CSP violation.

    `tolerated`: words of messages that are expected, such as the status of a refusal; `cookies` of a signed-in session.
    """
    pages: list[Page] = []
    said: list[str] = []

    def listen(words: str, tolerated: str) -> None:
        if not tolerated or tolerated not in words:
            said.append(words)

    def open_(
        path: str = "/",
        *,
        width: int = 1440,
        tolerated: str = "",
        language: str = "",
        cookies: dict[str, str] | None = None,
        **options: Any,
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        page.on("console", lambda message: listen(message.text, tolerated))
        page.on("pageerror", lambda error: listen(str(error), tolerated))
        page.add_init_script(WATCH)
        kept = {**(cookies or {}), **({"language": language} if language else {})}
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in kept.items()])
        page.goto(base + path)
        pages.append(page)
        return page

    yield open_
    for page in pages:
        assert page.evaluate("window.problems ?? []") == []
        page.context.close()
    assert said == [], said


def axe_violations(page: Page) -> list[tuple[str, Any]]:
    """What axe finds; the page must be open with `bypass_csp`, as axe runs as an inline script."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [(violation["id"], violation["nodes"][0]["target"]) for violation in found]
