"""Settings read from the environment by functions that refuse nonsense, each with one line.

An empty variable is one that is not set: files of variables name those that they leave to their default.
"""

import os
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_BROKERS = ("redis://", "rediss://")


def refuse(message: str) -> NoReturn:
    """Ends the process: whichever program reads the settings, its last line is this one."""
    raise SystemExit(f"settings: {message}")


def _given(name: str) -> str:
    return os.environ.get(name, "").strip()


def text(name: str, default: str | None = None) -> str:
    """The variable as text; a missing one without default is refused."""
    value = _given(name) or default
    if value is None:
        refuse(f"{name} is not set")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = (_given(name) or ("1" if default else "0")).lower()
    if value not in _TRUE | _FALSE:
        refuse(f"{name}={value!r}: expected 1 or 0")
    return value in _TRUE


def number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number, `least` or more."""
    value = _given(name) or str(default)
    if not (value.isascii() and value.isdigit()) or int(value) < least:
        refuse(f"{name}={value!r}: expected a whole number, {least} or more")
    return int(value)


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    value = _given(name) or default
    if value not in allowed:
        refuse(f"{name}={value!r}: expected one of {', '.join(allowed)}")
    return value


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [item.strip() for item in (_given(name) or default).split(",") if item.strip()]


def origins(name: str) -> list[str]:
    """A comma-separated list of `scheme://host`, without path."""
    found = listed(name)
    for each in found:
        scheme, separator, host = each.partition("://")
        if scheme not in {"http", "https"} or not separator or not host or "/" in host:
            refuse(f"{name}: {each!r}: expected scheme://host, such as https://groupe.example.org")
    return found


def database(name: str) -> dict[str, str]:
    """The parts of a PostgreSQL address; its password is never repeated."""
    address = text(name)
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(address).items() if value is not None}
    except ProgrammingError:
        refuse(f"{name}: expected an address such as postgresql://user:password@host:5432/database")
    if not parts.get("dbname"):
        refuse(f"{name}: the address names no database")
    return parts


def broker(name: str) -> str:
    """The address of Valkey or Redis, without the number of a database."""
    address = text(name).rstrip("/")
    if not address.startswith(_BROKERS):
        refuse(f"{name}: expected an address such as redis://:password@host:6379")
    return address


def address(name: str) -> str:
    """Where something is asked from over HTTPS, or from this machine; empty where it is not set."""
    given = _given(name).rstrip("/")
    if not given:
        return ""
    try:
        parts = urlsplit(given)
        local = parts.scheme == "http" and parts.hostname in _LOCAL
        right = bool(parts.hostname) and (parts.scheme == "https" or local) and parts.port != 0
    except ValueError:
        right = False
    if not right or parts.username or parts.query or parts.fragment:
        refuse(f"{name}: expected an address such as https://data.example.org, without user, query or fragment")
    return given


def load_stack(base: Path) -> None:
    """Picks up the addresses that a running `make demo` wrote to `$VAR/env`; set variables win."""
    file = Path(_given("VAR") or base / "var") / "env"
    if not file.is_file():
        return
    for line in file.read_text().splitlines():
        name, _, value = line.partition("=")
        if name in {"DATABASE_URL", "REDIS_URL"}:
            os.environ[name] = _given(name) or value
