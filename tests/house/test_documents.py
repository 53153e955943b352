"""Documents say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from pghistory.models import Event

from establishments.enums import Role
from tests.house.runs import ROOT
from tests.house.test_hygiene import PACKAGES

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()


def test_every_model_is_in_the_glossary_and_no_other() -> None:
    models = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES and not issubclass(model, Event)
    }
    section = GLOSSARY.partition("## Models")[2].partition("## The engine")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == models


def test_every_role_is_in_the_glossary() -> None:
    section = GLOSSARY.partition("## Roles")[2].partition("## Models")[0]
    assert [role for role in Role.values if f"`{role}`" not in section] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(document: Path) -> None:
    text = document.read_text()
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    broken = [link for link in links if link and not (document.parent / link).exists()]
    assert broken == []
    named = re.findall(r"`((?:groupe|establishments|devstack|tests|docs|benchmarks)/[\w./-]+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)|`make (\w+)", document.read_text(), re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


def test_hooks_run_what_is_installed() -> None:
    hooks = [
        hook
        for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
        for hook in repo["hooks"]
    ]
    assert hooks
    for hook in hooks:
        program = next(word for word in hook["entry"].split() if word.startswith(".venv/"))
        assert (ROOT / program).exists(), program
        assert hook["language"] == "system"


def test_the_licence_is_the_one_that_is_told() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
