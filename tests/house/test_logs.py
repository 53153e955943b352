"""Logs: one line an event, with the id of its request, without personal data."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from celery import signals
from django.test import Client

from groupe import celery_app
from groupe.accounts.models import User
from groupe.kernel.logs import configure_logs
from groupe.kernel.web.requests import request_id
from tests.cast import api_of, client_of, person


class Log:
    """What was logged, as machines read it."""

    def __init__(self, stream: StringIO) -> None:
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    def requests(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == "request"]


@pytest.fixture
def log() -> Iterator[Log]:
    """The formatter of production on the root logger, for one test."""
    stream = StringIO()
    config = configure_logs(machine=True, level="INFO")
    parts = dict(config["formatters"]["structured"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(parts.pop("()")(**parts))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield Log(stream)
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_id_that_it_answers(log: Log) -> None:
    response = Client().get("/healthz", headers={"x-request-id": "proxy-4711"})
    assert response["X-Request-ID"] == "proxy-4711"
    [line] = log.requests()
    assert line["request_id"] == "proxy-4711"
    assert (line["method"], line["route"], line["status"], line["user"]) == ("GET", "healthz", 200, None)
    assert line["level"] == "info"
    assert line["ms"] >= 0


@pytest.mark.parametrize("sent", ["", "short", "x" * 65, "with space 123", "line\nbreak12", 'quote"12345', "é" * 12])
def test_an_insane_id_is_replaced(sent: str) -> None:
    assert request_id(sent) != sent
    assert len(request_id(sent)) == 32


@pytest.mark.django_db
def test_the_user_is_a_number(log: Log) -> None:
    user = person("executive")
    client_of(user).get("/preferences/?next=/secret-name")
    api_of(user).get("/api/v1/nowhere")
    assert log.requests()[0]["user"] == user.pk
    assert user.email not in log.text
    assert "secret-name" not in log.text


@pytest.mark.django_db
def test_a_sign_in_leaves_no_name(log: Log) -> None:
    Client().post("/accounts/login/", {"login": "someone@example.org", "password": "hunter2hunter2"})
    assert log.requests()
    assert "someone" not in log.text
    assert "hunter2" not in log.text


@pytest.mark.django_db
def test_the_key_of_a_password_reset_is_not_logged(log: Log) -> None:
    Client().get("/accounts/password/reset/key/1-abcdef-0123456789/?email=someone@example.org")
    assert log.requests()
    assert "abcdef-0123456789" not in log.text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail to jean.dupont+x@site.example.fr failed", "mail to …@… failed"),
        ("GET /sites/?q=Dupont&email=a failed", "GET /sites/?… failed"),
        ("why? because a=b", "why? because a=b"),
    ],
)
def test_addresses_and_queries_are_masked(log: Log, said: str, kept: str) -> None:
    logging.getLogger("some.library").error("%s", said)
    assert log.lines[0]["event"] == kept


def test_tracebacks_are_masked_too(log: Log) -> None:
    try:
        raise ValueError("Key (email)=(jean@example.org) already exists")
    except ValueError:
        structlog.get_logger("x").exception("failed", who=["jean@example.org"], where={"at": "a@b.example"})
    assert "jean@" not in log.text
    assert "a@b" not in log.text
    assert "ValueError" in log.lines[0]["exception"]


@pytest.mark.django_db
def test_an_unhandled_error_does_not_tell_its_path(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(User.objects, "filter", broken)
    monkeypatch.setattr("allauth.account.views.PasswordResetFromKeyView.dispatch", broken)
    response = Client(raise_request_exception=False).get("/accounts/password/reset/key/1-abcdef-0123456789/")
    assert response.status_code == 500
    failed = next(line for line in log.lines if line["event"] == "request_failed")
    assert "RuntimeError: broken" in failed["exception"]
    assert failed["request_id"] == response["X-Request-ID"]
    assert "abcdef-0123456789" not in log.text


def test_a_task_has_its_id_and_that_of_the_request(log: Log) -> None:
    @celery_app.task(name="tests.talk")
    def talk() -> None:
        structlog.get_logger("talk").info("talking")

    talk.push_request(id="t-1", request_id="proxy-4711")  # as a worker does with the headers of a message
    signals.task_prerun.send(sender=talk, task_id="t-1", task=talk)
    talk.run()
    signals.task_postrun.send(sender=talk, task_id="t-1", task=talk)
    structlog.get_logger("talk").info("after")
    [line] = [line for line in log.lines if line["event"] == "talking"]
    assert (line["task"], line["task_id"], line["request_id"]) == ("tests.talk", "t-1", "proxy-4711")
    assert "task_id" not in log.lines[-1]


def test_a_message_carries_the_id_of_its_request() -> None:
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(request_id="proxy-4711"):
        signals.before_task_publish.send(sender="tests", headers=headers)
    assert headers == {"request_id": "proxy-4711"}
