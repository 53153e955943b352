"""Invented names, and numbers that nobody has."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from establishments.identifiers import luhn_key

WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
FINESS_PREFIX = "96"
SIREN_PREFIX = "000"
FIRST_FINESS = 500_000


def people(rng: random.Random) -> Iterator[str]:
    """Names of invented people, different ones as long as there are."""
    pairs = [f"{first} {last}" for first, last in product(WORDS["first_names"], WORDS["last_names"])]
    while True:
        rng.shuffle(pairs)
        yield from pairs


def titles(rng: random.Random) -> Iterator[str]:
    """`Les Érables du Coteau`, ...; a number is added once all are used."""
    pairs = [f"Les {noun} {place}" for noun, place in product(WORDS["nouns"], WORDS["places"])]
    rng.shuffle(pairs)
    yield from pairs
    number = 2
    while True:
        yield from (f"{pair} {number}" for pair in pairs)
        number += 1


@dataclass
class Numbers:
    """Consecutive official-looking numbers with valid keys, outside what is in use."""

    _finess: int = FIRST_FINESS
    _siren: int = 50_000
    _nic: dict[str, int] = field(default_factory=dict)

    def finess(self) -> str:
        self._finess += 1
        stem = f"{FINESS_PREFIX}{self._finess:06d}"
        return stem + luhn_key(stem)

    def siren(self) -> str:
        self._siren += 1
        stem = f"{SIREN_PREFIX}{self._siren:05d}"
        return stem + luhn_key(stem)

    def siret(self, siren: str) -> str:
        self._nic[siren] = self._nic.get(siren, 0) + 1
        stem = f"{siren}{self._nic[siren]:04d}"
        return stem + luhn_key(stem)
