"""Foreign keys keep to the layers: a string between two packages escapes the linter of imports."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from tests.house.runs import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def layers() -> list[set[str]]:
    """From the bottom up, as the contract of imports tells them."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    lines = next(each["layers"] for each in contracts if "groupe.kernel" in each["layers"])
    return [{name.strip() for name in line.split("|")} for line in reversed(lines)]


def ranks() -> dict[str, int]:
    return {name: rank for rank, names in enumerate(layers()) for name in names}


def relations() -> Iterator[tuple[type[Model], type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and getattr(field, "concrete", False) and isinstance(field.related_model, type):
                yield model, field.related_model


def package(model: type[Model]) -> str:
    return model._meta.app_config.name


def test_relations_point_to_the_same_package_or_below() -> None:
    rank, faults, seen = ranks(), [], 0
    for model, target in relations():
        ours, theirs = package(model), package(target)
        if ours not in rank:
            assert theirs not in rank or target is get_user_model()
        elif theirs in rank and ours != theirs:
            seen += 1
            if rank[ours] <= rank[theirs]:
                faults.append(f"{model._meta.label} -> {target._meta.label}")
    assert seen > 3
    assert faults == []


def test_every_package_of_the_product_has_a_layer() -> None:
    known = set(ranks()) | {"groupe"}
    ours = {config.name for config in apps.get_app_configs() if (ROOT / config.name.split(".")[0]).is_dir()}
    assert ours <= known
    checked = set(PROJECT["tool"]["importlinter"]["root_packages"])
    assert {name.split(".")[0] for name in ours} <= checked
    assert {name.split(".")[0] for name in ours} <= set(PROJECT["tool"]["mypy"]["packages"])
