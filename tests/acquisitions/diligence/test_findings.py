"""Findings bear on gate and price; the score follows the grid in force and is capped by a red safety flag."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from acquisitions.enums import Outcome
from acquisitions.models import CAP, Deal, DealScore, Finding, ScoringGrid
from acquisitions.routes import routes
from acquisitions.routes.diligence import criteria
from acquisitions.selectors.conditions import CONDITIONS
from acquisitions.selectors.diligence import findings_to_integrate, price_effect_of
from acquisitions.selectors.scores import cap_reason, capping, grid_now, marks_of, scores_of
from acquisitions.services.documents import document_add
from acquisitions.services.findings import Found, finding_add, finding_change, finding_reopen, finding_resolve
from acquisitions.services.moving import deal_move
from acquisitions.services.scoring import Mark, deal_score, grid_change
from groupe.kernel.errors import DomainError
from tests.acquisitions.team import PDF, Team, again


def found(team: Team, deal: Deal, **how: Any) -> Finding:
    given = {"stream": "property", "title": "Fire doors", "gravity": "red"} | how
    return finding_add(deal=deal, found=Found(**given), author=team.lead)


def full(**other: int) -> dict[str, Mark]:
    """The most of each criterion, but where told."""
    return {code: Mark(other.get(code, weight), "word") for code, weight in grid_now().weights.items()}


def total(deal: Deal) -> int:
    return scores_of([deal])[deal.pk].total


def test_price_effects_add_up_and_some_become_actions(team: Team) -> None:
    deal = team.deal()
    found(team, deal, price_effect=Decimal("-120000.50"), to_integrate=True)
    found(team, deal, gravity="info", title="Garden", price_effect=Decimal("20000"))
    found(team, team.deal("Autre"), price_effect=Decimal("-1"))
    assert price_effect_of(deal) == Decimal("-100000.50")
    assert [row.title for row in findings_to_integrate(deal)] == ["Fire doors"]


def test_the_gate_of_every_route_waits_for_red_findings(team: Team) -> None:
    for plan in routes().values():
        if plan.has("diligence"):
            assert "no_red_open" in [item.code for item in plan.stage("diligence").gate]
    deal = team.deal()
    Deal.objects.filter(pk=deal.pk).update(stage="diligence")
    deal = again(deal)
    document_add(deal=deal, kind="diligence_report", title="r", name="r.pdf", content=PDF, author=team.lead)
    red = found(team, deal)
    found(team, deal, gravity="major", title="Roof")
    with pytest.raises(DomainError) as closed:
        deal_move(deal=deal, stage="valuation", author=team.lead)
    assert list(closed.value.fields) == ["no_red_open"]
    finding_resolve(deal=deal, finding=red, outcome=Outcome.ACCEPTED, resolution="known", author=team.lead)
    assert CONDITIONS["no_red_open"](deal)
    finding_reopen(deal=deal, finding=red, author=team.worker)
    assert not CONDITIONS["no_red_open"](deal)
    finding_change(deal=deal, finding=red, found=Found("property", "Fire doors", "major"), author=team.lead)
    assert deal_move(deal=deal, stage="valuation", author=team.lead).stage == "valuation"


def test_a_red_safety_flag_caps_the_score_until_its_cause_is_gone(team: Team) -> None:
    deal = team.deal()
    deal_score(deal=deal, marks=full(people=5), author=team.lead)
    assert total(deal) == 90
    flag = found(team, deal, safety=True)
    assert total(deal) == CAP == 40
    assert "F1 Fire doors" in cap_reason(capping(deal))
    again_scored = deal_score(deal=deal, marks=full(), author=team.lead)
    assert (again_scored.raw, again_scored.total) == (100, 40)
    low = deal_score(deal=deal, marks=full(territory=0, recovery=0, people=0, finance=0), author=team.lead)
    assert (low.total, total(deal)) == (30, 30)  # a cap never lifts
    deal_score(deal=deal, marks=full(), author=team.lead)
    finding_resolve(deal=deal, finding=flag, outcome=Outcome.PRICED, resolution="200 k€ less", author=team.lead)
    assert total(deal) == 40
    finding_reopen(deal=deal, finding=flag, author=team.lead)
    finding_resolve(deal=deal, finding=flag, outcome=Outcome.REMOVED, resolution="works done", author=team.lead)
    assert total(deal) == 100


@pytest.mark.parametrize("how", [{"safety": False}, {"safety": True, "gravity": "major"}])
def test_only_red_and_safety_together_cap(team: Team, how: dict[str, Any]) -> None:
    deal = team.deal()
    deal_score(deal=deal, marks=full(), author=team.lead)
    found(team, deal, **how)
    assert total(deal) == 100


def test_scores_keep_the_version_of_their_grid(team: Team) -> None:
    deal = team.deal()
    first = deal_score(deal=deal, marks=full(), author=team.lead)
    assert (first.grid.version, first.grid.weights["territory"]) == (1, 20)
    weights = grid_now().weights | {"territory": 10, "people": 25}
    made = grid_change(weights=weights, reason="Lesson: teams decide", author=team.boss)
    assert (made.version, made.author, grid_now()) == (2, team.boss, made)
    assert marks_of(scores_of([deal])[deal.pk].row)[0].most == 20
    with pytest.raises(DomainError) as refused:
        deal_score(deal=deal, marks=full(territory=11), author=team.lead)
    assert list(refused.value.fields) == ["territory"]
    with pytest.raises(DomainError) as stale:
        deal_score(deal=deal, marks=full(), author=team.lead, grid=1)
    assert stale.value.status == 409
    assert deal_score(deal=deal, marks=full(), author=team.lead).grid == made


@pytest.mark.parametrize(
    "weights", [{"territory": 21}, {"territory": -1, "recovery": 41}, {"territory": 0, "new": 20}, {}]
)
def test_refused_grids(team: Team, weights: dict[str, int]) -> None:
    with pytest.raises(DomainError) as refused:
        grid_change(weights=grid_now().weights | weights, reason="x", author=team.boss)
    assert list(refused.value.fields) == ["weights"]


def test_a_grid_says_why_and_is_not_changed_by_two_at_once(team: Team) -> None:
    weights = grid_now().weights | {"territory": 10, "people": 25}
    with pytest.raises(DomainError) as silent:
        grid_change(weights=weights, reason="", author=team.boss)
    assert list(silent.value.fields) == ["reason"]
    grid_change(weights=weights, reason="x", author=team.boss, expected=1)
    with pytest.raises(DomainError) as late:
        grid_change(weights=weights | {"people": 15, "finance": 25}, reason="x", author=team.boss, expected=1)
    assert late.value.status == 409


def test_the_database_holds_the_sum_and_the_versions(team: Team) -> None:
    ScoringGrid.objects.create(version=1, weights={"a": 60, "b": 40}, reason="x", author=None)
    with transaction.atomic(), pytest.raises(Exception, match="add up to 100"):
        ScoringGrid.objects.create(version=2, weights={"a": 60, "b": 41}, reason="x", author=None)
    with transaction.atomic(), pytest.raises(Exception, match="append_only"):
        ScoringGrid.objects.update(reason="y")


@pytest.mark.parametrize(
    ("marks", "field"),
    [
        ({"people": Mark(5, " ")}, "people_word"),
        ({"people": Mark(16, "x")}, "people"),
        ({"people": Mark(-1, "x")}, "people"),
    ],
)
def test_refused_marks(team: Team, marks: dict[str, Mark], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        deal_score(deal=team.deal(), marks=full() | marks, author=team.lead)
    assert list(refused.value.fields) == [field]
    assert not DealScore.objects.exists()


def test_every_criterion_is_marked(team: Team) -> None:
    with pytest.raises(DomainError) as refused:
        deal_score(deal=team.deal(), marks={"people": Mark(1, "x")}, author=team.lead)
    assert list(refused.value.fields) == [code for code in criteria() if code != "people"]


def test_scores_of_many_files_are_one_query(team: Team, django_assert_num_queries: Any) -> None:
    deals = [team.deal(f"D{number}") for number in range(3)]
    for deal in deals[:2]:
        deal_score(deal=deal, marks=full(), author=team.lead)
    found(team, deals[1], safety=True)
    with django_assert_num_queries(1):
        told = {pk: score.total for pk, score in scores_of(deals).items()}
    assert told == {deals[0].pk: 100, deals[1].pk: 40}


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"stream": "garden"}, "stream"), ({"gravity": "huge"}, "gravity"), ({"title": ""}, "title"),
        ({"price_effect": Decimal(10) ** 11}, "price_effect"), ({"price_effect": Decimal("nan")}, "price_effect"),
    ],
)  # fmt: skip
def test_refused_findings(team: Team, how: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        found(team, team.deal(), **how)
    assert list(refused.value.fields) == [field]
