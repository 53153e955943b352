"""`make demo`: started, refused a second time, stopped, started again with its data."""

from __future__ import annotations

import os
import signal
import stat
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devstack.servers import free_port
from tests.devstack.conftest import CHILDREN, Terminal


@pytest.fixture(scope="module")
def first(var: Path, port: int) -> Iterator[Terminal]:
    terminal = Terminal(var, port)
    yield terminal.ready()
    terminal.kill()


@pytest.fixture(scope="module")
def again(first: Terminal) -> Iterator[Terminal]:
    """The same folder and port, after the first was stopped."""
    terminal = Terminal(first.var, first.port)
    yield terminal.ready()
    terminal.kill()


def names(terminal: Terminal) -> set[str]:
    return {name for name in CHILDREN for line in terminal.children().values() if name in line}


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_it_tells_where_it_is_and_how_to_sign_in(first: Terminal) -> None:
    assert "sign in with password open sesame, please as" in first.text
    assert "executive@demo.example" in first.text
    assert first.sql("select count(*) > 10 from accounts_user") == [(True,)]


def test_every_process_runs_and_the_page_answers(first: Terminal) -> None:
    assert names(first) == CHILDREN
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/accounts/login/", timeout=10) as page:
        assert page.status == 200


def test_addresses_are_kept_for_other_commands_and_from_other_users(first: Terminal) -> None:
    assert set(first.addresses()) == {"DATABASE_URL", "REDIS_URL"}
    for name in ("env", "demo-password"):
        assert stat.S_IMODE((first.var / name).stat().st_mode) == 0o600


def test_a_second_start_on_the_same_folder_is_refused(first: Terminal) -> None:
    second = Terminal(first.var, free_port())
    assert second.ended() == 1
    assert second.text == (
        f"already running on {first.var}: process {first.process.pid}, http://127.0.0.1:{first.port}"
    )


def test_a_taken_port_is_refused(first: Terminal, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "var", first.port)
    assert other.ended() == 1
    assert other.text == f"port {first.port} is taken: stop what uses it, or run `make demo PORT=8010`"
    assert not (tmp_path / "var" / "pg").exists()


@pytest.mark.parametrize("port", [0, 70000])
def test_nonsense_for_a_port_is_refused(port: int, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "var", port)
    assert other.ended() == 1
    assert "expected a number from 1 to 65535" in other.text


def test_ctrl_c_stops_every_process(first: Terminal) -> None:
    first.sql("create table kept (word text)")
    first.sql("insert into kept values ('still here')")
    before = first.children()
    assert first.stop(signal.SIGINT) == 0
    assert "SIGINT: stopping" in first.text
    assert first.left_over(before) == {}
    assert not (first.var / "pg" / "postmaster.pid").exists()


def test_a_restart_keeps_the_data(again: Terminal) -> None:
    assert again.sql("select word from kept") == [("still here",)]
    assert "first start" not in again.text
    assert "open sesame, please" in again.text


def test_a_process_that_dies_is_started_again(again: Terminal) -> None:
    beat = next(number for number, line in again.children().items() if " beat " in line)
    os.kill(beat, signal.SIGKILL)
    wait_until(lambda: any(" beat " in line for number, line in again.children().items() if number != beat))
    assert "beat stopped (exit -9); restarting" in again.text


def test_sigterm_stops_every_process(again: Terminal) -> None:
    before = again.children()
    assert again.stop(signal.SIGTERM) == 0
    assert again.left_over(before) == {}
