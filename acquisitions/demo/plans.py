"""Accounts and recovery plans of the demo deals: accounts from due diligence on, the thesis after valuation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Final

from acquisitions.enums import DealState
from acquisitions.models import Deal
from acquisitions.routes import routes
from acquisitions.selectors.plans import account_rows, first_content
from acquisitions.services.plans import accounts_save, plan_save, thesis_mark
from acquisitions.valuation.curve import SellerMonth
from acquisitions.valuation.kinds import Case, LeverKind, Nature
from groupe.kernel.periods import Month

MONTHS: Final = 24
# A place-day brings so many euros; charges are these shares of the products of a full house.
PRICE: Final = (95, 185)
SHARES: Final = {
    Nature.STAFF: 515, Nature.AGENCY: 55, Nature.PURCHASES: 95, Nature.ENERGY: 42, Nature.PROPERTY: 105,
    Nature.OVERHEADS: 48, Nature.OTHER: 22, Nature.DEPRECIATION: 38,
}  # fmt: skip
FULL: Final = Fraction(95, 100)
# Heating by month: twelfths that add up to 12.
SEASON: Final = (17, 16, 14, 11, 8, 6, 5, 5, 8, 11, 15, 16)
PLAYS: Final = {
    Case.LOW.value: {"realisation": "65", "delay": 3},
    Case.BASE.value: {"realisation": "100", "delay": 0},
    Case.HIGH.value: {"realisation": "112", "delay": 0},
}


@dataclass(frozen=True)
class House:
    """What a target is like: places, occupancy and the price of a day in euros."""

    places: int
    occupancy: Fraction
    price: int


def write_plans(deals: Iterable[Deal], last: Month) -> None:
    """By the stage each deal is in; deals that were lost stay as they are."""
    for deal in deals:
        if deal.state != DealState.LOST:
            _write(deal, last)


def _write(deal: Deal, last: Month) -> None:
    plan = routes()[deal.route]
    at = plan.stage(deal.stage).position
    audit = plan.stage("diligence").position
    valuation = plan.stage("valuation").position if plan.has("valuation") else audit
    if at < audit:
        return
    random = Random(deal.code)  # noqa: S311 - a demo, not a secret
    house = _house(deal, random)
    until = min(last, Month.of(deal.entry_on) - 2) if deal.entry_on else last - 1
    accounts = [_month(house, month, random) for month in (until - (MONTHS - 1)).to(until)]
    accounts_save(deal=deal, rows=account_rows(accounts), author=deal.opened_by)
    if at < valuation:
        return
    content = _content(deal, house, accounts)
    plan_save(
        deal=deal, content=content | {"levers": content["levers"][:3]}, author=deal.opened_by, note="Premier chiffrage"
    )
    row = plan_save(
        deal=deal, content=content, author=deal.opened_by, note="Après visite du site et échanges avec l’ARS"
    )
    if at > valuation:
        thesis_mark(deal=deal, number=row.number, author=deal.opened_by)


def _house(deal: Deal, random: Random) -> House:
    """Four jobs for five places, where the jobs are known."""
    jobs = deal.people or random.randint(40, 160)
    return House(max(20, jobs * 5 // 4), Fraction(random.randint(760, 860), 1000), random.randint(*PRICE))


def _month(house: House, month: Month, random: Random) -> SellerMonth:
    capacity = house.places * month.days
    days = Fraction(round(capacity * house.occupancy * random.randint(975, 1020) / 1000))
    full = int(capacity * FULL * house.price * 100)
    charges = {nature: full * share * random.randint(970, 1030) // 1_000_000 for nature, share in SHARES.items()}
    charges[Nature.ENERGY] = charges[Nature.ENERGY] * SEASON[month.number - 1] // 11
    return SellerMonth(month, days, house.places, int(days * house.price * 100), charges)


def _content(deal: Deal, house: House, accounts: list[SellerMonth]) -> dict[str, Any]:
    year = accounts[-12:]

    def spent(nature: Nature) -> int:
        return sum(each.charges[nature] for each in year) // 100

    agency, products = spent(Nature.AGENCY), sum(each.products for each in year) // 100
    fte = max(1, agency * 6 // 10 // 78_000)
    levers = [
        _lever(LeverKind.OCCUPANCY, 2, 10, 15_000, points=8, price=house.price, day_cost=9),
        _lever(LeverKind.AGENCY, 2, 6, 8_000, fte=min(fte, agency // 78_000) or 1, agency_cost=min(78_000, agency),
            staff_cost=46_000),
        _lever(LeverKind.PURCHASING, 4, 6, 0, percent=6),
        _lever(LeverKind.TARIFF, 7, 1, 0, yearly=products * 12 // 1000),
        _lever(LeverKind.ABSENCE, 4, 12, 6_000, points="1.8", replaced=60),
        _lever(LeverKind.ENERGY, 6, 4, 0, percent=9),
        _lever(LeverKind.POOLED, 3, 3, 20_000, saved=spent(Nature.OVERHEADS) * 7 // 10,
            quota=spent(Nature.OVERHEADS) * 3 // 10),
        _lever(LeverKind.WORKS, 5, 2, 0, investment=house.places * 4_000, duration=6, years=15,
            saved=spent(Nature.PROPERTY) * 8 // 100),
    ]  # fmt: skip
    base = first_content(deal)
    terms = _terms(deal, house, base["terms"])
    opening = products * 5 // 100
    return base | {
        "levers": levers,
        "shocks": {"low": {"prices": "2", "wages": "1"}, "base": {}, "high": {}},
        "terms": terms,
        "cash": {"opening": str(opening), "receipts_delay": 32, "payments_delay": 40, "contributions": "38"},
    }


def _terms(deal: Deal, house: House, known: dict[str, Any]) -> dict[str, Any]:
    """What the deal tells already, and round figures for the rest."""
    jobs = int(known["jobs_before"] or house.places * 4 // 5)
    taken = int(known["jobs_taken"] or jobs * 82 // 100)
    return known | {
        "price": str(deal.price) if deal.price is not None else str(house.places * 6_000),
        "recapitalisation": str(deal.recapitalisation or house.places * 3_500),
        "social_debt": str(taken * 1_450),
        "jobs_before": jobs,
        "jobs_taken": taken,
        "jobs_kept": taken * 90 // 100,
    }


def _lever(kind: LeverKind, start: int, ramp: int, one_off: int, **parameters: int | str) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "start": start,
        "ramp": ramp,
        "one_off": one_off,
        "parameters": {code: str(value) for code, value in parameters.items()},
        "cases": PLAYS,
    }
