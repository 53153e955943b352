"""`python -m benchmarks.load`: a client process of the benchmark.

A job in JSON on stdin, `ready` on stdout, the instant to begin at on stdin, and what happened on stdout. Each client
is warm when it says so, as a process that has served for a while.

Jobs: `write` submits reports, `read` reads the page of the whole group, `fetch` asks an address of this machine over
HTTP. Each keeps to its rate (calls a second; 0 goes as fast as it can) and ends with its seconds.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")
Call = Callable[[], list[Any] | None]


@dataclass
class Job:
    """`threads` clients that share a rate; `start` is the instant when all processes begin."""

    kind: str
    threads: int
    rate: float
    seconds: float
    options: dict[str, Any] = field(default_factory=dict)
    start: float = 0.0
    done: list[list[Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def run(self, start: Callable[[], float]) -> None:
        calls = [CALLS[self.kind](self.options) for _thread in range(self.threads)]
        self.start = start()
        clients = [threading.Thread(target=self._client, args=(rank, call)) for rank, call in enumerate(calls)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def _client(self, rank: int, call: Call) -> None:
        """Calls are due one after the other; one that is late is not made up for."""
        every = self.threads / self.rate if self.rate else 0.0
        due = self.start + every * rank / self.threads
        while due < self.start + self.seconds:
            time.sleep(max(0.0, due - time.time()))
            begin = time.time()
            if begin >= self.start + self.seconds:
                return
            try:
                more = call()
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}"[:300])
                return
            if more is None:
                return
            self.done.append([begin, time.time(), *more])
            due = max(due + every, time.time() - every)


def _writer(options: dict[str, Any]) -> Call:
    """Submits the next report of a list that all threads share."""
    from benchmarks.drafts import Draft
    from benchmarks.saving import submit
    from establishments.catalogue import catalogue
    from groupe.accounts.models import User

    author, waiting = User.objects.get(email=options["author"]), options["drafts"]
    catalogue()

    def call() -> list[Any] | None:
        try:
            draft = Draft(*waiting.pop())
        except IndexError:
            return None
        report = submit(draft, author)
        return [draft.establishment, draft.month, report.counting_id]

    return call


def _reader(options: dict[str, Any]) -> Call:
    from benchmarks.figures import page_of
    from groupe.kernel.periods import Month

    page = page_of(options["months"], Month(options["last"]))
    page.engine()

    def call() -> list[Any]:
        page.engine()
        return []

    return call


def _fetcher(options: dict[str, Any]) -> Call:
    connection = http.client.HTTPConnection("127.0.0.1", options["port"], timeout=30)

    def call() -> list[Any]:
        connection.request("GET", options["path"], headers=options["headers"])
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise OSError(f"{options['path']} answers {answer.status}")
        return [len(body)]

    return call


CALLS: dict[str, Callable[[dict[str, Any]], Call]] = {"write": _writer, "read": _reader, "fetch": _fetcher}


def _begin() -> float:
    print("ready", flush=True)
    return float(sys.stdin.readline())


if __name__ == "__main__":
    job = Job(**json.loads(sys.stdin.readline()))
    if job.kind != "fetch":
        django.setup()
    job.run(_begin)
    json.dump({"done": job.done, "errors": job.errors}, sys.stdout)
