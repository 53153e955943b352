"""The group of domain.md, 5.2 (G13): a parent, a property company, five subsidiaries; amounts in thousands of euros."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from establishments.enums import Account, Method
from establishments.models import ConsolidationTerm, Flow, LegalEntity
from establishments.services.flows import flow_declare
from establishments.services.structure import holding_set
from groupe.kernel.periods import Month
from groupe.kernel.ranges import inclusive
from tests.consolidation.world import World

START = dt.date(2020, 1, 1)
PERIOD = "2025-06"
JUNE = Month.parse(PERIOD)
# Entity: its establishment's kind, method, interest of the parent, revenue (external and internal), result.
ENTITIES = {
    "P": ("head_office", Method.FULL, None, 2_400, 50),
    "R": ("property", Method.FULL, "100", 1_000, 120),
    "A": ("ehpad", Method.FULL, "100", 12_000, 300),
    "B": ("ehpad", Method.FULL, "60", 8_000, -200),
    "C": ("ehpad", Method.PROPORTIONAL, "50", 5_000, 100),
    "D": ("ehpad", Method.EQUITY, "30", 4_000, 80),
    "E": ("ehpad", Method.FULL, None, 9_000, 40),
}
BILLED = {
    ("P", "A", Account.SERVICE): 900,
    ("P", "B", Account.SERVICE): 700,
    ("P", "C", Account.SERVICE): 300,
    ("P", "E", Account.SERVICE): 500,
    ("R", "A", Account.RENT): 600,
    ("R", "B", Account.RENT): 300,
}


def entity(world: World, code: str, method: str = Method.FULL, since: dt.date = START) -> LegalEntity:
    row = world.entity(code)
    ConsolidationTerm.objects.create(entity=row, method=method, valid=inclusive(since, None))
    return row


def hold(owner: LegalEntity, owned: LegalEntity, capital: str, since: dt.date = START) -> None:
    holding_set(owner=owner, owned=owned, votes=Decimal(capital), capital=Decimal(capital), since=since)


def golden(world: World) -> World:
    rows = {code: entity(world, code, given[1]) for code, given in ENTITIES.items()}
    LegalEntity.objects.filter(code="E").update(legal_form="Association loi 1901")
    for code, (kind, _method, interest, revenue, result) in ENTITIES.items():
        if interest:
            hold(rows["P"], rows[code], interest)
        world.site(f"S{code}", kind, entity=code)
        rents = sum(amount for (_s, buyer, account), amount in BILLED.items() if (buyer, account) == (code, "rent"))
        fees = sum(amount for (_s, buyer, account), amount in BILLED.items() if (buyer, account) == (code, "service"))
        values = {
            "C_SIEG": fees * 1000,
            "PR_G1": 0, "PR_G2": revenue * 1000, "PR_G3": 0, "CH_G1": 0, "CH_G2": 0, "CH_G3": (revenue - result) * 1000,
            "C_LOY": rents * 1000, "C_LOYI": rents * 1000, "C_68": 0, "C_66": 0, "C_675": 0, "P_775": 0, "P_777": 0,
            "P_778": 0, "P_78": 0, "P_7": revenue * 1000, "P_7NE": 0,
        }  # fmt: skip
        world.report(f"S{code}", PERIOD, values)
    for (seller, buyer, account), amount in BILLED.items():
        declare(world, seller, buyer, amount * 1000, account=account)
    world.fold()
    return world


def sold_building(world: World) -> World:
    """P sells a building to R in January 2024: a gain of 500 over 25 years."""
    for code, kind in (("P", "head_office"), ("R", "property")):
        entity(world, code)
        world.site(f"S{code}", kind, entity=code)
        for month in Month.parse("2024-01").to(Month.parse("2025-12")):
            gain = 500_000 if (code, str(month)) == ("P", "2024-01") else 0
            world.report(
                f"S{code}", str(month),
                {"PR_G1": 0, "PR_G2": 0, "PR_G3": gain, "CH_G1": 0, "CH_G2": 0, "CH_G3": 10_000, "C_68": 10_000,
                 "C_66": 0, "C_675": 0, "P_775": gain, "P_777": 0, "P_778": 0, "P_78": 0, "P_7": gain, "P_7NE": gain},
            )  # fmt: skip
    declare(world, "P", "R", 500_000, period="2024-01", account="asset_gain", years=25)
    world.fold()
    return world


def declare(
    world: World, seller: str, buyer: str, amount: int | str, *, period: str = PERIOD, account: str = "service",
    by: str = "both", years: int | None = None, seller_site: str = "", buyer_site: str = "",
) -> Flow:  # fmt: skip
    return flow_declare(
        month=Month.parse(period), seller=world.entity(seller), buyer=world.entity(buyer), account=account,
        amount=Decimal(amount), declared_by=by, years=years,
        seller_establishment=world.get(seller_site) if seller_site else None,
        buyer_establishment=world.get(buyer_site) if buyer_site else None,
    )  # fmt: skip
