"""How much of a cell counts in a scope: all of it, or in the legal view its fraction (semantics, rule 23)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.legal import beside

NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Weights:
    """`base` is the scope's number, for a single establishment that of the group, where all of its cells lie.

    `shares` are the scopes that make the legal view, each with its fraction: -1 takes what does not count whole out.
    """

    base: int | None
    single: bool
    shares: Mapping[int, Fraction]

    @property
    def numbers(self) -> list[int]:
        """Where cells that may count lie."""
        return [*([self.base] if self.base is not None else []), *self.shares]

    def of(self, scopes: Collection[int]) -> Fraction:
        whole = WHOLE if self.base in scopes else NOTHING
        if not self.shares:
            return whole
        return whole + sum((self.shares[number] for number in scopes if number in self.shares), NOTHING)


def weights_of(scope: str, *, legal: bool = False) -> Weights:
    single = scope.startswith("establishment:")
    return Weights(scope_number("group" if single else scope), single, beside(scope) if legal else {})
