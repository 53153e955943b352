"""The same as an ordinary user, in a checkout of that user; root gives its privileges up for the database alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devstack import spawn
from tests.devstack.conftest import ROOT, Terminal

DROP = spawn.how_to_drop_root()
REACHED = DROP != "" and spawn.nobody_reaches(Path(sys.executable))
pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="every test here already runs as an ordinary user"),
    pytest.mark.skipif(
        not REACHED and DROP != "userns", reason="the environment lies in a folder that no other user may enter"
    ),
]


@pytest.fixture
def ordinary() -> dict[str, Any]:
    """Another user; where the environment lies in root's own folder, root in a namespace that calls it `nobody`."""
    if REACHED:
        return {"user": spawn.NOBODY, "group": spawn.NOBODY, "extra_groups": []}
    return {"preexec_fn": spawn.enter_user_namespace}


@pytest.fixture
def checkout() -> Iterator[Path]:
    """What a clone holds, owned by that user."""
    folder = Path(tempfile.mkdtemp(prefix="clone-"))
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    if REACHED:
        subprocess.run(["chown", "-R", f"{spawn.NOBODY}:{spawn.NOBODY}", str(folder)], check=True)
    yield folder
    shutil.rmtree(folder)


def seen_as(number: int) -> int:
    """The user that a process believes it is."""
    if REACHED:
        return Path(f"/proc/{number}").stat().st_uid
    return int(Path(f"/proc/{number}/uid_map").read_text().split()[0])


def test_an_ordinary_user_starts_it_in_a_fresh_checkout(checkout: Path, port: int, ordinary: dict[str, Any]) -> None:
    terminal = Terminal(checkout / "var", port, root=checkout, **ordinary).ready()
    try:
        assert {seen_as(number) for number in terminal.children()} == {spawn.NOBODY}
        assert (checkout / "var" / "pg").stat().st_uid == checkout.stat().st_uid
        assert (checkout / "staticfiles").is_dir()
    finally:
        before = terminal.children()
        assert terminal.stop(signal.SIGINT) == 0
    assert terminal.left_over(before) == {}
