"""What a takeover would open, or opened, site by site."""

from __future__ import annotations

from dataclasses import dataclass

from acquisitions.enums import TakeoverState
from acquisitions.models import Deal, DealTarget, Takeover
from establishments.catalogue import catalogue
from establishments.models import Establishment, LegalEntity, Territory
from groupe.kernel.periods import PARIS, today


@dataclass(frozen=True)
class SiteLine:
    """A site as planned; `establishment` is what it became, or the row of the register that it enters from."""

    target: DealTarget
    code: str
    establishment: Establishment | None
    territory: str
    places: str
    headcount: int | None
    people: int | None
    funders: str
    director: str


def takeover_of(deal: Deal) -> Takeover | None:
    return Takeover.objects.filter(deal=deal).select_related("prepared_by", "confirmed_by").first()


def may_be_undone(takeover: Takeover) -> bool:
    """On the day on which it was confirmed, in Paris."""
    at = takeover.confirmed_at
    return takeover.state == TakeoverState.DONE and at is not None and at.astimezone(PARIS).date() == today()


def entity_line(takeover: Takeover) -> str:
    """The name of the entity that takes."""
    told = takeover.plan["entity"]
    known = LegalEntity.objects.filter(code=told["code"]).first()
    return known.name if known else told["name"]


def site_lines(takeover: Takeover) -> list[SiteLine]:
    """In the order in which they were told."""
    rows = takeover.deal.targets.select_related("register", "establishment").in_bulk()
    places = dict(Territory.objects.values_list("code", "name"))
    return [
        SiteLine(
            target=target,
            code=told["code"],
            establishment=target.establishment or target.register,
            territory=places.get(told["territory"], told["territory"]),
            places=_places(target),
            headcount=told["headcount"],
            people=told["people"],
            funders=", ".join(told["funders"]),
            director=told["director_name"] or told["director"],
        )
        for told in takeover.plan["sites"]
        if (target := rows.get(told["target"])) is not None
    ]


def _places(target: DealTarget) -> str:
    measures = catalogue().measures
    return ", ".join(f"{measures[code].label} {value}" for code, value in target.capacities.items() if code in measures)
