"""Words of a recovery plan: natures of charges, levers with what each is told by, and the three cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

MONTHS: Final = 24
YEAR: Final = 12
WEEKS: Final = 13


class Nature(TextChoices):
    """What charges are; one-off costs are those of the levers, the seller has none."""

    STAFF = "staff", _("Staff")
    AGENCY = "agency", _("Agency work")
    PURCHASES = "purchases", _("Purchases")
    ENERGY = "energy", _("Energy")
    PROPERTY = "property", _("Rent and upkeep")
    OVERHEADS = "overheads", _("Head office and pooled services")
    OTHER = "other", pgettext_lazy("charges", "Other charges")
    DEPRECIATION = "depreciation", _("Depreciation")
    ONE_OFF = "one_off", _("One-off costs")


# What the seller's accounts tell.
TOLD: Final = tuple(each for each in Nature if each is not Nature.ONE_OFF)
WAGES: Final = (Nature.STAFF, Nature.AGENCY)
PRICES: Final = (Nature.PURCHASES, Nature.ENERGY, Nature.PROPERTY, Nature.OVERHEADS, Nature.OTHER)


class Case(TextChoices):
    LOW = "low", pgettext_lazy("case", "Low")
    BASE = "base", pgettext_lazy("case", "Base")
    HIGH = "high", pgettext_lazy("case", "High")


class LeverKind(TextChoices):
    """The levers of domain.md, section 7."""

    OCCUPANCY = "occupancy", _("Occupancy")
    TARIFF = "tariff", _("Tariff negotiation")
    AGENCY = "agency", _("Agency to permanent")
    ABSENCE = "absence", _("Absence")
    PURCHASING = "purchasing", _("Purchasing")
    ENERGY = "energy", pgettext_lazy("lever", "Energy")
    POOLED = "pooled", _("Pooled services")
    WORKS = "works", _("Works")


@dataclass(frozen=True)
class Parameter:
    """A number that a lever is told by; `most` is its bound, zero the other one. What is not needed counts as zero."""

    code: str
    label: StrOrPromise
    unit: StrOrPromise
    most: int
    needed: bool = True
    decimals: int = 2
    least: int = 0


EUROS: Final = 10**9


def _euros(code: str, label: StrOrPromise, unit: StrOrPromise = "€", *, needed: bool = True) -> Parameter:
    return Parameter(code, label, unit, EUROS, needed)


PARAMETERS: Final[Mapping[LeverKind, tuple[Parameter, ...]]] = {
    LeverKind.OCCUPANCY: (
        Parameter("points", _("Points of occupancy"), _("pts"), 100),
        _euros("price", _("Price of a day"), "€"),
        _euros("day_cost", _("Cost of one more day"), "€", needed=False),
    ),
    LeverKind.TARIFF: (
        _euros("yearly", _("More products a year"), needed=False),
        Parameter("percent", _("Share of the products"), "%", 100, needed=False),
    ),
    LeverKind.AGENCY: (
        Parameter("fte", _("Agency FTE replaced"), _("FTE"), 10_000),
        _euros("agency_cost", _("Agency cost of an FTE a year")),
        _euros("staff_cost", _("Permanent cost of an FTE a year")),
    ),
    LeverKind.ABSENCE: (
        Parameter("points", _("Points of absence less"), _("pts"), 100),
        Parameter("replaced", _("Share of absences replaced"), "%", 100),
    ),
    LeverKind.PURCHASING: (Parameter("percent", _("Share of the purchases saved"), "%", 100),),
    LeverKind.ENERGY: (Parameter("percent", _("Share of the energy saved"), "%", 100),),
    LeverKind.POOLED: (
        _euros("saved", _("Own costs that end, a year")),
        _euros("quota", _("Quota of the group a year"), needed=False),
    ),
    LeverKind.WORKS: (
        _euros("investment", _("Investment")),
        Parameter("duration", _("Months of works"), _("months"), MONTHS, decimals=0, least=1),
        Parameter("years", _("Years of depreciation"), _("years"), 50, decimals=0, least=1),
        _euros("saved", _("Charges saved a year"), needed=False),
        _euros("products", _("More products a year"), needed=False),
    ),
}  # fmt: skip


def number(parameters: Mapping[str, Fraction], code: str) -> Fraction:
    """What is not told is zero."""
    return parameters.get(code, Fraction(0))
