"""From a workbook to an indicator, through the real pipeline (golden cases G1 and G20)."""

from decimal import Decimal

import pytest

from groupe.consolidation.selectors import series
from groupe.consolidation.services import fold_all
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import SITE, Tables, minimal


def value(scope: str, code: str, period: str) -> Decimal | None:
    fold_all()
    month = Month.parse(period)
    found = series(scope=scope, codes=[code], first=month, last=month, window="month")[code].figures[0].value
    return None if found is None else round_half_up(found, 2)


def group(kind: str, **reports: dict[str, str]) -> Tables:
    tables = minimal()
    tables["establishments"] = [{**SITE, "code": code, "kind": kind, "finess": ""} for code in reports]
    tables["reports"] = [
        {"establishment": code, "period": "2025-06", "measure": measure, "value": told}
        for code, values in reports.items()
        for measure, told in values.items()
    ]
    return tables


@pytest.mark.django_db
def test_g1_ratio_of_sums_and_a_correction(load: Load) -> None:
    load(group("sad", A={"HA_REA": "90", "HA_PLAN": "100"}, B={"HA_REA": "450", "HA_PLAN": "1000"}))
    assert value("group", "SD01", "2025-06") == Decimal("49.09")
    load({"reports": [{"establishment": "B", "period": "2025-06", "measure": "HA_REA", "value": "460"}]})
    assert value("group", "SD01", "2025-06") == Decimal("50.00")


@pytest.mark.django_db
def test_g20_capacities_and_a_transfer(load: Load) -> None:
    tables = group("ehpad", A={"J_HP": "2360", "J_ABS72": "0"})
    tables["capacities"] = [
        {"establishment": "A", "measure": "CAP_HP", "value": value, "valid_from": day}
        for value, day in (("80", "2024-01-01"), ("84", "2025-06-15"))
    ]
    load(tables)
    assert value("territory:sud", "AC02", "2025-06") == Decimal("95.78")
    load({"attachments": [{"establishment": "A", "territory": "nord", "valid_from": "2025-06-01"}]})
    assert value("territory:sud", "AC02", "2025-06") is None
    assert value("territory:nord", "AC02", "2025-06") == Decimal("95.78")


@pytest.mark.django_db
def test_a_budget_is_a_figure(load: Load) -> None:
    tables = group("ehpad", A={"J_HP": "2360"})
    tables["budgets"] = [
        {"establishment": "A", "period": "2025-06", "measure": code, "value": "100"} for code in ("CH_G1", "CH_G2")
    ]
    load(tables)
    assert value("group", "BUD_CH", "2025-06") == Decimal("200.00")
