"""Names as they are compared, and the words that tell a sector."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

WORDS: Final = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Sign:
    """Words that speak for a sector, or against one: `kinds` of the catalogue, `points` of the score."""

    words: tuple[str, ...]
    label: str
    kinds: tuple[str, ...]
    points: int

    def found_in(self, text: str) -> str:
        """The first of the words that stands in a text made plain; nothing else."""
        return next((word for word in self.words if f" {word} " in f" {text} "), "")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    signs: tuple[Sign, ...]
    against: tuple[Sign, ...]
    forms: frozenset[str]
    naf: tuple[tuple[str, tuple[str, ...]], ...]

    def naf_of(self, code: str) -> tuple[str, tuple[str, ...]] | None:
        """The longest beginning of a NAF code that is ours, with its kinds."""
        plain_code = naf_code(code)
        fitting = [each for each in self.naf if plain_code.startswith(each[0])] if plain_code else []
        return max(fitting, key=lambda each: len(each[0]), default=None)


def plain(text: str) -> str:
    """Small letters without accents, words parted by one space.

    >>> plain("Crèche  L’Île-aux-Enfants")
    'creche l ile aux enfants'
    """
    known = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = (letter for letter in known if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def name_key(name: str) -> str:
    """One spelling of the name of an organisation: plain, without its legal form.

    >>> name_key("SARL Les Tilleuls") == name_key("LES TILLEULS (S.A.R.L.)")
    True
    """
    words = plain(name.replace(".", "")).split()
    return " ".join(word for word in words if word not in vocabulary().forms) or " ".join(words)


def naf_code(code: str) -> str:
    """`87.10A` as `8710A`; nothing where it is no NAF code."""
    known = "".join(letter for letter in code.upper() if letter.isalnum())
    right = len(known) == 5 and known[:4].isdigit() and known[:4].isascii() and known[4].isalpha()
    return known if right else ""


@cache
def vocabulary() -> Vocabulary:
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    naf = tuple((row["begins"], tuple(row["kinds"])) for row in told["naf"])
    return Vocabulary(_signs(told["sign"]), _signs(told["against"]), frozenset(told["forms"]), naf)


def _signs(rows: Iterable[dict[str, Any]]) -> tuple[Sign, ...]:
    return tuple(
        Sign(tuple(plain(word) for word in row["words"]), row["label"], tuple(row.get("kinds", ())), row["points"])
        for row in rows
    )
