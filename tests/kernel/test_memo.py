"""A page reads once what it needs several times, and never keeps it for the next one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from groupe.kernel.memo import MemoMiddleware, remembered, remembering

calls: list[tuple[int, str]] = []


@remembered
def read(number: int, *, word: str = "") -> int:
    calls.append((number, word))
    return number * 2


def asked(method: str) -> int:
    """How often a request that reads the same twice reads."""
    calls.clear()

    def view(request: HttpRequest) -> HttpResponse:
        assert [read(1), read(1)] == [2, 2]
        return HttpResponse()

    MemoMiddleware(view)(RequestFactory().generic(method, "/"))
    return len(calls)


def test_a_page_reads_once_and_a_write_each_time() -> None:
    assert (asked("GET"), asked("HEAD"), asked("POST")) == (1, 1, 2)
    assert asked("GET") == 1  # the page before kept nothing


def test_other_arguments_are_another_read() -> None:
    calls.clear()
    with remembering():
        read(1)
        read(2)
        read(1, word="a")
        read(1, word="a")
    assert calls == [(1, ""), (2, ""), (1, "a")]


def test_outside_of_a_page_nothing_is_kept() -> None:
    calls.clear()
    read(1)
    read(1)
    assert len(calls) == 2
