"""The key `requests` is what establishments asked of the department in the month, as its desk recorded it."""

from __future__ import annotations

import pytest

from establishments.enums import Role
from shared_services.enums import Driver, RunState
from shared_services.models import Service, ServiceRequest
from shared_services.selectors.requests import levels
from shared_services.services.catalogue import service_save
from shared_services.services.frozen import amounts
from shared_services.services.requests import request_ask, request_withdraw
from tests.cast import person
from tests.shared_services.desk.office import TARGETS, clock
from tests.shared_services.pools import Pools, charged


class Desk:
    """IT, shared by requests among sites A, B and C; 300.00 in March."""

    def __init__(self, pools: Pools) -> None:
        self.pools, self.director = pools, person(Role.DIRECTOR)
        for code in ("A", "B", "C"):
            pools.world.site(code)
        self.it = pools.department("it", Driver.TICKETS)
        self.laptop, self.visit = (
            service_save(department=self.it, code=code, name=code, targets=TARGETS) for code in ("laptop", "visit")
        )
        pools.cost("it", "2026-03", "300.00")

    def ask(self, site: str, when: str, service: Service | None = None) -> ServiceRequest:
        with clock(when):
            return request_ask(
                service=service or self.laptop, establishment=self.pools.world.get(site), author=self.director,
                title="Broken",
            )  # fmt: skip


@pytest.fixture
def desk(pools: Pools) -> Desk:
    return Desk(pools)


def test_who_asked_pays_by_what_it_asked(desk: Desk) -> None:
    desk.ask("A", "2026-03-01 00:10")
    desk.ask("A", "2026-03-31 23:50", desk.visit)
    withdrawn = desk.ask("B", "2026-03-10 10:00")
    with clock("2026-03-10 11:00"):
        request_withdraw(request=withdrawn, author=desk.director, reason="Found it.")
    desk.ask("B", "2026-04-01 00:10")
    run = desk.pools.run("2026-03")
    assert charged(run) == {"A": "200.00", "B": "100.00"}
    keys = run.inputs["months"]["2026-03"]["it"]["keys"]
    assert keys["A"] == ["2", 31, "2", "2026-03", None, "requests", {"laptop": 1, "visit": 1}]
    assert keys["C"] == ["0", 31, "0", "2026-03", None, "requests", {}]
    received = levels(ServiceRequest.objects.filter(service__department=desk.it), [run.period])[0].received
    assert sum(int(key[0]) for key in keys.values()) == received  # what TK_REC tells


def test_a_request_counts_where_its_establishment_was_served_on_the_day(desk: Desk) -> None:
    desk.it.scope = "territory:T1"
    desk.it.save()
    for day in ("2026-03-10", "2026-03-20"):
        for site in ("A", "B"):
            desk.ask(site, f"{day} 10:00")
    desk.pools.world.transfer("B", "2026-03-17", territory="T2")
    run = desk.pools.run("2026-03")
    assert charged(run) == {"A": "200.00", "B": "100.00"}
    assert run.inputs["months"]["2026-03"]["it"]["keys"]["B"][:2] == ["1", 16]


def test_requests_of_others_are_no_key(desk: Desk) -> None:
    other = desk.pools.department("hr", Driver.TICKETS)
    desk.pools.cost("hr", "2026-03", "10.00")
    desk.ask("A", "2026-03-10 10:00")
    run = desk.pools.run("2026-03")
    assert (run.state, other.code in run.remark, "it" in run.remark.split(":")[-1].split()) == (
        RunState.FAILED, True, False,
    )  # fmt: skip


def test_what_is_asked_later_changes_no_run(desk: Desk) -> None:
    desk.ask("A", "2026-03-10 10:00")
    run = desk.pools.approved("2026-03")
    desk.ask("B", "2026-03-11 10:00")
    run.refresh_from_db()
    assert amounts(run.inputs) == {("it", "A"): 30_000}
