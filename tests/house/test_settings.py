"""Settings refuse nonsense with one line, and production refuses to start unsafe."""

from __future__ import annotations

import runpy

import pytest

from groupe import env
from groupe.production import DEMO_SECRET, refuse_unsafe
from tests.house.runs import ROOT, SAFE, run, setting

FIT = {
    "debug": False,
    "secret_key": SAFE["SECRET_KEY"],
    "hosts": ["groupe.example.org"],
    "origins": [],
    "https_known": True,
    "mail_host": "mail.example.org",
    "database_password": "Xw3-only-here",
}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"debug": True}, "DEBUG=1 is refused"),
        ({"secret_key": DEMO_SECRET}, "SECRET_KEY: production needs a secret of its own"),
        ({"secret_key": "short"}, "SECRET_KEY: production needs 50"),
        ({"secret_key": "ab" * 40}, "SECRET_KEY: production needs 50"),
        ({"hosts": []}, "ALLOWED_HOSTS: production needs"),
        ({"hosts": ["*"]}, "ALLOWED_HOSTS: '\\*' is refused"),
        ({"https_known": False}, "CSRF_TRUSTED_ORIGINS: needed"),
        ({"mail_host": ""}, "EMAIL_HOST: production needs"),
        ({"database_password": "Postgres"}, "DATABASE_URL: production needs a database password"),
    ],
)
def test_production_refuses(change: dict[str, object], line: str) -> None:
    with pytest.raises(SystemExit, match=line):
        refuse_unsafe(**{**FIT, **change})  # type: ignore[arg-type]


def test_production_accepts_safe_settings() -> None:
    refuse_unsafe(**FIT)  # type: ignore[arg-type]
    refuse_unsafe(**{**FIT, "https_known": False, "origins": ["https://groupe.example.org"]})  # type: ignore[arg-type]


@pytest.mark.parametrize("program", [("manage.py", "check"), ("-m", "celery", "-A", "groupe", "report")])
def test_a_refusal_is_one_line_whatever_the_program(program: tuple[str, ...]) -> None:
    done = run(*program, SECRET_KEY="")
    assert done.returncode == 1
    assert done.stderr.strip() == "settings: SECRET_KEY: production needs a secret of its own"


def test_production_passes_its_own_deployment_checks() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "ERROR", BEHIND_PROXY="1", HSTS_SUBDOMAINS="1")
    assert done.returncode == 0, done.stderr


def test_production_speaks_https_alone() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS > 10**7")
    assert setting(", ".join(f"settings.{name}" for name in names)) == "True True True True"
    assert setting("settings.SECURE_PROXY_SSL_HEADER") == "None"
    assert setting("settings.SECURE_PROXY_SSL_HEADER[0]", BEHIND_PROXY="1") == "HTTP_X_FORWARDED_PROTO"


@pytest.mark.parametrize(
    ("variables", "line"),
    [
        ({"ENVIRONMENT": "prod"}, "ENVIRONMENT='prod': expected one of development, production"),
        ({"DEBUG": "maybe"}, "DEBUG='maybe': expected 1 or 0"),
        ({"API_MAX_BODY": "-1"}, "API_MAX_BODY='-1': expected a whole number, 1 or more"),
        ({"API_MAX_BODY": "٣"}, "expected a whole number"),
        ({"HSTS_SECONDS": "1.5"}, "HSTS_SECONDS='1.5': expected a whole number, 0 or more"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL='LOUD': expected one of"),
        ({"CSRF_TRUSTED_ORIGINS": "groupe.example.org"}, "expected scheme://host"),
        ({"CSRF_TRUSTED_ORIGINS": "https://groupe.example.org/x"}, "expected scheme://host"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "what = ="}, "DATABASE_URL: expected an address such as"),
        ({"DATABASE_URL": "postgresql://app@host"}, "DATABASE_URL: the address names no database"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL: expected an address such as"),
    ],
)
def test_nonsense_is_refused(variables: dict[str, str], line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (SAFE | variables).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as refused:
        runpy.run_path(str(ROOT / "groupe" / "settings.py"))
    said = str(refused.value)
    assert said.startswith("settings: ")
    assert line in said
    assert "\n" not in said


def test_a_password_is_never_repeated() -> None:
    assert "hunter2" not in setting("1", DATABASE_URL="postgresql://app:hunter2@host")
    assert "hunter2" not in setting("1", REDIS_URL="http://:hunter2@host")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOMETHING", "  ")
    assert env.number("SOMETHING", 5) == 5
    assert env.flag("SOMETHING", default=True) is True
    assert env.listed("SOMETHING", "a, ,b") == ["a", "b"]
    with pytest.raises(SystemExit, match="SOMETHING is not set"):
        env.text("SOMETHING")
