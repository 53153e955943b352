"""Days inside (G8d) and a year that adds up (G11), over the API."""

from __future__ import annotations

from shared_services.services.departments import department_save
from tests.shared_services.pools import Pools
from tests.shared_services.runs.test_api import Caller


def test_who_joins_in_mid_month_pays_by_its_days(pools: Pools) -> None:
    controller = Caller(pools.controller)
    for code, entry, fte in (("S1", "2020-01-01", "10"), ("S2", "2026-03-17", "20"), ("S3", "2020-01-01", "12.4")):
        pools.world.site(code, entry=entry)
        pools.staff(code, "2026-03", fte)
    department_save(department=None, code="hr", name="hr")
    controller.post("keys/", department="hr", driver="fte_days", since="2020-01-01")
    controller.post("costs/", 200, department="hr", period="2026-03", actual="9300.00")
    _pk, charged = controller.run(period="2026-03")
    assert charged == {"S1": "2899.24", "S2": "2805.71", "S3": "3595.05"}


def test_months_add_up_to_the_year(pools: Pools) -> None:
    controller, executive = Caller(pools.controller), Caller(pools.executive)
    for code in ("S1", "S2", "S3"):
        pools.world.site(code)
    pools.department("hr", S1="5", S2="3", S3="4")
    for number, cost in enumerate(["83.33", "83.33", "83.34"] * 4, start=1):
        controller.post("costs/", 200, department="hr", period=f"2025-{number:02d}", actual=cost)
    months = []
    for number in range(1, 13):
        pk, charged = controller.run(period=f"2025-{number:02d}")
        executive.post(f"runs/{pk}/approve/", 200)
        months.append(charged)
    assert [months[at] for at in (0, 1, 2, 11)] == [
        {"S1": "34.72", "S2": "20.83", "S3": "27.78"},
        {"S1": "34.72", "S2": "20.84", "S3": "27.77"},
        {"S1": "34.73", "S2": "20.83", "S3": "27.78"},
        {"S1": "34.73", "S2": "20.83", "S3": "27.78"},
    ]
    cents = {site: sum(round(float(month[site]) * 100) for month in months) for site in months[0]}
    assert cents == {"S1": 41_667, "S2": 25_000, "S3": 33_333}
