"""What a takeover will open, as plain facts: rows are named by their codes, so that a plan is kept as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from acquisitions.models import Deal, DealTarget, Takeover
from establishments.models import Establishment


class EntityPlan(NamedTuple):
    """The entity that takes; with a name it is opened, without one it is there already."""

    code: str
    name: str = ""
    legal_form: str = ""
    siren: str = ""


class HolderPlan(NamedTuple):
    """Who holds the entity from the day on, in percent."""

    code: str
    votes: Decimal
    capital: Decimal


class SitePlan(NamedTuple):
    """A site of the file: `headcount` and `people` are there on the morning of the entry; `code` serves a new one.

    The director is a person of the group, by address, or a new one, by address and name; nobody where empty.
    """

    target: int
    code: str
    territory: str
    headcount: int | None = None
    people: int | None = None
    funders: tuple[str, ...] = ()
    director: str = ""
    director_name: str = ""


class TakeoverPlan(NamedTuple):
    judgment_on: dt.date
    entry_on: dt.date
    decision: str
    entity: EntityPlan
    sites: tuple[SitePlan, ...]
    method: str = ""
    holder: HolderPlan | None = None

    def as_json(self) -> dict[str, Any]:
        """Without the days and the decision, which have columns of their own."""
        holder = self.holder
        return {
            "entity": self.entity._asdict(),
            "method": self.method,
            "holder": None if holder is None else {name: str(value) for name, value in holder._asdict().items()},
            "sites": [site._asdict() for site in self.sites],
        }


def plan_of(takeover: Takeover) -> TakeoverPlan:
    """What was prepared."""
    told: Mapping[str, Any] = takeover.plan
    holder = told["holder"]
    return TakeoverPlan(
        takeover.judgment_on,
        takeover.entry_on,
        takeover.decision,
        EntityPlan(**told["entity"]),
        tuple(SitePlan(**(site | {"funders": tuple(site["funders"])})) for site in told["sites"]),
        told["method"],
        HolderPlan(holder["code"], Decimal(holder["votes"]), Decimal(holder["capital"])) if holder else None,
    )


def known_establishment(target: DealTarget) -> Establishment | None:
    """The row of the register that the site is: the one chosen, else by its FINESS number, else by its SIRET."""
    if target.register_id is not None:
        return target.register
    rows = Establishment.objects.all()
    if target.finess and (found := rows.filter(finess=target.finess).first()):
        return found
    return rows.filter(siret=target.siret).order_by("pk").first() if target.siret else None


def taken_targets(deal: Deal) -> Iterable[DealTarget]:
    return deal.targets.filter(taken=True).select_related("register", "territory").order_by("name", "pk")
