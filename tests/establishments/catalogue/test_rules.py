"""Rules hold, break or wait."""

from decimal import Decimal
from typing import Any

import pytest

from establishments.catalogue import catalogue
from establishments.catalogue.rules import Month, broken_rules, holds


def broken(kind: str, values: dict[str, Any], **month: Any) -> set[str]:
    typed = {code: value if value == "na" else Decimal(str(value)) for code, value in values.items()}
    return {rule.code for rule in broken_rules(catalogue(), kind, typed, Month(**{"days": 30, **month}))}


@pytest.mark.parametrize(
    ("kind", "good", "bad", "rule"),
    [
        ("ehpad", {"CHUTE": 3, "CHUTE_G": 3}, {"CHUTE": 3, "CHUTE_G": 4}, "E07"),
        ("ehpad", {"EFF_FIN": 60, "EFF_PERM": 60}, {"EFF_FIN": 60, "EFF_PERM": 61}, "E13"),
        ("sad", {"H_FAC": 9, "H_PAY": 5, "H_SUBC": 4}, {"H_FAC": 9, "H_PAY": 5}, "E33"),
        ("creche_psu", {"SURN_MAX": 23, "PL_AGR": 20}, {"SURN_MAX": 24, "PL_AGR": 20}, "E29"),
        (
            "ehpad",
            {"J_HP": 2400, "J_HT": 0, "CAP_HP": 80, "CAP_HT": 0},
            {"J_HP": 2401, "J_HT": 0, "CAP_HP": 80, "CAP_HT": 0},
            "E05",
        ),
        (
            "ime",
            {"J_INT": 600, "CAP_INT": 30, "JO_INT": 20},
            {"J_INT": 601, "CAP_INT": 30, "JO_INT": 20, "DEROG": 0},
            "E23",
        ),
    ],
)
def test_rules_break(kind: str, good: dict[str, Any], bad: dict[str, Any], rule: str) -> None:
    assert rule not in broken(kind, good)
    assert rule in broken(kind, bad)


def test_a_rule_whose_operands_are_missing_waits() -> None:
    assert broken("ehpad", {"CHUTE_G": 4}) == set()


def test_the_stock_identity_of_people() -> None:
    values = {"ACC_FIN": 62, "ACC_ENT": 4, "ACC_SOR": 2}
    assert "E04" not in broken("ehpad", values, previous={"ACC_FIN": Decimal(60)})
    assert "E04" in broken("ehpad", values, previous={"ACC_FIN": Decimal(61)})
    assert "E04" not in broken("ehpad", values)
    assert "E04" not in broken("ehpad", values, entry=True, taken=Decimal(60))
    assert "E04" in broken("ehpad", values, entry=True, taken=Decimal(59))


def test_an_exception_is_decided_as_soon_as_it_can_be() -> None:
    rule = catalogue().rules["E23"]
    month = Month(days=30)
    assert holds(rule.condition, catalogue(), {"DEROG": Decimal(1)}, month) is True


def test_dated_capacity_wins_over_the_reported_one() -> None:
    values = {"J_HP": 2464, "J_HT": 0, "CAP_HP": 80, "CAP_HT": 0}
    assert "E05" not in broken("ehpad", values, places={"CAP_HP": 2464})
