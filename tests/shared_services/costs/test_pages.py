"""Twelve months typed at once, direct charges corrected and removed, keys over time, and the reports behind a run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from establishments.enums import Role
from groupe.kernel.periods import Month
from shared_services.enums import Driver
from shared_services.models import Department, DepartmentMonth, DirectCharge
from shared_services.services.pools import direct_charge_add, key_set
from tests.cast import client_of, person
from tests.shared_services.pools import Pools
from tests.shared_services.runs.test_api import Caller

HR = "/shared-services/departments/hr"


@pytest.fixture
def hr(pools: Pools) -> Department:
    for code, fte in (("A", "10"), ("B", "30")):
        pools.world.site(code)
        pools.staff(code, "2026-02", fte)
    return pools.department("hr")


def text(client: Client, address: str, status: int = 200) -> str:
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def charge_of(hr: Department, pools: Pools, site: str = "A") -> DirectCharge:
    return direct_charge_add(
        department=hr, month=Month.parse("2026-03"), establishment=pools.world.get(site), amount=Decimal("80.00"),
        reason="a consultant", author=pools.controller,
    )  # fmt: skip


def test_a_year_is_typed_in_one_grid(pools: Pools, hr: Department) -> None:
    pools.cost("hr", "2026-01", "100.00", "90.00")
    pools.cost("hr", "2026-02", "200.00")
    client = client_of(pools.controller)
    page = text(client, f"{HR}/costs/?year=2026")
    assert 'value="100.00"' in page
    sent = {"actual_2026-01": "100.00", "initial-actual_2026-01": "100.00"}  # untouched
    sent |= {"budget_2026-01": "", "initial-budget_2026-01": "90.00"}  # forgotten
    sent |= {"actual_2026-02": "", "initial-actual_2026-02": "200.00"}
    sent |= {"actual_2026-03": "1 234,50", "budget_2026-12": "-7"}
    pools.cost("hr", "2026-01", "111.00")  # by somebody else meanwhile
    assert client.post(f"{HR}/costs/?year=2026", sent | {"preview": "1"}).status_code == 200
    assert client.post(f"{HR}/costs/?year=2026", sent).status_code == 302
    rows = DepartmentMonth.objects.order_by("month").values_list("month", "actual", "budget")
    assert [(month.month, actual, budget) for month, actual, budget in rows] == [
        (1, Decimal("111.00"), None), (3, Decimal("1234.50"), None), (12, None, Decimal("-7.00")),
    ]  # fmt: skip
    assert client.post(f"{HR}/costs/?year=2026", {"actual_2026-05": "many"}).status_code == 422
    assert client.post(f"{HR}/costs/?year=2026", {}).status_code == 422


def test_a_direct_charge_is_corrected_and_removed(pools: Pools, hr: Department) -> None:
    made, other = charge_of(hr, pools), charge_of(hr, pools, "B")
    client = client_of(pools.controller)
    page = text(client, f"{HR}/charges/")
    assert f"/shared-services/direct-charges/{made.pk}/" in page
    address = f"/shared-services/direct-charges/{made.pk}/"
    assert client.post(address, {"amount": "0", "reason": "x"}).status_code == 422
    assert client.post(address, {"amount": "75,50", "reason": "half a day less"}).status_code == 302
    made.refresh_from_db()
    assert (str(made.amount), made.reason) == ("75.50", "half a day less")
    assert "80.00 €" in text(client, address)  # what it was
    director = client_of(person(Role.DIRECTOR, "establishment:A"))
    own = text(director, f"{HR}/charges/")
    assert "75.50 €" in own
    assert "80.00 €" not in own  # of B
    assert director.post(f"{address}remove/").status_code == 403
    assert director.get(f"/shared-services/direct-charges/{other.pk}/").status_code == 404
    assert client.post(f"{address}remove/").status_code == 302
    assert list(DirectCharge.objects.all()) == [other]
    assert b"80" in client.get(f"{HR}/charges/?format=csv").content


def test_keys_over_time(pools: Pools, hr: Department) -> None:
    key_set(
        department=hr, driver=Driver.FIXED, since=dt.date(2026, 4, 1), weights={"A": Decimal(2), "B": Decimal("3.5")}
    )
    pools.department("it", A="1")
    pools.part("hr", "it", "25")
    page = text(client_of(pools.executive), f"{HR}/keys/")
    assert "B 3.5, A 2" in page
    assert "FTE-days" in page
    assert "25.00 %" in page or "25.00%" in page
    director = text(client_of(person(Role.DIRECTOR, "establishment:A")), f"{HR}/keys/")
    assert "FTE-days" in director
    assert "B 3.5" not in director


def test_a_run_leads_to_the_reports_behind_its_keys(pools: Pools, hr: Department) -> None:
    pools.cost("hr", "2026-03", "400.00")
    run = pools.run("2026-03")
    client = client_of(pools.executive)
    assert f"/shared-services/runs/{run.pk}/keys/hr/" in text(client, run.get_absolute_url())
    page = text(client, f"/shared-services/runs/{run.pk}/keys/hr/")
    assert "/reports/B/2026-02/" in page  # carried
    assert "version 1, validated" in page
    assert "300.00 €" in page
    assert client.get("/reports/B/2026-02/").status_code == 200
    assert client.get(f"/shared-services/runs/{run.pk}/keys/it/").status_code == 404


def test_a_unit_costs_what_was_spent_over_the_units_that_shared_it(pools: Pools, hr: Department) -> None:
    pools.cost("hr", "2026-03", "400.00", "500.00")
    pools.cost("hr", "2026-04", "440.00")
    pools.approved("2026-03")
    pools.approved("2026-04")
    page = text(client_of(pools.executive), f"{HR}/units/")
    assert "10.0000 €" in page  # 400 over 10 + 30 FTE
    assert "12.5000 €" in page
    assert "-20.0" in page.replace("\u2212", "-")
    told = Caller(pools.executive).get("departments/hr/unit-costs/")
    assert [(each["period"], each["actual_per_unit"], each["budget_per_unit"]) for each in told] == [
        ("2026-04", "11.000000", None), ("2026-03", "10.000000", "12.500000"),
    ]  # fmt: skip
    director = Caller(person(Role.DIRECTOR, "establishment:A"))
    director.get("departments/hr/unit-costs/", 403)
