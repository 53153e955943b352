"""`.env.example` names every variable that is read, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.house.runs import ROOT

PACKAGES = ("groupe", "establishments", "shared_services", "acquisitions")
READERS = {"text", "flag", "number", "choice", "listed", "origins", "database", "broker", "address", "_given"}


def example_variables() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def read_variables() -> set[str]:
    """The names given to the functions of `groupe.env`."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {name for path in files for name in _names(path)}


def _names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            name = node.args[0].value
            if called in READERS and isinstance(name, str) and re.fullmatch(r"[A-Z][A-Z_]+", name):
                yield name


def test_the_example_names_every_variable_and_no_other() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    alone = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "PORT"}
    assert read_variables() | alone == example_variables()
    assert all(f"${{{name}" in str(compose) for name in alone)


def test_nobody_reads_the_environment_elsewhere() -> None:
    allowed = {"env.py", "celery.py", "wsgi.py"}
    faults = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if path.name not in allowed and re.search(r"os\.(environ|getenv)", path.read_text())
    ]
    assert faults == []


def test_the_example_holds_no_secret() -> None:
    text = (ROOT / ".env.example").read_text()
    secrets = re.findall(r"^(SECRET_KEY|[A-Z_]*PASSWORD|DATABASE_URL|REDIS_URL)=(.*)$", text, re.MULTILINE)
    assert secrets
    assert [value for _name, value in secrets if value] == []
