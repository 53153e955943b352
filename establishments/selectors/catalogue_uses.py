"""Where each item of the catalogue is used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from establishments.catalogue import Catalogue, catalogue
from establishments.catalogue.formula import codes_of


@dataclass
class Uses:
    """Codes of the derived measures, indicators and rules that name an item."""

    derived: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.derived or self.indicators or self.rules)


@lru_cache(maxsize=1)
def _uses() -> dict[str, Uses]:
    return uses_in(catalogue())


def uses_in(source: Catalogue) -> dict[str, Uses]:
    found: dict[str, Uses] = defaultdict(Uses)
    for code, derived in source.derived.items():
        for named in codes_of(derived.expr):
            found[named].derived.append(code)
    for code, indicator in source.indicators.items():
        for named in codes_of(indicator.num) | (codes_of(indicator.den) if indicator.den else frozenset()):
            found[named].indicators.append(code)
    for code, rule in source.rules.items():
        for named in codes_of(rule.condition):
            found[named].rules.append(code)
    return dict(found)


def uses_of(code: str) -> Uses:
    return _uses().get(code, Uses())
