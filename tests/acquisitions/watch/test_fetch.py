"""The daily reading, from a server on this machine: pages, days, faults of the other side, a worker that dies."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
import urllib3
from celery.exceptions import Retry

from acquisitions.models import GazetteReading, Lead, Notice
from acquisitions.services import fetching
from acquisitions.services.fetching import PATH, gazette_fetch
from acquisitions.tasks import watch_gazette
from groupe.kernel.errors import DomainError
from tests.acquisitions.watch.records import record
from tests.house.runs import setting

pytestmark = pytest.mark.django_db
QUICK = urllib3.Retry(total=1, backoff_factor=0, status_forcelist=(500, 503), redirect=0, raise_on_status=False)


class Gazette(ThreadingHTTPServer):
    """Answers as the API Explore v2.1 does; `answers` come first, each once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.records: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Gazette

    def do_GET(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(self.path)
        status, body = self.server.answers.pop(0) if self.server.answers else (200, self._page(asked))
        self.send_response(status)
        self.send_header("Content-Encoding", "gzip")
        packed = gzip.compress(body)
        self.send_header("Content-Length", str(len(packed)))
        if 300 <= status < 400:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.end_headers()
        self.wfile.write(packed)

    def _page(self, asked: dict[str, str]) -> bytes:
        day = re.search(r"dateparution=date'([0-9-]+)'", asked["where"])
        assert day
        assert 'familleavis_lib="Procédures collectives"' in asked["where"]
        rows = [row for row in self.server.records if row["dateparution"] == day[1]]
        offset, limit = int(asked["offset"]), int(asked["limit"])
        return json.dumps({"total_count": len(rows), "results": rows[offset : offset + limit]}).encode()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gazette(settings: Any) -> Iterator[Gazette]:
    with Gazette() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.BODACC_URL = server.address
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 2, 9, 8, tzinfo=dt.UTC), tick=False):
        yield


def fetch() -> int:
    return gazette_fetch(retry=QUICK)


def test_nothing_is_asked_where_no_address_is_set(settings: Any) -> None:
    assert settings.BODACC_URL == ""
    assert fetch() == 0
    assert not GazetteReading.objects.exists()


def test_a_day_of_several_pages_and_the_next_days(gazette: Gazette) -> None:
    gazette.records = [record(number, of=number, day="2026-02-05") for number in range(1, 251)]
    assert fetch() == 250
    assert (Notice.objects.count(), Lead.objects.count()) == (250, 250)
    of_the_day = [path for path in gazette.asked if "2026-02-05" in path]
    assert [parse_qs(urlsplit(path).query)["offset"] for path in of_the_day] == [["0"], ["100"], ["200"]]
    assert all(path.startswith(f"{PATH}?") for path in gazette.asked)
    gazette.asked.clear()
    gazette.records.append(record(1, of=999, day="2026-02-09"))
    assert fetch() == 1
    days = sorted({re.findall(r"2026-\d\d-\d\d", path)[0] for path in gazette.asked})
    assert days[0] == "2026-02-05"
    assert fetch() == 0
    assert GazetteReading.objects.get(day="2026-02-05").kept == 250


def test_what_fails_is_told_and_asked_for_again(gazette: Gazette) -> None:
    gazette.records = [record(1, day="2026-01-27"), record(1, of=2, day="2026-01-28")]
    page = json.dumps({"total_count": 0, "results": []}).encode()
    bad = (503, b"{}")
    gazette.answers = [(200, page), bad, bad]  # 26 January, then 27 January twice
    with pytest.raises(DomainError, match="503"):
        fetch()
    assert GazetteReading.objects.get(day="2026-01-27").read_at is None
    assert fetch() == 2
    told = GazetteReading.objects.get(day="2026-01-27")
    assert (told.remark, told.kept) == ("", 1)


@pytest.mark.parametrize(
    "answer",
    [(200, b"<html>"), (200, b"[]"), (200, b'{"total_count": "x", "results": []}'), (302, b""), (404, b"{}"),
     (200, b'{"total_count": 7, "results": []}'), (200, b'{"total_count": 99999, "results": [{}]}')],
)  # fmt: skip
def test_an_answer_that_is_none_loads_nothing(gazette: Gazette, answer: tuple[int, bytes]) -> None:
    gazette.answers = [answer]
    with pytest.raises(DomainError):
        fetch()
    assert not Notice.objects.exists()
    assert not any("elsewhere" in path for path in gazette.asked)


def test_an_answer_too_large_is_not_read_to_its_end(gazette: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    gazette.answers = [(200, b" " * 100_000)]
    with pytest.raises(DomainError, match=r"M[Bo]"):
        fetch()


def test_nobody_there(settings: Any) -> None:
    settings.BODACC_URL = "http://127.0.0.1:1"
    with pytest.raises(DomainError):
        fetch()
    assert GazetteReading.objects.get().read_at is None


def test_a_wrong_record_is_told_and_the_others_are_read(gazette: Gazette) -> None:
    gazette.records = [record(1, day="2026-02-06"), record(2, of=2, day="2026-02-06") | {"jugement": "{"}]
    assert fetch() == 1
    told = GazetteReading.objects.get(day="2026-02-06")
    assert (told.faults, told.kept) == (1, 1)
    assert "jugement" in told.remark


def test_a_worker_that_dies_leaves_whole_days(gazette: Gazette, monkeypatch: pytest.MonkeyPatch) -> None:
    gazette.records = [record(1, day="2026-02-05"), record(1, of=2, day="2026-02-06")]
    loads = fetching.gazette_load
    monkeypatch.setattr(fetching, "gazette_load", _dies_at(loads, of="A:2026-02-06:1"))
    with pytest.raises(SystemExit):
        fetch()
    assert [str(row) for row in Notice.objects.all()] == ["A202602051"]
    monkeypatch.undo()
    assert fetch() == 1
    assert Notice.objects.count() == Lead.objects.count() == 2


def _dies_at(load: Any, *, of: str) -> Any:
    def dying(*, found: Any) -> Any:
        made = load(found=found)
        if any(each.key == of for each in found):
            raise SystemExit
        return made

    return dying


def test_the_task_reads_and_tries_again(gazette: Gazette) -> None:
    gazette.records = [record(1, day="2026-02-06")]
    assert watch_gazette() == 1
    assert watch_gazette() == 0
    gazette.answers = [(404, b"{}")]
    with pytest.raises(Retry):
        watch_gazette.apply(throw=True)


def test_only_safe_addresses_are_taken() -> None:
    assert setting("settings.BODACC_URL") == ""
    assert setting("settings.BODACC_URL", BODACC_URL="https://data.example.org/") == "https://data.example.org"
    assert setting("settings.BODACC_URL", BODACC_URL="http://localhost:9000") == "http://localhost:9000"
    for wrong in ("http://data.example.org", "ftp://localhost", "data.example.org", "https://u:p@x.org", "https://"):
        assert "BODACC_URL" in setting("settings.BODACC_URL", BODACC_URL=wrong)
