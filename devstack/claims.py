"""`-p devstack.claims --claims=FOLDER`: several pytest processes work on one suite, file by file.

Each collects the whole suite and walks through it in the usual order. A file is run by the process that comes to it
first, which leaves a mark in the folder: none is run twice, none is left out, and no share has to be foreseen. The
order is why this is not pytest-xdist: tests that empty the database stay behind those that do not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


class Claims:
    """The files that this process runs."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mine = folder, dict[Path, bool]()
        self.collected = self.ran = 0

    def taken(self, path: Path) -> bool:
        """Whether it is this process that runs the tests of a file."""
        if path not in self.mine:
            try:
                (self.folder / str(path).replace(os.sep, "!")).touch(exist_ok=False)
            except FileExistsError:
                self.mine[path] = False
            else:
                self.mine[path] = True
        return self.mine[path]

    def items(self, session: pytest.Session) -> Iterator[pytest.Item]:
        self.collected = len(session.items)
        for item in session.items:
            if self.taken(item.path):
                self.ran += 1
                yield item

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """As pytest's own: a test is told which one follows, so that the next file is taken one test early."""
        if session.testsfailed or session.config.option.collectonly:
            return None
        items = self.items(session)
        item = next(items, None)
        while item:
            following = next(items, None)
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
            item = following
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What became of the tests, for whoever adds them up."""
        outcomes = {name: len(terminalreporter.stats.get(name, ())) for name in OUTCOMES}
        told = {"collected": self.collected, "ran": self.ran, "outcomes": outcomes}
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(told))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--claims", type=Path, required=True, help="the folder where processes mark their files")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Claims(config.getoption("--claims")))
