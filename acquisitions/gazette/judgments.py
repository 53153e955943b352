"""What a judgment did, told by its nature, and by the head of its text where that is a general one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from acquisitions.gazette.kinds import Ignored, Procedure, Step
from acquisitions.gazette.words import plain

RULES: Final = Path(__file__).with_name("judgments.toml")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`step` and `procedure`, or why the watch ignores it."""

    step: Step = Step.OTHER
    procedure: str = ""
    ignored: str = Ignored.OTHER


@dataclass(frozen=True, slots=True)
class _Rules:
    vague: re.Pattern[str]
    head: int
    rules: tuple[tuple[re.Pattern[str], Verdict], ...]

    def first(self, text: str) -> Verdict | None:
        return next((verdict for pattern, verdict in self.rules if pattern.search(text)), None)


def verdict_of(nature: str, details: str) -> Verdict:
    """Never by the name of the organisation: `Sauvegarde de l’enfance` is no safeguard."""
    known, text = _rules(), plain(nature)
    if not known.vague.search(text):
        return known.first(text) or Verdict()
    return known.first(plain(details)[: known.head]) or Verdict()


@cache
def _rules() -> _Rules:
    told = tomllib.loads(RULES.read_text(encoding="utf-8"))
    rules = tuple((re.compile(row["pattern"]), _verdict(row)) for row in told["rule"])
    return _Rules(re.compile(told["vague"]), told["head"], rules)


def _verdict(row: dict[str, str]) -> Verdict:
    if "ignored" in row:
        return Verdict(ignored=Ignored(row["ignored"]))
    return Verdict(Step(row["step"]), Procedure(row["procedure"]), "")
