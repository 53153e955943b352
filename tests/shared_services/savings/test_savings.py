"""What a saving comes to, who signs and confirms it, and when it counts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import Month
from shared_services.enums import RunState, SavingState
from shared_services.models import AllocationRun, Department, DepartmentMonth, RunLine, Saving
from shared_services.selectors.savings import SavingRow, rolled_up, saving_rows
from shared_services.services.savings import saving_confirm, saving_measure, saving_propose, saving_sign
from tests.cast import api_of, client_of, person
from tests.consolidation.world import World

BASE, YEAR = Month.parse("2024-01"), 2025


class Stage:
    """Two sites, two departments whose costs are told for both years, and the people of a saving."""

    def __init__(self) -> None:
        self.world = World()
        for code, entity in (("A", "E1"), ("B", "E2")):
            self.world.site(code, entity=entity)
        for code in ("hr", "it"):
            department = Department.objects.create(code=code, name=code)
            for month in BASE.to(BASE + 23):
                DepartmentMonth.objects.create(department=department, month=month.first, actual=100_000)
        self.controller: User = person(Role.CONTROLLER)
        self.other: User = person(Role.CONTROLLER, email="other@example.org")
        self.director: User = person(Role.DIRECTOR, "establishment:A")
        self.head: User = person(Role.SUPPORT, "pool:hr")

    def cost(self, code: str, actual: str) -> None:
        """Of each month of the year."""
        rows = DepartmentMonth.objects.filter(department__code=code, month__gte=dt.date(YEAR, 1, 1))
        rows.update(actual=Decimal(actual))

    def proposed(self, site: str = "A", **given: Any) -> Saving:
        values = {
            "year": YEAR, "unit": "payslips", "baseline_first": BASE, "baseline_cost": Decimal("52000.00"),
            "baseline_volume": Decimal(1600), "index_name": "wages", "index_base": Decimal(100),
            "author": self.controller,
        } | given  # fmt: skip
        return saving_propose(
            department=Department.objects.get(code="hr"), establishment=self.world.get(site), **values
        )

    def measured(self, site: str = "A", *, own: str = "0", other: str = "41125.00", change: str = "6500.00") -> Saving:
        found = self.proposed(site)
        saving_sign(saving=found, side="site", author=self.director)
        saving_sign(saving=found, side="head", author=self.head)
        return saving_measure(
            saving=found, index_now=Decimal("102.4"), volume=Decimal(1750), own_cost=Decimal(own),
            other_cost=Decimal(other), transition=Decimal(change), evidence="ledger", author=self.head,
        )  # fmt: skip


@pytest.fixture
def stage(db: None) -> Stage:
    return Stage()


def row_of(saving: Saving) -> SavingRow:
    return saving_rows([Saving.objects.get(pk=saving.pk)])[0]


def test_g12_to_the_cent(stage: Stage) -> None:
    found = row_of(stage.measured()).measured
    assert found is not None
    units = [found.base_unit, found.indexed_unit, found.gross_per_unit, found.net_per_unit]
    assert [str(round_half_up(unit, 2)) for unit in units] == ["32.50", "33.28", "9.78", "6.07"]
    assert [str(each) for each in (found.counterfactual, found.gross, found.net)] == [
        "58240.00",
        "17115.00",
        "10615.00",
    ]


def test_g12_by_the_api(stage: Stage) -> None:
    base = "/api/v1/shared-services/savings/"
    controller, head, director = api_of(stage.controller), api_of(stage.head), api_of(stage.director)
    body = {
        "department": "hr", "establishment": "A", "year": YEAR, "unit": "payslips", "baseline_first": "2024-01",
        "baseline_cost": "52000.00", "baseline_volume": "1600", "index_name": "wages", "index_base": "100",
    }  # fmt: skip
    made = controller.post(base, body, "application/json")
    assert made.status_code == 201, made.content
    address = f"{base}{made.json()['id']}/"
    assert head.post(f"{address}sign/", {"side": "site"}, "application/json").status_code == 403
    assert head.post(f"{address}sign/", {"side": "head"}, "application/json").status_code == 200
    assert director.post(f"{address}sign/", {"side": "site"}, "application/json").status_code == 200
    year = {
        "index_now": "102.4", "volume": "1750", "own_cost": "0", "other_cost": "41125", "transition": "6500",
        "evidence": "ledger",
    }  # fmt: skip
    told = head.post(f"{address}measure/", year, "application/json").json()
    assert told["measured"] | {"counterfactual": "58240.00", "gross": "17115.00", "net": "10615.00"} == told["measured"]
    assert told["measured"]["gross_per_unit"] == "9.78"
    assert controller.post(f"{address}confirm/").status_code == 403
    assert api_of(stage.other).post(f"{address}confirm/").json()["state"] == "confirmed"


def test_two_people_sign_and_lock_the_baseline(stage: Stage) -> None:
    found = stage.proposed()
    with pytest.raises(WrongState):
        saving_measure(
            saving=found, index_now=Decimal(1), volume=Decimal(1), own_cost=Decimal(0), author=stage.controller
        )
    saving_sign(saving=found, side="site", author=stage.director)
    with pytest.raises(NotAllowed):
        saving_sign(saving=found, side="head", author=stage.director)
    with pytest.raises(WrongState):
        stage.proposed(saving=found, baseline_cost=Decimal(99_000))
    assert saving_sign(saving=found, side="head", author=stage.head).state == SavingState.SIGNED


def test_nobody_confirms_their_own(stage: Stage) -> None:
    found = stage.measured()
    for own in (stage.controller, stage.director, stage.head):
        with pytest.raises(NotAllowed):
            saving_confirm(saving=found, author=own)
    assert saving_confirm(saving=found, author=stage.other).state == SavingState.CONFIRMED
    with pytest.raises(WrongState):
        saving_measure(saving=found, index_now=Decimal(1), volume=Decimal(1), own_cost=Decimal(0), author=stage.head)


def test_it_counts_where_pools_and_sites_together_fell(stage: Stage) -> None:
    """1,200,000 x 1.024 + 58,240 then; 1,200,000 now."""
    verdict = row_of(stage.measured()).verdict
    assert (verdict.counts, verdict.before, verdict.now) == (True, Decimal("1287040.00"), Decimal(1_200_000))


def test_it_does_not_count_where_the_department_grew_by_as_much(stage: Stage) -> None:
    stage.cost("hr", "107400")
    found = stage.measured()
    row = row_of(found)
    assert (row.counts, row.gross) == (False, Decimal("17115.00"))
    with pytest.raises(DomainError) as refused:
        saving_confirm(saving=found, author=stage.other)
    assert refused.value.code == "does_not_count"


def test_it_does_not_count_where_the_cost_moved_to_another_department(stage: Stage) -> None:
    stage.cost("it", "115000")
    row = row_of(stage.measured())
    assert not row.counts
    assert row.verdict.now is not None
    assert row.verdict.before is not None
    assert row.verdict.now < row.verdict.before  # the service alone got cheaper


def test_it_does_not_count_where_nothing_is_left_or_nothing_is_known(stage: Stage) -> None:
    assert not row_of(stage.measured(change="17115.00")).counts
    DepartmentMonth.objects.all().delete()
    assert not row_of(stage.measured("B")).counts


@pytest.mark.parametrize("charged_before", [{"B": 50_000}, {"A": 20_000, "B": 50_000}])
def test_what_approved_runs_charged_takes_the_place_of_what_was_typed(
    stage: Stage, charged_before: dict[str, int]
) -> None:
    """Establishments that pools charged in one of the two years alone are outside the comparison; what the saving's own
    was charged then is in its baseline, and counts once."""
    department = Department.objects.get(code="hr")
    for year, charged in ((2024, charged_before), (YEAR, {"A": 30_000, "B": 50_000})):
        run = AllocationRun.objects.create(month=dt.date(year, 3, 1), version=1, state=RunState.APPROVED)
        for code, amount in charged.items():
            RunLine.objects.create(
                run=run, department=department, establishment=stage.world.get(code), shared=amount, direct=1
            )
    stage.world.site("NEW", entity="E1")
    RunLine.objects.create(run=run, department=department, establishment=stage.world.get("NEW"), shared=900_000)
    row = row_of(stage.measured())
    assert row.measured is not None
    assert (row.measured.allocated, row.measured.from_runs) == (Decimal(30_001), True)
    assert (row.verdict.before, row.verdict.now) == (Decimal("109441.02"), Decimal(80_002))
    assert row.counts


def test_roll_ups(stage: Stage) -> None:
    rows = [row_of(stage.measured()), row_of(stage.measured("B", change="20000"))]
    (found,) = rolled_up(rows, "year")
    assert (found.count, found.net, found.counting) == (2, Decimal("7730.00"), Decimal("10615.00"))
    assert [each.label for each in rolled_up(rows, "establishment")] == ["A", "B"]


def test_a_director_sees_the_own_savings_alone(stage: Stage) -> None:
    own, foreign = stage.measured(), stage.proposed("B")
    pages = client_of(stage.director)
    assert pages.get(own.get_absolute_url()).status_code == 200
    assert pages.get(foreign.get_absolute_url()).status_code == 404
    told = api_of(stage.director).get("/api/v1/shared-services/savings/").json()
    assert [each["establishment"] for each in told["results"]] == ["A"]
    assert client_of(person(Role.SUPPORT, "pool:it")).get(own.get_absolute_url()).status_code == 404
    assert client_of(stage.head).get(foreign.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"baseline_cost": Decimal(0)}, "baseline_cost"),
        ({"unit": " "}, "unit"),
        ({"year": 2024}, "year"),
        ({"baseline_first": Month.parse("2026-09")}, "baseline_first"),
    ],
)
def test_refusals(stage: Stage, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        stage.proposed(**wrong)
    assert list(refused.value.fields) == [field]
