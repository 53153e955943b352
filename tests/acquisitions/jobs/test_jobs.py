"""Jobs saved: the worked example of the domain (G15) through the service, who may read it, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from acquisitions.enums import DealState
from acquisitions.models import Deal
from acquisitions.selectors.jobs import jobs_of, jobs_saved
from acquisitions.services.jobs import jobs_review_save
from establishments.access import access_of
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.numbers import round_half_up
from tests.acquisitions.team import Team, again
from tests.cast import client_of

ENTRY = dt.date(2025, 3, 14)


@pytest.fixture
def taken(team: Team) -> Deal:
    deal = team.deal(
        people=146, fte=Decimal(120), people_taken=118, fte_taken=Decimal("96.4"), price=Decimal(850_000),
        recapitalisation=Decimal(420_000), entry_on=ENTRY,
    )  # fmt: skip
    Deal.objects.filter(pk=deal.pk).update(state=DealState.WON, stage="review")
    return again(deal)


def count(team: Team, deal: Deal, **given: object) -> None:
    told = {
        "months": 12, "counted_on": dt.date(2026, 3, 20), "people_kept": 104, "fte_kept": Decimal("86.1"),
        "people_left": 9, "fte_left": Decimal(7),
    }  # fmt: skip
    jobs_review_save(deal=deal, author=team.lead, **{**told, **given})  # type: ignore[arg-type]


def test_the_worked_example(team: Team, taken: Deal) -> None:
    count(team, taken)
    told = jobs_of(again(taken))
    assert told.taken_rate and told.kept_rate
    assert str(round_half_up(told.taken_rate * 100, 1)) == "80.8"
    assert str(round_half_up(told.kept_rate * 100, 1)) == "88.1"
    assert str(told.cost_per_job) == "10762.71"
    assert told.people_not_taken == 28


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"months": 9}, "months"),
        ({"counted_on": dt.date(2026, 3, 13)}, "counted_on"),
        ({"counted_on": dt.date(2099, 1, 1)}, "counted_on"),
        ({"people_kept": 110}, "people_kept"),
        ({"people_left": -1}, "people_left"),
        ({"fte_kept": Decimal("96.5"), "fte_left": Decimal(0)}, "fte_kept"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(team: Team, taken: Deal, given: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        count(team, taken, **given)
    assert list(refused.value.fields) == [field]
    assert not taken.jobs_reviews.exists()


def test_jobs_are_counted_once_taken_over(team: Team) -> None:
    with pytest.raises(WrongState):
        count(team, team.deal(entry_on=ENTRY))


def test_a_count_told_again_takes_the_place_of_the_first(team: Team, taken: Deal) -> None:
    count(team, taken)
    count(team, taken, people_kept=103)
    confirmed = jobs_of(again(taken)).confirmed
    assert confirmed and confirmed.people_kept == 103 and taken.jobs_reviews.count() == 1


def test_human_resources_read_jobs_and_nothing_else(team: Team, taken: Deal) -> None:
    client = client_of(team.jobs)
    page = client.get(f"{taken.get_absolute_url()}jobs/")
    assert page.status_code == 200 and "118" in page.content.decode()
    assert client.get(taken.get_absolute_url()).status_code == 404
    assert client.get(f"{taken.get_absolute_url()}jobs/count/").status_code == 404
    assert [row.deal for row in jobs_saved(access_of(team.jobs))] == [taken]
    assert jobs_saved(access_of(team.other_boss)) == []


def test_a_count_is_typed_in_a_form(team: Team, taken: Deal) -> None:
    client = client_of(team.lead)
    typed = {
        "months": "12", "counted_on": "2026-03-20", "people_kept": "104", "fte_kept": "86,1", "people_left": "0",
        "fte_left": "0",
    }  # fmt: skip
    assert client.post(f"{taken.get_absolute_url()}jobs/count/", typed).status_code == 302
    assert "104" in client.get("/acquisitions/saved/").content.decode()
    assert client.post(f"{taken.get_absolute_url()}jobs/count/", typed | {"people_kept": "500"}).status_code == 422
