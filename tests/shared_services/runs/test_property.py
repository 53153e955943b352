"""Random departments, keys, parts and methods through the services: whole, to those with a key, and again the same."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared_services.enums import Method, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth, PoolKey, PoolShare, RunLine
from shared_services.services.frozen import amounts, fingerprint
from tests.shared_services.pools import Pools

SITES = ("A", "B", "C")
MONTHS = ("2026-01", "2026-02", "2026-03")
COSTS = st.lists(st.integers(-(10**5), 10**7), min_size=3, max_size=3)
WEIGHTS = st.lists(st.integers(0, 20), min_size=3, max_size=3)


@pytest.fixture
def group(pools: Pools) -> Pools:
    for code in SITES:
        pools.world.site(code)
    return pools


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(COSTS, WEIGHTS), min_size=2, max_size=3),
    st.sampled_from([0, 10, 60]),
    st.sampled_from(Method.values),
)
def test_a_year_of_any_pools_is_charged_whole(
    group: Pools, drawn: list[tuple[list[int], list[int]]], part: int, method: str
) -> None:
    for model in (RunLine, AllocationRun, PoolShare, PoolKey, DepartmentMonth, Department):
        model.objects.all().delete()
    codes = [f"p{number}" for number in range(len(drawn))]
    for code, (costs, weights) in zip(codes, drawn, strict=True):
        group.department(code, **dict(zip(SITES, map(str, [weights[0] + 1, *weights[1:]]), strict=True)))
        for month, cost in zip(MONTHS, costs, strict=True):
            group.cost(code, month, str(Decimal(cost) / 100))
    if part:
        group.part(codes[0], codes[1], str(part))
        group.part(codes[1], codes[0], str(part))
    for month in MONTHS:
        run = group.approved(month, method=method)
        assert run.state == RunState.APPROVED
        told = DepartmentMonth.objects.filter(month=run.month).values_list("actual", flat=True)
        lines = list(run.lines.select_related("department", "establishment"))
        assert sum((line.shared for line in lines), Decimal(0)) == sum(told)
        for line in lines:
            pool = run.inputs["months"][month][line.department.code]
            assert Fraction(pool["keys"][line.establishment.code][0]) > 0
        assert fingerprint(run.inputs) == run.fingerprint
        replayed = amounts(run.inputs)
        assert replayed == {(line.department.code, line.establishment.code): int(line.shared * 100) for line in lines}
