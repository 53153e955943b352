"""Costs, keys, direct charges, runs and quotas over the API (G8, G8b, G8c, G9, G10), and who reads what of them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from establishments.enums import Role, Scenario, Status
from groupe.accounts.models import ApiToken, User, token_digest
from shared_services.models import AllocationRun, DirectCharge
from shared_services.services.computing import run_compute
from shared_services.services.departments import department_save
from tests.cast import person
from tests.shared_services.pools import Pools

BASE, SIMULATE = "/api/v1/shared-services", "runs/simulate/"


class Caller:
    """Speaks to the API with a token of a user."""

    def __init__(self, user: User) -> None:
        ApiToken.objects.create(
            user=user, name="t", digest=token_digest(f"grp_{user.pk}"), prefix=f"grp_{user.pk}", scope="write"
        )
        self.client = Client(headers={"authorization": f"Bearer grp_{user.pk}"})

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{BASE}/{path}")
        assert answer.status_code == status, answer.content
        return answer.json()

    def post(self, path: str, status: int = 201, *, key: str = "", **body: Any) -> Any:
        headers = {"idempotency-key": key} if key else {}
        answer = self.client.post(f"{BASE}/{path}", json.dumps(body), "application/json", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json()

    def run(self, **body: Any) -> tuple[int, dict[str, str]]:
        """Asked for, computed by hand, and its lines by establishment."""
        pk = self.post("runs/", **body)["id"]
        run_compute(pk)
        sums: dict[str, Decimal] = {}
        for line in self.get(f"runs/{pk}/lines/")["results"]:
            code = line["establishment"]
            sums[code] = sums.get(code, Decimal(0)) + Decimal(line["shared"]) + Decimal(line["direct"])
        return pk, {code: str(amount) for code, amount in sorted(sums.items())}


@pytest.fixture
def controller(pools: Pools) -> Caller:
    return Caller(pools.controller)


def fixed(controller: Caller, code: str, cost: str, **weights: str) -> None:
    """A department shared by given weights, with a cost in March 2026."""
    department_save(department=None, code=code, name=code)
    controller.post("keys/", department=code, driver="fixed", weights=weights, since="2020-01-01")
    controller.post("costs/", 200, department=code, period="2026-03", actual=cost)


@pytest.mark.parametrize(
    ("cost", "weights", "charged"),
    [
        (
            "10000.00",
            {"S1": "12.5", "S2": "7.3", "S3": "4.2", "S4": "9.1", "S5": "0"},
            {"S1": "3776.44", "S2": "2205.44", "S3": "1268.88", "S4": "2749.24"},
        ),
        ("100.00", {"S1": "1", "S2": "1", "S3": "1"}, {"S1": "33.34", "S2": "33.33", "S3": "33.33"}),
        ("-0.05", {"S1": "1", "S2": "1"}, {"S1": "-0.03", "S2": "-0.02"}),
    ],
)
def test_a_cost_is_shared_to_the_cent(
    pools: Pools, controller: Caller, cost: str, weights: dict[str, str], charged: dict[str, str]
) -> None:
    for code in weights:
        pools.world.site(code)
    fixed(controller, "hr", cost, **weights)
    pk, found = controller.run(period="2026-03")
    assert found == charged
    replay = controller.get(f"runs/{pk}/replay/")
    assert (replay["unchanged"], replay["equal"]) == (True, True)


@pytest.mark.parametrize(
    ("how", "a", "b", "more"),
    [
        ({"method": "direct"}, "96666.67", "103333.33", "884.35"),
        ({"method": "step_down", "order": ["it", "hr"]}, "94500.00", "105500.00", "3051.02"),
        ({"method": "reciprocal"}, "97551.02", "102448.98", "0.00"),
    ],
)
def test_pools_that_serve_each_other(
    pools: Pools, controller: Caller, how: dict[str, Any], a: str, b: str, more: str
) -> None:
    pools.world.site("A")
    pools.world.site("B")
    fixed(controller, "it", "120000", A="50", B="40")
    fixed(controller, "hr", "80000", A="30", B="50")
    pools.part("it", "hr", "10")
    pools.part("hr", "it", "20")
    assert controller.run(period="2026-03", **how)[1] == {"A": a, "B": b}
    body = {"period": "2026-03", "method": "reciprocal"}
    for against, expected in (({}, more), ({"against": "direct"}, "884.35")):
        effects = {
            each["establishment"]: each["difference"] for each in controller.post(SIMULATE, 200, **body, **against)
        }
        assert effects == {"A": expected, "B": f"-{expected}" if Decimal(expected) else expected}


def test_a_run_goes_from_draft_to_approved_by_another(pools: Pools, controller: Caller) -> None:
    for code in ("A", "B"):
        pools.world.site(code)
    fixed(controller, "hr", "100", A="1", B="3")
    charge = {"department": "hr", "period": "2026-03", "establishment": "A", "amount": "20", "reason": "a consultant"}
    made = controller.post("direct-charges/", key="once", **charge)
    assert controller.post("direct-charges/", key="once", **charge)["id"] == made["id"]
    pk, found = controller.run(period="2026-03")
    assert found == {"A": "40.00", "B": "60.00"}
    director, other = (Caller(person(Role.DIRECTOR, f"establishment:{code}")) for code in ("A", "C"))
    director.get(f"runs/{pk}/lines/", 404)
    assert controller.post(f"runs/{pk}/approve/", 403)["code"] == "forbidden"
    assert Caller(pools.executive).post(f"runs/{pk}/approve/", 200)["state"] == "approved"
    assert [line["establishment"] for line in director.get(f"runs/{pk}/lines/")["results"]] == ["A"]
    assert [each["id"] for each in director.get("direct-charges/")["results"]] == [made["id"]]
    assert director.get("costs/")["results"] == []
    other.get(f"runs/{pk}/lines/", 404)
    refused = controller.client.delete(f"{BASE}/direct-charges/{made['id']}/")
    assert (refused.status_code, DirectCharge.objects.count()) == (204, 0)
    assert AllocationRun.objects.get(pk=pk).inputs["months"]["2026-03"]["hr"]["direct"] == {"A": 2000}


def test_refusals_name_their_field(pools: Pools, controller: Caller) -> None:
    pools.world.site("A")
    pools.department("hr", A="1")
    asked = {"department": "hr", "since": "2026-01-01"}
    assert "weights" in controller.post("keys/", 422, driver="fixed", **asked)["fields"]
    assert "driver" in controller.post("keys/", 400, driver="moon", **asked)["fields"]
    charge = {"department": "hr", "period": "2026-03", "amount": "1", "reason": "x"}
    assert "establishment" in controller.post("direct-charges/", 422, establishment="Z", **charge)["fields"]
    assert "period" in controller.post("costs/", 400, department="hr", period="March", actual="1")["fields"]
    controller.post("costs/", 404, department="nowhere", period="2026-03", actual="1")
    assert "order" in controller.post("runs/", 422, period="2026-03", method="step_down", order=["hr", "it"])["fields"]
    assert "authorisation" in controller.post("quotas/", 422, authorisation=0, year=2026, cost="1")["fields"]


def test_a_quota_is_shared_by_gross_costs(pools: Pools, controller: Caller) -> None:
    for code, cost in (("E1", 4_200_000), ("E2", 2_950_000), ("E3", 1_300_000), ("TV", 1_700_000)):
        pools.world.site(code, "village_vacances" if code == "TV" else "ehpad")
        pools.world.report(code, "2025-06", {"CH_G1": cost, "CH_G2": 0, "CH_G3": 0}, status=Status.VALIDATED)
    pools.world.site("E4", entry="2026-01-01")
    pools.world.report("E4", "2026-05", {"CH_G1": 850_000, "CH_G2": 0, "CH_G3": 0}, scenario=Scenario.BUDGET)
    pools.world.fund("E2", "F1", "2020-01-01")
    decision = {"authority": "ARS", "evidence": "decision", "since": "2024-01-01", "until": "2028-12-31"}
    held = controller.post("authorisations/", **decision)
    quota = controller.post("quotas/", authorisation=held["id"], year=2026, cost="300000.00")
    assert quota["percentage"] == "2.7273"
    told = {line["establishment"]: line["amount"] for line in quota["lines"] if line["category"] == "l312_1"}
    assert told == {"E1": "114545.45", "E2": "80454.54", "E3": "35454.55", "E4": "23181.82"}
    funder = Caller(person(Role.FUNDER, "funder:F1")).get(f"quotas/{quota['id']}/")
    assert [(line["establishment"], line["gap"]) for line in funder["lines"]] == [("E2", None)]
    Caller(person(Role.FUNDER, "funder:F9")).get(f"quotas/{quota['id']}/", 404)
