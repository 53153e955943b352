"""`Idempotency-Key`: the same write twice happens once and answers the same."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client

from establishments.models import Territory
from groupe.accounts.models import KeyedCall
from groupe.accounts.services.calls import keyed_call_begin
from groupe.accounts.tasks import forget_calls
from tests.cast import api_of, person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]


@pytest.fixture
def api() -> Client:
    client = api_of(person("controller"))
    client.raise_request_exception = False
    return client


def post(client: Client, body: dict[str, Any], key: str | None = "k1", query: str = "") -> Any:
    headers = {} if key is None else {"idempotency-key": key}
    return client.post(f"/api/v1/things/{query}", body, content_type="application/json", headers=headers)


def test_the_same_request_answers_the_same_and_does_nothing_again(api: Client) -> None:
    first = post(api, {"code": "A", "more": 1})
    again = post(api, {"more": 1, "code": "A"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"] == '"1"'
    assert (again["Idempotency-Replayed"], "Idempotency-Replayed" in first) == ("true", False)
    assert again["Content-Type"] == "application/json"
    assert Territory.objects.count() == 1


def test_an_answer_without_body_is_kept_too(api: Client) -> None:
    headers = {"idempotency-key": "k1"}
    assert api.delete("/api/v1/things/", headers=headers).status_code == 204
    Territory.objects.create(code="A", name="A")
    again = api.delete("/api/v1/things/", headers=headers)
    assert (again.status_code, again.content) == (204, b"")
    assert Territory.objects.exists()


def test_without_a_key_every_request_works(api: Client) -> None:
    assert post(api, {"code": "A"}, None).status_code == 201
    assert post(api, {"code": "B"}, None).status_code == 201
    assert not KeyedCall.objects.exists()


@pytest.mark.parametrize(("body", "query"), [({"code": "B"}, ""), ({"code": "A"}, "?dry_run=1")])
def test_another_request_with_the_key_is_refused(api: Client, body: dict[str, Any], query: str) -> None:
    post(api, {"code": "A"})
    refused = post(api, body, query=query)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_mismatch")
    assert Territory.objects.count() == 1


def test_another_method_with_the_key_is_refused(api: Client) -> None:
    post(api, {})
    post(api, {"code": "A"})
    assert api.delete("/api/v1/things/", headers={"idempotency-key": "k1"}).status_code == 422


def test_a_key_is_that_of_its_user(api: Client) -> None:
    post(api, {"code": "A"})
    other = post(api_of(person("quality")), {"code": "B"})
    assert other.status_code == 201
    assert Territory.objects.count() == 2


def test_another_token_of_the_user_gets_the_same_answer(api: Client) -> None:
    user = person("hr")
    first = post(api_of(user), {"code": "A"})
    assert post(api_of(user), {"code": "A"}).content == first.content


@pytest.mark.parametrize(("how", "status"), [("raised", 409), ("answered", 422), ("broken", 500)])
def test_a_refusal_writes_nothing_and_is_not_kept(api: Client, how: str, status: int) -> None:
    assert post(api, {"code": "A", "refuse": how}).status_code == status
    assert not Territory.objects.exists()
    assert not KeyedCall.objects.exists()
    assert post(api, {"code": "A"}).status_code == 201


def test_a_day_later_the_key_is_free(api: Client) -> None:
    with time_machine.travel(dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC), tick=False) as clock:
        post(api, {"code": "A"})
        clock.shift(dt.timedelta(hours=23, minutes=59))
        assert post(api, {"code": "B"}).status_code == 422
        clock.shift(dt.timedelta(minutes=1))
        assert post(api, {"code": "B"}).status_code == 201
    assert KeyedCall.objects.count() == 1


def test_old_answers_are_forgotten(api: Client) -> None:
    post(api, {"code": "A"}, "old")
    KeyedCall.objects.update(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    post(api, {"code": "B"}, "new")
    assert forget_calls() == 1
    assert KeyedCall.objects.get().key == "new"


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(api: Client, key: str) -> None:
    refused = post(api, {"code": "A"}, key)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["Idempotency-Key"])
    assert not Territory.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_request_while_the_first_works_is_told_so(api: Client) -> None:
    user = person("hr")
    client = api_of(user)
    begun, end = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            keyed_call_begin(user=user, key="k1", digest="")
            begun.set()
            end.wait(10)
        connections.close_all()

    first = threading.Thread(target=work)
    first.start()
    assert begun.wait(10)
    refused = post(client, {"code": "A"})
    end.set()
    first.join()
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_in_progress")
    assert post(client, {"code": "A"}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_many_at_once_write_once() -> None:
    user = person("hr")
    statuses: list[int] = []

    def work(client: Client) -> None:
        statuses.append(post(client, {"code": "A"}).status_code)
        connection.close()

    threads = [threading.Thread(target=work, args=[api_of(user)]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert Territory.objects.count() == 1
