"""What the web server answers: the dashboard, the API, and how many of them a second."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from benchmarks.figures import Page
from benchmarks.processes import clients, web_server
from benchmarks.results import Results
from groupe.accounts.models import ApiToken, User, token_digest

RUNS = 15
CLIENTS = 16
LIST = "/api/v1/establishments/?limit=100"


def run(page: Page, results: Results, *, seconds: float) -> None:
    user = User.objects.get(email="executive@demo.example")
    session = Client(SERVER_NAME="localhost")
    session.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    token = _token(user)
    bearer = {"authorization": f"Bearer {token}"}
    api = Client(SERVER_NAME="localhost", headers=bearer)
    codes = ",".join(page.codes)
    address = f"/api/v1/consolidation/?scope=group&indicators={codes}&from={page.first}&to={page.last}"
    results.time("dashboard", "dashboard /, server time", lambda: _ok(session, "/"), runs=RUNS)
    results.time("api_page", "the page of the group over the API, server time", lambda: _ok(api, address), runs=RUNS)
    results.time("api_list", "list of 100 establishments over the API, server time", lambda: _ok(api, LIST), runs=RUNS)
    cookie = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.cookies[settings.SESSION_COOKIE_NAME].value}"}
    with web_server() as port:
        for key, what, path, headers in (
            ("api_list", "list of 100 establishments", LIST, bearer),
            ("dashboard", "dashboard /", "/", cookie),
        ):
            _many(key, what, results, seconds, {"port": port, "path": path, "headers": headers})


def _many(key: str, what: str, results: Results, seconds: float, options: dict[str, Any]) -> None:
    """Alone first, then with 16 clients in a process of their own."""
    alone = _fetched(1, seconds / 2, options)
    results.keep(f"{key}_http", f"{what} over HTTP, one client", "ms", alone)
    many = _fetched(CLIENTS, seconds, options)
    results.keep(f"{key}_http_16", f"{what} over HTTP, 16 clients", "ms", many)
    results.keep(f"{key}_rate", f"{what}, 16 clients", "requests/s", [len(many) / seconds])


def _fetched(threads: int, seconds: float, options: dict[str, Any]) -> list[float]:
    """Milliseconds of each answer."""
    job = {"kind": "fetch", "threads": threads, "rate": 0, "seconds": seconds, "options": options}
    with clients(job) as ((client,), _start):
        return [1000 * (end - begin) for begin, end, _size in client.result(seconds)]


def _token(user: User) -> str:
    secret = ApiToken.new_secret()
    ApiToken.objects.create(user=user, name="bench", digest=token_digest(secret), prefix=secret[:12])
    return secret


def _ok(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address[:60]} answers {answer.status_code}")
