"""Settings read from the environment by functions that refuse nonsense."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable as text; a missing one without default is refused."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name}={value!r}: expected 1 or 0")
    return value in _TRUE


def number(name: str, default: int) -> int:
    """A whole number, 1 or more."""
    value = os.environ.get(name, str(default)).strip()
    if not (value.isascii() and value.isdigit()) or int(value) < 1:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number, 1 or more")
    return int(value)


def listed(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def load_stack(base: Path) -> None:
    """Picks up the addresses that a running `make demo` wrote to `$VAR/env`; set variables win."""
    file = Path(os.environ.get("VAR", base / "var")) / "env"
    if not file.is_file():
        return
    for line in file.read_text().splitlines():
        name, _, value = line.partition("=")
        if name in {"DATABASE_URL", "REDIS_URL"}:
            os.environ.setdefault(name, value)
