"""Flows are declared by both sides or by each, and never in a closed month."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from establishments.enums import Account, DeclaredBy
from establishments.models import Flow
from establishments.selectors.flows import flow_differences
from establishments.services.flows import flow_add, flow_declare, flow_withdraw
from groupe.consolidation.services.closing import close_period
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import Month
from tests.consolidation.world import World

MARCH = Month.parse("2026-03")


@pytest.fixture
def ends(db: None) -> dict[str, Any]:
    world = World()
    world.site("A")
    world.report("A", str(MARCH), {"PR_G1": 100})
    return {
        "month": MARCH,
        "seller": world.entity("P"),
        "buyer": world.entity("R"),
        "account": Account.SERVICE,
        "amount": Decimal("100.00"),
    }


def amounts() -> list[tuple[str, str]]:
    return [(row.declared_by, str(row.amount)) for row in Flow.objects.order_by("declared_by")]


def test_what_each_side_declares_takes_the_place_of_both(ends: dict[str, Any]) -> None:
    flow_declare(**ends)
    flow_declare(**ends | {"amount": Decimal("100.40")}, declared_by=DeclaredBy.SELLER)
    flow_declare(**ends, declared_by=DeclaredBy.BUYER)
    assert amounts() == [("buyer", "100.00"), ("seller", "100.40")]
    assert [each.difference for each in flow_differences(MARCH)] == [Decimal("0.40")]
    flow_declare(**ends | {"amount": Decimal("100.40")})
    assert amounts() == [("both", "100.40")]


def test_invoices_add_up_and_go(ends: dict[str, Any]) -> None:
    flow_add(**ends)
    flow_add(**ends | {"amount": Decimal("20.05")})
    assert amounts() == [("both", "120.05")]
    assert flow_add(**ends | {"amount": Decimal("-120.05")}) is None
    assert amounts() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"account": "gift"}, "account"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"account": Account.ASSET_GAIN}, "years"),
        ({"years": 3}, "years"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(ends: dict[str, Any], wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        flow_declare(**ends | wrong)
    assert list(refused.value.fields) == [field]
    assert not Flow.objects.exists()


def test_a_flow_has_two_ends(ends: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        flow_declare(**ends | {"buyer": ends["seller"]})
    assert list(refused.value.fields) == ["buyer"]


def test_a_closed_month_keeps_its_flows(ends: dict[str, Any]) -> None:
    flow = flow_declare(**ends)
    close_period(author=None, month=MARCH, confirm_late=True)
    with pytest.raises(WrongState):
        flow_declare(**ends)
    with pytest.raises(WrongState):
        flow_withdraw(flow=flow)
    assert amounts() == [("both", "100.00")]
