"""The hundred days: planned by the route, waiting for each other without circles, moved by those who may."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from acquisitions.enums import ActionOrigin, ActionState, Gravity, Outcome, Route
from acquisitions.models import IntegrationAction
from acquisitions.routes.diligence import streams as diligence_streams
from acquisitions.routes.integration import hundred_days, stream_of_findings, streams
from acquisitions.selectors.integration import integrating, progress_of, waiting_actions
from acquisitions.services.findings import Found, finding_add, finding_change, finding_resolve
from acquisitions.services.integration import ActionFacts, action_change, action_move, integration_action_add
from establishments.access import access_of
from groupe.kernel.errors import DomainError
from tests.acquisitions.takeover.bench import ENTRY, Bench

DAYS = {"first": ENTRY, "last": ENTRY + dt.timedelta(days=9)}


def action(bench: Bench, code: str) -> IntegrationAction:
    return IntegrationAction.objects.select_related("deal").get(deal=bench.deal, code=code)


def add(bench: Bench, title: str, *needs: IntegrationAction, code: str = "") -> IntegrationAction:
    facts = ActionFacts(title, "money", needs=tuple(each.pk for each in needs), **DAYS)
    return integration_action_add(deal=bench.deal, facts=facts, author=bench.team.lead, code=code)


def move(row: IntegrationAction, state: str, bench: Bench, reason: str = "") -> IntegrationAction:
    return action_move(action=row, state=state, reason=reason, author=bench.team.lead)


@pytest.mark.parametrize("route", Route.values)
def test_each_route_has_its_plan(route: str) -> None:
    codes = [planned.code for planned in hundred_days(route)]
    asked = {
        "payroll",
        "bank",
        "insurance",
        "safety_round",
        "it_access",
        "tariff_letters",
        "first_report",
        "works_list",
    }
    assert asked <= set(codes)
    assert ("contracts" in codes) == (route not in {"merger", "board_takeover"})
    for planned in hundred_days(route):
        assert planned.first + planned.days <= 101, planned.code
        assert all(codes.index(need) < codes.index(planned.code) for need in planned.needs)


def test_it_begins_with_the_takeover(bench: Bench) -> None:
    bench.done()
    report, letters = action(bench, "first_report"), action(bench, "tariff_letters")
    assert (report.first, report.last, report.role) == (ENTRY, dt.date(2026, 4, 21), "director")
    assert (letters.first, letters.last) == (dt.date(2026, 3, 20), dt.date(2026, 4, 5))
    assert [each.code for each in letters.needs.all()] == ["bank"]


def test_what_waits_is_neither_begun_nor_done(bench: Bench) -> None:
    bench.done()
    for state in (ActionState.DOING, ActionState.DONE):
        with pytest.raises(DomainError) as refused:
            move(action(bench, "tariff_letters"), state, bench)
        assert refused.value.status == 422
        assert "comptes bancaires" in refused.value.message
    move(action(bench, "bank"), ActionState.DONE, bench)
    assert move(action(bench, "tariff_letters"), ActionState.DOING, bench).state == ActionState.DOING


def test_what_blocks_is_told(bench: Bench) -> None:
    bench.done()
    with pytest.raises(DomainError) as refused:
        move(action(bench, "bank"), ActionState.BLOCKED, bench)
    assert list(refused.value.fields) == ["reason"]
    assert move(action(bench, "bank"), ActionState.BLOCKED, bench, "Pièce manquante").reason == "Pièce manquante"
    assert move(action(bench, "bank"), ActionState.DOING, bench).reason == ""


def test_no_circle(bench: Bench) -> None:
    one = add(bench, "one")
    two = add(bench, "two", one)
    three = add(bench, "three", two)
    for needs in ((three.pk,), (one.pk,)):
        facts = ActionFacts("one", "money", needs=needs, **DAYS)
        with pytest.raises(DomainError) as refused:
            action_change(action=one, facts=facts, state="todo", reason="", author=bench.team.lead)
        assert list(refused.value.fields) == ["needs"]
    assert list(one.needs.all()) == []


def test_a_finding_becomes_one_action(bench: Bench) -> None:
    """Told again it is the same action; the takeover leaves it where it is."""
    facts = ActionFacts("Remplacer la centrale incendie", "safety", **DAYS)
    for _twice in range(2):
        integration_action_add(
            deal=bench.deal, facts=facts, author=bench.team.lead, origin=ActionOrigin.FINDING, code="finding-7"
        )
    bench.done()
    assert IntegrationAction.objects.filter(deal=bench.deal, origin="finding").count() == 1


def test_what_the_due_diligence_leaves_joins_the_plan(bench: Bench) -> None:
    """At the takeover, or when it is found after it; once each, and not where its cause is gone."""

    def found(title: str) -> Found:
        return Found("quality", title, Gravity.MAJOR, to_integrate=True)

    finding_add(deal=bench.deal, found=found("Centrale incendie"), author=bench.team.lead)
    gone = finding_add(deal=bench.deal, found=found("Extincteurs"), author=bench.team.lead)
    finding_resolve(
        deal=bench.deal, finding=gone, outcome=Outcome.REMOVED, resolution="Changés", author=bench.team.lead
    )
    bench.done()
    late = finding_add(deal=bench.deal, found=found("Ascenseur"), author=bench.team.lead)
    finding_change(deal=bench.deal, finding=late, found=found("Ascenseur"), author=bench.team.lead)
    rows = IntegrationAction.objects.filter(deal=bench.deal, origin=ActionOrigin.FINDING)
    assert set(rows.values_list("title", "stream")) == {("Centrale incendie", "safety"), ("Ascenseur", "safety")}
    assert {stream_of_findings(code) for code in diligence_streams()} <= set(streams())


def test_two_at_once(bench: Bench) -> None:
    row = add(bench, "one")
    action_move(action=row, state="doing", author=bench.team.lead, expected=row.revision)
    with pytest.raises(DomainError) as refused:
        action_move(action=row, state="done", author=bench.team.worker, expected=row.revision)
    assert refused.value.status == 409


def test_an_owner_is_named_in_the_room(bench: Bench) -> None:
    facts = ActionFacts("x", "money", owner=bench.team.stranger, **DAYS)
    with pytest.raises(DomainError) as refused:
        integration_action_add(deal=bench.deal, facts=facts, author=bench.team.lead)
    assert list(refused.value.fields) == ["owner"]


def test_progress_and_what_waits_for_me(
    bench: Bench, clock: time_machine.Coordinates, django_assert_num_queries: object
) -> None:
    one = add(bench, "one")
    two = add(bench, "two")
    IntegrationAction.objects.filter(pk=two.pk).update(owner=bench.team.boss)
    move(one, ActionState.DONE, bench)
    clock.move_to("2026-03-27T10:00:00+01:00")
    found = progress_of([bench.deal])[bench.deal.pk]
    assert (found.total, found.done, found.late, found.blocked, found.percent) == (2, 1, 1, 0, 50)
    assert waiting_actions(access_of(bench.team.boss)) == 1
    assert waiting_actions(access_of(bench.team.lead)) == 0
    assert integrating(access_of(bench.team.boss)) == [], "the file is not taken over yet"
    clock.move_to("2026-03-24T10:00:00+01:00")
    bench.done()
    [(deal, progress)] = integrating(access_of(bench.team.boss))
    assert (deal, progress.done) == (bench.deal, 1)
    assert integrating(access_of(bench.team.other_boss)) == []
