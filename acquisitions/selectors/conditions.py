"""Conditions of gates that are computed from a file, by the name that `routes/gates.toml` gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from acquisitions.enums import DealState
from acquisitions.models import Deal
from acquisitions.selectors.diligence import open_reds
from acquisitions.selectors.offers import offer_complete
from establishments.catalogue import catalogue


def targets_described(deal: Deal) -> bool:
    """At least one site, each of a kind that the catalogue knows."""
    kinds = list(deal.targets.values_list("kind", flat=True))
    return bool(kinds) and all(kind in catalogue().kinds for kind in kinds)


def taken_over(deal: Deal) -> bool:
    return deal.state == DealState.WON


def no_red_open(deal: Deal) -> bool:
    """Every red finding of the due diligence has a resolution."""
    return not open_reds(deal).exists()


CONDITIONS: Final[Mapping[str, Callable[[Deal], bool]]] = {
    "targets": targets_described,
    "taken_over": taken_over,
    "no_red_open": no_red_open,
    "offer_complete": offer_complete,
}
