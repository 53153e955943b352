"""What a run does and refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from establishments.enums import Status
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.periods import Month, last_completed_month
from shared_services.enums import Basis, Driver, RunKind, RunState
from shared_services.models import AllocationRun, Department, RunLine
from shared_services.services.computing import LOCK, run_compute
from shared_services.services.frozen import amounts, fingerprint
from shared_services.services.pools import direct_charge_add, key_set, share_set
from shared_services.services.runs import run_approve, run_ask, run_cancel, run_mark_invoiced
from tests.shared_services.pools import SINCE, Pools, charged


@pytest.fixture
def two(pools: Pools) -> Pools:
    """Two sites that pay by staff, three months of cost."""
    for code, fte in (("A", "10"), ("B", "30")):
        pools.world.site(code)
        for month in ("2026-01", "2026-02", "2026-03"):
            pools.staff(code, month, fte)
    pools.department("hr")
    for month in ("2026-01", "2026-02", "2026-03"):
        pools.cost("hr", month, "400.00", "500.00")
    return pools


def test_a_zero_key_is_refused_and_named(two: Pools) -> None:
    two.department("km", Driver.KM)
    two.cost("km", "2026-01", "10")
    run = two.run("2026-01")
    assert run.state == RunState.FAILED
    assert "km" in run.remark
    assert not run.lines.exists()


def test_requests_are_no_key_where_none_was_made(two: Pools) -> None:
    two.department("it", Driver.TICKETS)
    two.cost("it", "2026-01", "10")
    run = two.run("2026-01")
    assert (run.state, "it" in run.remark) == (RunState.FAILED, True)


def test_a_direct_charge_needs_a_cost_to_come_from(two: Pools) -> None:
    made = two.department("it")
    given = {"department": made, "month": Month.parse("2026-01"), "author": two.controller}
    direct_charge_add(establishment=two.world.get("A"), amount=Decimal("80"), reason="a consultant", **given)
    run = two.run("2026-01")
    assert (run.state, "it" in run.remark) == (RunState.FAILED, True)


def test_direct_charges_come_first(two: Pools) -> None:
    given = {"department": Department.objects.get(code="hr"), "month": Month.parse("2026-01"), "author": two.controller}
    direct_charge_add(establishment=two.world.get("A"), amount=Decimal("80"), reason="a consultant", **given)
    run = two.run("2026-01")
    assert charged(run) == {"A": "160.00", "B": "240.00"}
    assert [(line.shared, line.direct) for line in run.lines.filter(establishment__code="A")] == [(80, 80)]


def test_a_new_establishment_is_served_by_itself(two: Pools) -> None:
    two.world.site("C", entry="2026-02-01")
    two.staff("C", "2026-02", "40")
    assert set(charged(two.approved("2026-01"))) == {"A", "B"}
    assert charged(two.run("2026-02")) == {"A": "50.00", "B": "150.00", "C": "200.00"}


def test_a_pool_serves_its_scope_on_the_days_inside(two: Pools) -> None:
    two.world.transfer("B", "2026-01-17", territory="T2")
    two.department("local", scope="territory:T1")
    two.cost("local", "2026-01", "100.00")
    keys = {line.establishment.code: line.key for line in two.run("2026-01").lines.filter(department__code="local")}
    assert keys == {"A": Decimal(10), "B": round(Decimal(30 * 16) / 31, 6)}


def test_a_figure_that_is_not_approved_is_carried_from_one_that_is(two: Pools) -> None:
    two.staff("A", "2026-02", "90", status=Status.SUBMITTED)
    two.approved("2026-01")
    run = two.run("2026-02")
    assert charged(run) == {"A": "100.00", "B": "300.00"}
    assert run.inputs["months"]["2026-02"]["hr"]["keys"]["A"] == ["10", 28, "10", "2026-01", 1, "validated"]


def test_nobody_approves_their_own_run(two: Pools) -> None:
    run = two.run("2026-01")
    with pytest.raises(NotAllowed):
        run_approve(run=run, author=two.controller)
    assert run_approve(run=run, author=two.executive).state == RunState.APPROVED
    with pytest.raises(WrongState):
        run_approve(run=run, author=two.executive)


def test_a_version_takes_the_place_of_the_one_before_until_it_is_invoiced(two: Pools) -> None:
    first = two.approved("2026-01")
    second = two.approved("2026-01", basis=Basis.BUDGET)
    first.refresh_from_db()
    assert (first.state, second.version) == (RunState.CANCELLED, 2)
    run_mark_invoiced(run=second)
    with pytest.raises(WrongState):
        two.run("2026-01")


def test_months_are_charged_in_their_order(two: Pools) -> None:
    with pytest.raises(DomainError) as refused:
        two.run("2026-02")
    assert "month" in refused.value.fields
    two.approved("2026-01")
    two.approved("2026-02")
    with pytest.raises(WrongState):
        two.run("2026-01")


def test_a_month_that_is_not_over_is_refused(two: Pools) -> None:
    with pytest.raises(DomainError) as refused:
        run_ask(author=two.controller, month=last_completed_month() + 1)
    assert "month" in refused.value.fields


def test_a_true_up_makes_the_year_whole(two: Pools) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        run_mark_invoiced(run=two.approved(month, basis=Basis.BUDGET))
    two.staff("B", "2026-02", "90")  # corrected since
    run = two.approved("2026-03", kind=RunKind.TRUE_UP)
    whole: dict[str, Decimal] = {}
    for line in RunLine.objects.filter(run__state__in=[RunState.ADJUSTED, RunState.APPROVED]):
        whole[line.establishment.code] = whole.get(line.establishment.code, Decimal(0)) + line.shared
    assert whole == {"A": Decimal("240.00"), "B": Decimal("960.00")}
    assert charged(run) == {"A": "-135.00", "B": "-165.00"}
    assert set(AllocationRun.objects.filter(kind=RunKind.MONTH).values_list("state", flat=True)) == {"adjusted"}


def test_a_replay_of_the_frozen_inputs_gives_the_same(two: Pools) -> None:
    two.approved("2026-01")
    run = two.approved("2026-02")
    two.staff("A", "2026-02", "500")  # what changes since does not matter
    run.refresh_from_db()
    assert fingerprint(run.inputs) == run.fingerprint
    lines = {(line.department.code, line.establishment.code): int(line.shared * 100) for line in run.lines.all()}
    assert amounts(run.inputs) == lines


def test_a_message_that_comes_twice_computes_once(two: Pools) -> None:
    run = two.run("2026-01")
    before = list(run.lines.values_list("pk", flat=True))
    assert run_compute(run.pk) is None
    assert list(run.lines.values_list("pk", flat=True)) == before


def test_a_cancelled_run_says_why_and_counts_no_longer(two: Pools) -> None:
    run = two.approved("2026-01")
    with pytest.raises(DomainError) as refused:
        run_cancel(run=run, reason=" ")
    assert "reason" in refused.value.fields
    assert run_cancel(run=run, reason="wrong basis").remark == "wrong basis"
    assert two.approved("2026-01", basis=Basis.BUDGET).version == 2


def test_parts_of_other_departments_are_a_whole_at_most(two: Pools) -> None:
    two.department("it", A="1")
    two.part("hr", "it", "60")
    hr, qa = Department.objects.get(code="hr"), two.department("qa", A="1")
    with pytest.raises(DomainError) as refused:
        share_set(giver=hr, receiver=qa, percent=Decimal("40.01"), since=SINCE)
    assert "percent" in refused.value.fields


def test_a_fixed_key_needs_weights_of_known_sites(two: Pools) -> None:
    hr = Department.objects.get(code="hr")
    for weights in ({}, {"nowhere": Decimal(1)}, {"A": Decimal(-1)}):
        with pytest.raises(DomainError) as refused:
            key_set(department=hr, driver=Driver.FIXED, since=SINCE, weights=weights)
        assert "weights" in refused.value.fields


def test_the_lock_goes_with_the_work(two: Pools) -> None:
    two.run("2026-01")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and classid = %s", [LOCK])
        assert cursor.fetchone() == (0,)
