"""The worked examples of the field, through the services (G8, G8d, G9, G11)."""

from __future__ import annotations

import pytest

from shared_services.enums import Method
from tests.shared_services.pools import Pools, charged


def test_a_cost_is_shared_by_staff(pools: Pools) -> None:
    for code, fte in (("S1", "12.5"), ("S2", "7.3"), ("S3", "4.2"), ("S4", "9.1"), ("S5", "0")):
        pools.world.site(code)
        pools.staff(code, "2026-03", fte)
    pools.department("hr")
    pools.cost("hr", "2026-03", "10000.00")
    found = charged(pools.run("2026-03"))
    assert found == {"S1": "3776.44", "S2": "2205.44", "S3": "1268.88", "S4": "2749.24"}  # S5 pays nothing


def test_who_joins_in_mid_month_pays_by_its_days(pools: Pools) -> None:
    for code, entry, fte in (("S1", "2020-01-01", "10"), ("S2", "2026-03-17", "20"), ("S3", "2020-01-01", "12.4")):
        pools.world.site(code, entry=entry)
        pools.staff(code, "2026-03", fte)
    pools.department("hr")
    pools.cost("hr", "2026-03", "9300.00")
    run = pools.run("2026-03")
    assert charged(run) == {"S1": "2899.24", "S2": "2805.71", "S3": "3595.05"}
    assert {line.establishment.code: str(line.key) for line in run.lines.all()} == {
        "S1": "10.000000",
        "S2": "9.677419",
        "S3": "12.400000",
    }


@pytest.mark.parametrize(
    ("method", "order", "a", "b"),
    [
        (Method.DIRECT, [], "96666.67", "103333.33"),
        (Method.STEP_DOWN, ["it", "hr"], "94500.00", "105500.00"),
        (Method.RECIPROCAL, [], "97551.02", "102448.98"),
    ],
)
def test_two_pools_that_serve_each_other(pools: Pools, method: str, order: list[str], a: str, b: str) -> None:
    pools.world.site("A")
    pools.world.site("B")
    pools.department("it", A="50", B="40")
    pools.department("hr", A="30", B="50")
    pools.part("it", "hr", "10")
    pools.part("hr", "it", "20")
    pools.cost("it", "2026-03", "120000")
    pools.cost("hr", "2026-03", "80000")
    run = pools.run("2026-03", method=method, order=order)
    assert charged(run) == {"A": a, "B": b}


def test_months_add_up_to_the_year(pools: Pools) -> None:
    for code in ("S1", "S2", "S3"):
        pools.world.site(code)
    pools.department("hr", S1="5", S2="3", S3="4")
    for number, cost in enumerate(["83.33", "83.33", "83.34"] * 4, start=1):
        pools.cost("hr", f"2025-{number:02d}", cost)
    months = [charged(pools.approved(f"2025-{number:02d}")) for number in range(1, 13)]
    assert months[0] == {"S1": "34.72", "S2": "20.83", "S3": "27.78"}
    assert months[1] == {"S1": "34.72", "S2": "20.84", "S3": "27.77"}
    assert months[2] == {"S1": "34.73", "S2": "20.83", "S3": "27.78"}
    assert months[11] == {"S1": "34.73", "S2": "20.83", "S3": "27.78"}
    whole = {site: round(sum(float(month[site]) for month in months), 2) for site in months[0]}
    assert whole == {"S1": 416.67, "S2": 250.00, "S3": 333.33}
