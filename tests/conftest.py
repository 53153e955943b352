"""What all tests may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from groupe.kernel.charts.bundle import write_bundle
from groupe.kernel.i18n import compile_catalog
from tests.browser import launched


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """With what the pages of this tree need."""
    write_bundle()
    compile_catalog()
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose, which a suite that makes a thousand people has no use for."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
