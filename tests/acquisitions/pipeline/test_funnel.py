"""What each stage keeps, what is won, and why the rest is lost; of the rooms that one is named in alone."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import timezone

from acquisitions.enums import DealState, LostReason, Origin
from acquisitions.models import Deal, DealMove
from acquisitions.selectors.funnel import kept_by_stage, outcome
from acquisitions.selectors.pipeline import deal_rows
from acquisitions.selectors.places import department_of, spots
from acquisitions.services.moving import deal_lose
from establishments.access import access_of
from tests.acquisitions.team import Team

STAGES = ("qualification", "nda", "diligence", "valuation", "offer", "improvement", "hearing")


def walked(deal: Deal, upto: str, *, days: int = 10) -> Deal:
    """Through the stages up to this one, some days in each."""
    passed = STAGES[: STAGES.index(upto) + 1]
    start = timezone.now() - dt.timedelta(days=days * (len(passed) + 1))
    DealMove.objects.filter(deal=deal).delete()
    for number, stage in enumerate(passed):
        before = passed[number - 1] if number else ""
        at = start + dt.timedelta(days=days * number)
        DealMove.objects.create(deal=deal, author=deal.opened_by, before=before, after=stage, at=at)
    deal.stage = upto
    deal.save()
    return deal


@pytest.fixture
def files(team: Team) -> list[Deal]:
    """Four: one in the hearing, one won there, one lost on price after its offer, one lost in the beginning."""
    made = [
        team.deal(name, origin=origin) for name, origin in zip("ABCD", [Origin.WATCH, *[Origin.OTHER] * 3], strict=True)
    ]
    for deal, upto in zip(made, ("hearing", "hearing", "improvement", "nda"), strict=True):
        walked(deal, upto, days=10 if upto != "nda" else 20)
    Deal.objects.filter(pk=made[1].pk).update(state=DealState.WON)
    for deal, reason in ((made[2], LostReason.PRICE), (made[3], LostReason.NO_BID)):
        deal_lose(deal=deal, reason=reason, word="", author=team.lead)
    return made


def test_stages_keep_what_came_through_them(team: Team, files: list[Deal]) -> None:
    kept = {row.stage.code: row for row in kept_by_stage(deal_rows(access_of(team.lead)), "court_sale")}
    assert [kept[stage].reached for stage in STAGES] == [4, 4, 3, 3, 3, 3, 2]
    assert kept["diligence"].conversion == Fraction(3, 4) and kept["hearing"].conversion == Fraction(2, 3)
    assert kept["offer"].days == 10.0 and kept["qualification"].days == 10.0
    assert kept["nda"].inside == 0 and kept["hearing"].inside == 2


def test_what_is_won_of_the_offers_filed(team: Team, files: list[Deal]) -> None:
    told = outcome(deal_rows(access_of(team.lead)))
    assert (told.files, told.open, told.won, told.lost) == (4, 1, 1, 2)
    assert (told.won_filed, told.filed, told.win_rate) == (1, 2, Fraction(1, 2))
    assert told.from_watch == Fraction(1, 4)
    assert [(reason, count) for reason, count in told.reasons] == [(LostReason.NO_BID, 1), (LostReason.PRICE, 1)]


def test_strangers_count_nothing(team: Team, files: list[Deal]) -> None:
    told = outcome(deal_rows(access_of(team.stranger)))
    assert told.files == 0 and told.win_rate is None
    assert [row.reached for row in kept_by_stage(deal_rows(access_of(team.stranger)), "court_sale")] == [0] * 11


def test_targets_lie_in_departments(team: Team) -> None:
    deal, other = team.deal("A"), team.deal("B")
    team.site(deal, "S1", commune="69123", people=30)
    team.site(deal, "S2", commune="97411", people=40)
    team.site(other, "S3", commune="69266", people=15)
    team.site(other, "S4", commune="", people=99)
    found = [(spot.code, len(spot.files), spot.sites, spot.people) for spot in spots(deal_rows(access_of(team.boss)))]
    assert found == [("69", 2, 2, 45), ("974", 1, 1, 40)]
    assert spots(deal_rows(access_of(team.other_boss))) == []


@pytest.mark.parametrize(("commune", "code"), [("2A004", "2A"), ("97611", "976"), ("01053", "01"), ("", ""), ("1", "")])
def test_a_department_follows_from_its_commune(commune: str, code: str) -> None:
    assert department_of(commune) == code
