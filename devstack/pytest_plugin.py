"""`-p devstack.pytest_plugin`: throwaway PostgreSQL and Valkey, before pytest-django reads the settings."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from devstack.throwaway import throwaway_servers

_servers = ExitStack()


@pytest.hookimpl(wrapper=True)  # a wrapper runs before pytest-django's own hook
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    os.environ.update(_servers.enter_context(throwaway_servers()))
    return (yield)


def pytest_unconfigure() -> None:
    _servers.close()
