"""The life of a report: which move each status offers, and what counts after it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from establishments.catalogue import catalogue
from establishments.enums import Status
from establishments.models import Change, Report, ReportVersion
from establishments.services.reporting import (
    RulesBroken,
    report_freeze,
    report_reopen,
    report_return,
    report_save,
    report_save_draft,
    report_submit,
    report_validate,
)
from establishments.vectors import Value
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.periods import Month
from tests.consolidation.world import World

MARCH = Month.parse("2025-03")


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.site("A", "property", entry="2024-01-01")
    return world


@pytest.fixture
def director(db: None) -> User:
    return User.objects.create_user("director@example.org", name="Director")


@pytest.fixture
def controller(db: None) -> User:
    return User.objects.create_user("controller@example.org")


def full(kind: str = "property") -> dict[str, Value | None]:
    required = [m for m in catalogue().measures_of(kind) if m.entered and m.required_for(kind) == "R"]
    return {measure.code: Decimal(0) for measure in required}


def draft(world: World, author: User, **values: Decimal | str | None) -> Report:
    outcome = report_save_draft(establishment=world.get("A"), month=MARCH, values={**full(), **values}, author=author)
    return outcome.report


def at(world: World, status: Status, author: User) -> Report:
    """A report that went through its life up to a status."""
    report = draft(world, author)
    if status == Status.DRAFT:
        return report
    report = report_submit(establishment=world.get("A"), month=MARCH, author=author).report
    other = User.objects.get_or_create(email="other@example.org")[0]
    if status != Status.SUBMITTED:
        report = report_validate(report=report, author=other).report
    if status in {Status.FROZEN, Status.CORRECTED}:
        report = report_freeze(report=report, author=other).report
    if status == Status.CORRECTED:
        report_reopen(report=report, author=other, reason="typing error")
        report = report_submit(establishment=world.get("A"), month=MARCH, author=author).report
    return report


MOVES = {
    "submit": {Status.DRAFT: Status.SUBMITTED},
    "validate": {Status.SUBMITTED: Status.VALIDATED},
    "return": {Status.SUBMITTED: Status.DRAFT, Status.VALIDATED: Status.DRAFT},
    "freeze": {Status.VALIDATED: Status.FROZEN},
    "reopen": {Status.FROZEN: Status.DRAFT, Status.CORRECTED: Status.DRAFT},
}


def make(move: str, report: Report, author: User) -> Report:
    if move == "submit":
        return report_submit(establishment=report.establishment, month=MARCH, author=author).report
    if move == "validate":
        return report_validate(report=report, author=author).report
    if move == "freeze":
        return report_freeze(report=report, author=author).report
    if move == "return":
        return report_return(report=report, author=author, reason="please check").report
    return report_reopen(report=report, author=author, reason="late invoice").report


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("move", list(MOVES))
def test_each_status_offers_its_moves_and_no_other(
    world: World, director: User, controller: User, status: Status, move: str
) -> None:
    report = at(world, status, director)
    assert report.status == status
    expected = MOVES[move].get(status)
    if expected is None:
        with pytest.raises(WrongState):
            make(move, report, controller)
    else:
        assert make(move, report, controller).status == expected


def test_a_returned_report_counts_nowhere(world: World, director: User, controller: User) -> None:
    report = at(world, Status.VALIDATED, director)
    returned = report_return(report=report, author=controller, reason="typo").report
    assert returned.counting is None
    assert returned.draft["CH_G2"] == "0.00"


def test_a_reopened_report_counts_until_it_is_replaced(world: World, director: User, controller: User) -> None:
    frozen = at(world, Status.FROZEN, director)
    before = frozen.counting
    reopened = report_reopen(report=frozen, author=controller, reason="late invoice").report
    assert reopened.counting == before
    report_save_draft(establishment=world.get("A"), month=MARCH, values={"CH_G2": Decimal("12.50")}, author=director)
    corrected = report_submit(establishment=world.get("A"), month=MARCH, author=director).report
    assert corrected.status == Status.CORRECTED
    assert corrected.counting is not None
    assert corrected.counting != before


def test_nobody_freezes_what_they_entered(world: World, director: User) -> None:
    report = at(world, Status.VALIDATED, director)
    with pytest.raises(NotAllowed):
        report_freeze(report=report, author=director)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_return_needs_a_reason(world: World, director: User, controller: User, reason: str) -> None:
    report = at(world, Status.SUBMITTED, director)
    with pytest.raises(DomainError) as refused:
        report_return(report=report, author=controller, reason=reason)
    assert "reason" in refused.value.fields
    report.refresh_from_db()
    assert report.status == Status.SUBMITTED


def test_what_is_required_blocks_submission_and_is_named(world: World, director: User) -> None:
    draft(world, director, CH_G2=None)
    with pytest.raises(RulesBroken) as refused:
        report_submit(establishment=world.get("A"), month=MARCH, author=director)
    assert list(refused.value.fields) == ["CH_G2"]
    assert refused.value.status == 422


def test_a_broken_rule_blocks_submission(world: World, director: User) -> None:
    draft(world, director, C_LOYI=Decimal(10), C_LOY=Decimal(5), CH_G1=Decimal(100))
    with pytest.raises(RulesBroken) as refused:
        report_submit(establishment=world.get("A"), month=MARCH, author=director)
    assert set(refused.value.fields) == {"C_LOYI", "C_LOY"}


def test_zero_not_applicable_and_unknown_are_three_things(world: World, director: User) -> None:
    report = draft(world, director, C_ALIM=Decimal(0), C_ENER="na", REMB=None)
    assert report.draft["C_ALIM"] == "0"
    assert report.draft["C_ENER"] == "na"
    assert "REMB" not in report.draft


def test_a_stale_draft_is_refused(world: World, director: User) -> None:
    first = draft(world, director)
    with pytest.raises(DomainError) as refused:
        report_save_draft(
            establishment=world.get("A"),
            month=MARCH,
            values={},
            author=director,
            expected_revision=first.revision - 1,
        )
    assert refused.value.status == 412


def test_a_month_outside_the_perimeter_has_no_report(world: World, director: User) -> None:
    with pytest.raises(DomainError) as refused:
        report_save_draft(establishment=world.get("A"), month=Month.parse("2023-12"), values={}, author=director)
    assert refused.value.code == "outside_perimeter"
    assert not Report.objects.exists()


def test_a_saved_version_does_not_count(world: World, director: User) -> None:
    draft(world, director)
    outcome = report_save(establishment=world.get("A"), month=MARCH, author=director)
    assert outcome.report.counting is None
    assert outcome.report.versions.get().submitted is False


def test_versions_never_change(world: World, director: User) -> None:
    at(world, Status.SUBMITTED, director)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportVersion.objects.update(comment="rewritten")


def test_each_move_tells_the_consolidation(world: World, director: User) -> None:
    Change.objects.all().delete()
    at(world, Status.SUBMITTED, director)
    change = Change.objects.get()
    assert (change.first, change.last) == (MARCH.first, MARCH.first)
