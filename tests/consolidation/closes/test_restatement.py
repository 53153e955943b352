"""What changed since a close: which report, whose, why; which structure; and with what effect, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pghistory
import pytest

from establishments.enums import Scenario, Status
from establishments.models import Establishment, Report, ReportEvent
from establishments.services.reporting import report_reopen
from establishments.services.structure import capacity_set, establishment_transfer
from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes import changed_scopes, effects, reports_since, structure_since
from groupe.consolidation.selectors.restated_sites import restated_sites
from groupe.consolidation.services.closing import close_period
from groupe.kernel.recording import saving
from tests.consolidation.closes.conftest import MARCH
from tests.consolidation.world import World

SCOPES = ["group", "territory:T1", "territory:T2", "entity:E1", "kind:ehpad"]


@pytest.fixture
def published(group: World, controller: User) -> Close:
    return close_period(author=controller, month=MARCH, confirm_late=True)


def everyone() -> list[Establishment]:
    return list(Establishment.objects.all())


def correct(world: World, code: str, author: User, **figures: str) -> None:
    """Reopened with a reason, then another version counts; what the form asks for is not looked at here."""
    report = Report.objects.get(establishment__code=code, month=MARCH.first)
    report_reopen(report=report, author=author, reason="a bill counted twice")
    with saving():
        report = world.report(code, "2025-03", figures, status=Status.CORRECTED)
        ReportEvent.objects.create(
            report=report, author=author, before="draft", after="corrected", move="submit", counting=report.counting
        )


def test_nothing_changed(published: Close) -> None:
    assert reports_since(published, everyone()) == []
    assert structure_since(published, None) == []
    assert changed_scopes([published], SCOPES) == {published.pk: set()}
    assert not any(effect.changed for effect in effects(published, SCOPES, ["PR_G1", "RES"], ["month", "ytd"]))


def test_a_corrected_report_is_told_with_its_effect(group: World, controller: User, published: Close) -> None:
    correct(group, "A", controller, PR_G1="1000.37", CH_G1="400")
    group.fold()
    (change,) = reports_since(published, everyone())
    assert (change.establishment.code, change.month, change.before, change.after) == ("A", MARCH, 1, 2)
    assert (change.author, change.reason) == (str(controller), "a bill counted twice")
    assert reports_since(published, [group.get("B")]) == []
    assert changed_scopes([published], SCOPES) == {published.pk: {"group", "territory:T1", "entity:E1", "kind:ehpad"}}
    month, ytd, other = effects(published, ["group", "territory:T2"], ["PR_G1"], ["month", "ytd"])[:3]
    assert (month.published, month.now, month.difference) == (1500, Fraction("1500.37"), Fraction("0.37"))
    assert (ytd.published, ytd.difference) == (4570, Fraction("0.37"))
    assert not other.changed
    again = close_period(author=controller, month=MARCH, reason="a bill counted twice", confirm_late=True)
    assert reports_since(again, everyone()) == []
    assert changed_scopes([published, again], SCOPES)[again.pk] == set()
    assert len(reports_since(published, everyone())) == 1


def test_a_late_report_and_a_budget_are_told(group: World, controller: User, published: Close) -> None:
    with saving():
        group.report("C", "2025-03", {"PR_G1": 70})
        group.report("C", "2025-02", {"BUD_PR": 80}, scenario=Scenario.BUDGET, status=Status.VALIDATED)
        group.report("C", "2025-04", {"PR_G1": 90})
    found = {
        (str(each.month), each.scenario): (each.before, each.after) for each in reports_since(published, everyone())
    }
    assert found == {("2025-03", "actual"): (None, 1), ("2025-02", "budget"): (None, 1)}


def test_structure_that_reaches_the_period_is_told(group: World, controller: User, published: Close) -> None:
    with pghistory.context(user=controller.pk):
        establishment_transfer(
            establishment=group.get("A"),
            since=dt.date(2025, 3, 1),
            entity=group.entity("E1"),
            territory=group.territory("T2"),
        )
        capacity_set(establishment=group.get("B"), measure="CAP_FIN", value=60, since=dt.date(2025, 6, 1))
    group.fold()
    ended, made = sorted(structure_since(published, None), key=lambda each: each.at)
    assert {ended.by, made.by} == {str(controller)}
    assert (ended.subject, made.subject) == ("A", "A")
    assert [(before, after) for _label, before, after in ended.fields] == [
        ("01/01/2020 – …", "01/01/2020 – 28/02/2025")
    ]
    assert ("", "T2") in [(before, after) for _label, before, after in made.fields]
    assert structure_since(published, {group.get("B").pk}) == []
    moved = changed_scopes([published], SCOPES)[published.pk]
    assert {"territory:T1", "territory:T2"} <= moved
    assert "group" not in moved
    (gone,) = effects(published, ["territory:T1"], ["PR_G1"], ["month"])
    assert (gone.published, gone.now, gone.difference) == (Decimal(1000), None, None)


def test_the_sites_behind_a_figure_add_up_to_its_difference(group: World, controller: User, published: Close) -> None:
    correct(group, "A", controller, PR_G1="1000.37", CH_G1="400")
    group.fold()
    (site,) = restated_sites(published, "group", "PR_G1", "month")
    assert (site.scope, site.published, site.now) == ("establishment:A", 1000, Fraction("1000.37"))
    (effect,) = effects(published, ["group"], ["PR_G1"], ["month"])
    assert site.difference == effect.difference
    assert restated_sites(published, "territory:T2", "PR_G1", "month") == []
    with saving():
        group.report("C", "2025-03", {"PR_G1": 70})
    group.fold()
    assert [(each.scope, each.published) for each in restated_sites(published, "group", "PR_G1", "month")] == [
        ("establishment:C", None), ("establishment:A", 1000),
    ]  # fmt: skip
