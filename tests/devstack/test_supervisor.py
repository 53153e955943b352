"""Processes that stop: restarted at first, given up when they keep stopping, killed when they will not."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from devstack import supervisor
from devstack.supervisor import Proc, Stop, Supervisor, wait_ready


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    before = {each: signal.getsignal(each) for each in supervisor.STOPS}
    monkeypatch.setattr(supervisor.time, "sleep", lambda _seconds: None)
    made = Supervisor()
    yield made
    made.shutdown()
    for each, handler in before.items():
        signal.signal(each, handler)


def program(text: str, **options: object) -> Proc:
    return Proc("talker", [sys.executable, "-c", text], dict(os.environ), **options)  # type: ignore[arg-type]


def test_what_keeps_stopping_is_given_up(stack: Supervisor, capsys: pytest.CaptureFixture[str]) -> None:
    stack.add(program("print('trying'); raise SystemExit(3)"))
    with pytest.raises(SystemExit, match=r"talker keeps stopping \(exit 3\)"):
        stack.watch()
    said = capsys.readouterr().out
    assert said.count("talker stopped (exit 3); restarting") == supervisor.PATIENCE
    assert "talker   | trying" in said


def test_what_never_gets_ready_is_told(stack: Supervisor) -> None:
    with pytest.raises(SystemExit, match=r"talker did not start \(exit 0\)"):
        wait_ready(program("pass").start(), lambda: False)


def test_what_does_not_stop_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    deaf = program(
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
        stop_timeout=0.3,
    ).start()
    while "deaf" not in capsys.readouterr().out:
        assert deaf.exit_code() is None
    deaf.stop()
    assert deaf.exit_code() == -signal.SIGKILL


def test_a_second_signal_does_not_tear_it_down(stack: Supervisor) -> None:
    with pytest.raises(Stop, match="SIGHUP"):
        signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGINT)  # ignored by now
    assert all(signal.getsignal(each) == signal.SIG_IGN for each in supervisor.STOPS)
