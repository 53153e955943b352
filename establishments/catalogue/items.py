"""What the catalogue holds: plain, immutable, the same for every process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.utils.translation import get_language

from establishments.catalogue.formula import Condition, Expr

Required = Literal["R", "O", "C"]


@dataclass(frozen=True)
class Named:
    """A code, with its French and English names."""

    code: str
    fr: str
    en: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.en if (get_language() or "fr").startswith("en") else self.fr


@dataclass(frozen=True)
class Helped(Named):
    """Says what to enter, or how to read it."""

    help_fr: str
    help_en: str

    @property
    def help(self) -> str:
        return self.help_en if (get_language() or "fr").startswith("en") else self.help_fr


@dataclass(frozen=True)
class Sector(Named):
    position: int


@dataclass(frozen=True)
class Section(Named):
    """A part of the monthly form; `theme` groups figures by who reads them."""

    file: str
    theme: str


@dataclass(frozen=True)
class Kind(Named):
    """A kind of establishment: its form is the common sections and its own.

    `activity` names what it delivers, the preferred measure first: the volume of a volume and price effect
    (semantics, rule 21).
    """

    sector: str
    finess: tuple[str, ...]
    capacity: str
    sections: tuple[str, ...]
    position: int
    activity: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure(Helped):
    """An entered measure; `position` is its place in the arrays of its file, never given to another.

    `required` is R always, O never, C where the establishment has that activity (`capacity` above 0);
    `optional_for` lists the kinds for which an R counts as O. `carry` is the number of months for which a slow
    stock keeps its last value (semantics, rule 5).
    """

    file: str
    section: str
    unit: str
    type: Literal["int", "dec", "eur"]
    minimum: Decimal
    maximum: Decimal
    required: Required
    capacity: str | None
    time: Literal["SUM", "LAST", "AVG", "NONE"]
    sites: Literal["SUM", "NONE"]
    carry: int
    kinds: frozenset[str]
    optional_for: frozenset[str]
    position: int
    entered: bool
    direction: str
    source: str
    theme: str
    valid_from: dt.date | None
    valid_to: dt.date | None

    @property
    def scale(self) -> int:
        """Decimals of the smallest unit (semantics, rule 30)."""
        return 0 if self.type == "int" else 2

    def required_for(self, kind: str) -> Required:
        return "O" if self.required == "R" and kind in self.optional_for else self.required


@dataclass(frozen=True)
class Derived(Helped):
    """Computed in each site-month, then added up; `scale` is the decimals of its smallest unit."""

    unit: str
    scale: int
    time: Literal["SUM", "LAST"]
    formula: str
    expr: Expr
    kinds: frozenset[str]
    theme: str
    direction: str = "-"


@dataclass(frozen=True)
class Indicator(Helped):
    """factor x numerator / denominator; `days` multiplies by the days of the period instead (semantics, rule 14).

    `windowed` sets a stock against a flow (rule 13); `low` and `high` bound what is usual.
    """

    numerator: str
    denominator: str | None
    num: Expr
    den: Expr | None
    factor: int
    days: bool
    unit: str
    digits: int
    direction: str
    low: Decimal | None
    high: Decimal | None
    threshold: str
    windowed: bool
    kinds: frozenset[str]
    theme: str
    headline: bool
    source: str


@dataclass(frozen=True)
class Rule:
    """What must hold (`E`) or be explained (`W`); a rule whose operands are missing waits."""

    code: str
    level: Literal["E", "W"]
    holds: str
    condition: Condition
    fr: str
    en: str
    source: str

    @property
    def message(self) -> str:
        return self.en if (get_language() or "fr").startswith("en") else self.fr


@dataclass(frozen=True)
class Parameter(Named):
    """A dated value, in force from each date on."""

    unit: str
    source: str
    values: tuple[tuple[dt.date, Fraction], ...] = field(default_factory=tuple)

    def on(self, day: dt.date) -> Fraction | None:
        in_force = [value for since, value in self.values if since <= day]
        return in_force[-1] if in_force else None


@dataclass(frozen=True)
class Elimination:
    """The measures that an account of intra-group flows is taken out of, on either side (semantics, rule 25).

    `from_kind` stands in for `buyer` where the seller is an establishment of that kind. `over_years`: the buyer's side
    comes back month by month; `equity`: the share of an end under the equity method is taken out too.
    """

    code: str
    seller: tuple[str, ...]
    buyer: tuple[str, ...]
    from_kind: Mapping[str, tuple[str, ...]]
    over_years: bool
    equity: bool

    @property
    def measures(self) -> frozenset[str]:
        return frozenset((*self.seller, *self.buyer, *(code for codes in self.from_kind.values() for code in codes)))
