"""No container engine is needed to see that the image and the composition name only what exists."""

from __future__ import annotations

import http.server
import re
import shlex
import threading
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from groupe import celery_app, probe
from tests.house.runs import ROOT, run
from tests.house.test_environment import example_variables, read_variables

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PRODUCT = {name: service for name, service in SERVICES.items() if service.get("image") == "groupe"}
RAW = (ROOT / "docker-compose.yml").read_text()


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", "\n".join(x for x in (ROOT / "Dockerfile").read_text().splitlines() if x[:1] != "#"))
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def commands() -> list[list[str]]:
    """Every command of the composition and of the image, as words."""
    said = [service["command"] for service in PRODUCT.values() if "command" in service]
    said += [shlex.split(s["healthcheck"]["test"][1]) for s in PRODUCT.values() if "test" in s.get("healthcheck", {})]
    for name, rest in instructions():
        if name in {"CMD", "HEALTHCHECK"}:
            said.append(yaml.safe_load(rest.partition("CMD")[2] if name == "HEALTHCHECK" else rest))
        elif name == "RUN":
            said += [words for part in rest.split("&&") if "python" in (words := shlex.split(part))[0]]
            said += [shlex.split(part)[-4:] for part in rest.split("&&") if "manage.py" in part]
    return said


def test_services() -> None:
    assert set(SERVICES) == {"db", "valkey", "migrate", "web", "worker", "beat"}
    assert set(PRODUCT) == {"migrate", "web", "worker", "beat"}


def test_every_command_exists() -> None:
    seen = set()
    for words in commands():
        program, *rest = words
        assert program.rpartition("/")[2] == "python"
        if rest[0] == "manage.py":
            assert (ROOT / "manage.py").is_file()
            assert rest[1] in get_commands()
            seen.add(rest[1])
        else:
            assert rest[0] == "-m"
            seen.add(rest[1])
    assert seen >= {"migrate", "collectstatic", "granian", "celery", "groupe.probe", "groupe.kernel.i18n", "venv"}


@pytest.mark.parametrize("service", ["worker", "beat"])
def test_celery_understands_its_options(service: str) -> None:
    known = run("-m", "celery", "-A", "groupe", service, "--help").stdout
    options = [word.rstrip("=").partition("=")[0] for word in SERVICES[service]["command"] if word.startswith("--")]
    assert options
    assert [option for option in options if option not in known] == []
    assert celery_app.main == "groupe"


def test_the_web_server_understands_its_options() -> None:
    words = yaml.safe_load(next(rest for name, rest in instructions() if name == "CMD"))
    known = run("-m", "granian", "--help").stdout
    assert [w for w in words if w.startswith("--") and w.removeprefix("--no-").strip("-") not in known] == []
    assert "groupe.wsgi:application" in words
    assert words[words.index("--port") + 1] == str(probe.PORT)
    assert SERVICES["web"]["ports"][0].endswith(f":{probe.PORT}")


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        path for name, rest in instructions() if name == "COPY" and "--from" not in rest for path in rest.split()[:-1]
    }
    assert copied == kept
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_the_image_runs_as_an_ordinary_user_and_holds_no_secret() -> None:
    names = [name for name, _rest in instructions()]
    user = [rest for name, rest in instructions() if name == "USER"]
    assert user == ["groupe"]
    assert names.index("USER") < names.index("CMD")
    assert names.count("FROM") == 2
    kept = " ".join(rest for name, rest in instructions() if name in {"ENV", "ARG"})
    assert not re.search("SECRET|PASSWORD|_URL", kept)


def test_every_variable_is_read_by_the_settings() -> None:
    for name, service in PRODUCT.items():
        unknown = set(service["environment"]) - read_variables()
        assert unknown == set(), name
    assert set(re.findall(r"(?<!\$)\$\{(\w+)", RAW)) <= example_variables()


def test_nothing_starts_without_its_secrets() -> None:
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", "VALKEY_PASSWORD", "EMAIL_HOST"):
        given = re.findall(rf"\$\{{{name}\b(:.)?", RAW)
        assert given, name
        assert set(given) == {":?"}, name
    assert SERVICES["web"]["environment"]["ENVIRONMENT"] == "production"


def test_settings_accept_what_the_composition_gives() -> None:
    """With its optional variables left empty, and its secrets filled in."""
    secret = "k7Qz-3fWm_9LpXv2Rt8Yb5Nc1Hd4Jg6As0EuIo-TqMwZxCvBnLk"

    def filled(text: str) -> str:
        return re.sub(r"\$\{\w+(?::-(\w*)|:\?[^}]*)\}", lambda m: m[1] if m[1] is not None else secret, text)

    variables = {name: filled(str(value)) for name, value in SERVICES["web"]["environment"].items()}
    done = run("manage.py", "check", "--deploy", "--fail-level", "ERROR", **variables)
    assert done.returncode == 0, done.stderr


def test_who_waits_for_whom() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert set(SERVICES["migrate"]["depends_on"]) == {"db", "valkey"}
    assert all("test" in SERVICES[name]["healthcheck"] for name in ("db", "valkey", "worker"))
    assert set(COMPOSE["volumes"]) == {v.partition(":")[0] for n in ("db", "valkey") for v in SERVICES[n]["volumes"]}


def test_only_the_web_process_is_reached_and_from_this_machine_alone() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert SERVICES["web"]["ports"][0].startswith("127.0.0.1:")


class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" and self.headers["Host"] == "groupe.example.org" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_the_probe_asks_under_a_name_of_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "groupe.example.org, other.example.org")
    with http.server.HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert probe.answers(server.server_port)
        monkeypatch.setenv("ALLOWED_HOSTS", "elsewhere.example.org")
        assert not probe.answers(server.server_port)
        server.shutdown()
    assert not probe.answers(server.server_port)
