"""What the plan of a demo group is made of, before anything is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from establishments.demo.geography import Commune
from establishments.demo.profiles import PROFILES, Profile
from groupe.kernel.periods import Month

# steady: a site that runs well; declining: one that goes wrong lately; recovering: taken over when it was failing,
# slow: the same, without success so far; young: founded inside the period.
Story = Literal["steady", "declining", "recovering", "slow", "young"]
Rent = Literal["group", "outside", "owner"]


@dataclass(frozen=True)
class Owner:
    """What an entity holds of another, in percent, since `since`."""

    entity: str
    votes: float
    capital: float


@dataclass
class Entity:
    """`key` is the name used inside the plan; `code` the SIREN."""

    key: str
    name: str
    legal_form: str
    method: str
    siren: str
    finess: str
    since: dt.date
    owner: Owner | None = None


@dataclass(frozen=True)
class Step:
    """From `since` on, `value` places of a capacity measure."""

    measure: str
    since: dt.date
    value: int


@dataclass(frozen=True)
class Holder:
    """From `since` on, the entity that holds the site."""

    since: dt.date
    entity: str


@dataclass
class Site:
    """One establishment: `opening` is filled with the stocks of its entry once its figures are made."""

    number: int
    code: str
    name: str
    kind: str
    commune: Commune
    size: int
    entry: dt.date
    entry_reason: str
    story: Story
    rent: Rent
    director: str
    finess: str = ""
    siret: str = ""
    opened: dt.date = dt.date(1990, 1, 1)
    exit: dt.date | None = None
    exit_reason: str = ""
    holders: list[Holder] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    opening: dict[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> Profile:
        return PROFILES[self.kind]

    @property
    def taken_over(self) -> bool:
        return self.entry_reason in {"court_sale", "board_takeover"} and self.story in {"recovering", "slow"}

    @property
    def last_day(self) -> dt.date:
        return self.exit or dt.date.max


@dataclass
class Event:
    """Something that happens to the group, to say so at the end: `what` is a word of `events.WORDS`."""

    what: str
    on: dt.date
    sites: list[str]


@dataclass
class Group:
    """The whole plan: months from `first` to `last`."""

    first: Month
    last: Month
    entities: dict[str, Entity]
    sites: list[Site]
    events: list[Event]

    def of_kind(self, kind: str) -> list[Site]:
        return [site for site in self.sites if site.kind == kind]
