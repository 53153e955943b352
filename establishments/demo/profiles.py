"""What sites of each kind are like: size, money, staff, days (`profiles.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FLAT = (1.0,) * 12


@dataclass(frozen=True)
class Profile:
    """`size` counts the kind's own unit (place, flat, measure, hour a month, ...); costs are euros a unit and year.

    `split` shares the size out over capacity measures. `staff` is the share of staff in costs. `linked` says how much
    of the income follows activity. `leaving` is the share of people who leave in a month, `stay` how long they had
    stayed (days). `calendar` names the opening days, `season` multiplies activity by month.
    """

    label: str
    prefix: str
    share: float
    size: list[int]
    cost: float
    staff: float
    wage: float = 46_000
    occupancy: float = 0.95
    linked: float = 0.35
    leaving: float = 0.015
    stay: float = 900
    people: float = 1.0
    direct: float = 0.72
    calendar: str = "all"
    season: tuple[float, ...] = FLAT
    split: Mapping[str, float] = field(default_factory=dict)
    area: float = 30
    meals: float = 0.0
    heat: float = 115
    funders: list[str] = field(default_factory=list)
    finess: bool = True
    category: str = ""


def _read() -> Mapping[str, Profile]:
    content = tomllib.loads(Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8"))
    seasons = {name: tuple(values) for name, values in content["seasons"].items()}
    return {
        kind: Profile(**{**values, "season": seasons[values.get("season", "flat")]})
        for kind, values in content["kinds"].items()
    }


PROFILES = _read()
SUPPORT = frozenset({"head_office", "support_department", "property"})
TOURISM = frozenset({"village_vacances", "residence_tourisme"})
NURSERIES = frozenset({"creche_psu", "creche_paje", "mam"})
# Kinds that no authority grants places to: capacity in places does not apply.
WITHOUT_PLACES = SUPPORT | TOURISM | {"sad", "centre_sante"}
WITHOUT_PEOPLE = SUPPORT | TOURISM | {"centre_sante"}
