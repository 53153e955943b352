"""One way to preview and apply every kind of file that a page takes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from establishments.imports import finess, group
from establishments.models import ImportRun

Progress = Callable[[int, int], None]
EXAMPLES = 5


@dataclass(frozen=True)
class Result:
    """`summary` counts rows by table; `changes` are rows of table, line, verdict, what, detail."""

    summary: dict[str, Any]
    changes: list[list[Any]]
    digest: str


def load(run: ImportRun, *, dry_run: bool, people: bool, progress: Progress) -> Result:
    if run.kind == ImportRun.Kind.FINESS:
        return _load_finess(run, dry_run=dry_run, progress=progress)
    step = group.preview if dry_run else group.apply
    source = run.name, bytes(run.content or b"")
    summary = step(source, author=run.author, people=people, progress=progress)
    return Result(summary.as_json(), summary.entries_as_json(), summary.digest)


def _load_finess(run: ImportRun, *, dry_run: bool, progress: Progress) -> Result:
    step = finess.preview if dry_run else finess.apply
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(run.name).name
        path.write_bytes(bytes(run.content or b""))
        summary = step(path, progress=progress)
    told = summary.as_json()
    tables = {name: told[name] for name in ("entities", "establishments", "capacities") if any(told[name].values())}
    changes = [[each.table, 0, "created", f"{each.finess} {each.name}", each.detail] for each in summary.arrivals]
    changes += [
        ["establishments", 0, "changed", f"{each.finess} {each.name}", f"{each.field}: {each.before} → {each.after}"]
        for each in summary.changes
    ]
    number = summary.arrived + summary.changed
    content = json.dumps([told, changes, number], sort_keys=True).encode()
    shown = {"tables": tables, "changes": number, "warnings": told["warnings"], "odd": _examples(summary)}
    return Result(shown, changes, hashlib.sha256(content).hexdigest())


def _examples(summary: finess.Summary) -> dict[str, list[str]]:
    """The first numbers that each warning is about."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in summary.warnings:
        if len(found[each.code]) < EXAMPLES:
            found[each.code].append(each.finess)
    return found
