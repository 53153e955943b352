"""The wall: who is named sees the room, nobody else does, whatever their mandate; and entries are written down."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acquisitions.access import visible_deals
from acquisitions.enums import MemberLevel
from acquisitions.models import Deal, DealAccess
from acquisitions.services.describing import Description, Site, target_save
from acquisitions.services.rooms import deal_describe, deal_open, member_leave, member_name
from establishments.access import access_of
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from tests.acquisitions.team import SIGNED, Team, again
from tests.cast import client_of, person


def sees(user: User, *, jobs: bool = False) -> set[str]:
    return set(visible_deals(access_of(user), jobs=jobs).values_list("name", flat=True))


def test_only_the_named_see_a_room(team: Team) -> None:
    deal = team.deal()
    assert sees(team.lead) == sees(team.worker) == sees(team.boss) == {deal.name}
    assert sees(team.stranger) == sees(team.other_boss) == set()
    assert sees(team.jobs) == set() and sees(team.jobs, jobs=True) == {deal.name}
    for user in (team.stranger, team.other_boss, team.jobs):
        assert client_of(user).get(deal.get_absolute_url()).status_code == 404
    board = client_of(team.other_boss).get("/acquisitions/list/").content.decode()
    assert deal.name not in board and deal.code not in board


def test_who_leaves_no_longer_sees_it(team: Team) -> None:
    deal = team.deal()
    member_leave(deal=deal, member=deal.members.get(user=team.boss), author=team.lead)
    assert sees(team.boss) == set()
    member_name(deal=deal, user=team.boss, level=MemberLevel.READER, signed_on=SIGNED, author=team.lead)
    assert sees(team.boss) == {deal.name}


def test_a_mandate_that_ends_closes_every_room(team: Team) -> None:
    deal = team.deal()
    mandate = team.worker.mandates.get()
    mandate.valid = type(mandate.valid)(dt.date(2020, 1, 1), today(), "[)")
    mandate.save()
    assert sees(User.objects.get(pk=team.worker.pk)) == set()
    assert client_of(team.worker).get(deal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("role", "level", "field"),
    [(Role.DIRECTOR, "reader", "user"), (Role.AUDITOR, "worker", "level"), (Role.HR, "reader", "level")],
)
def test_a_role_allows_what_it_allows(team: Team, role: Role, level: str, field: str) -> None:
    deal = team.deal()
    user = person(role, "group", email="new@example.org")
    with pytest.raises(DomainError) as refused:
        member_name(deal=deal, user=user, level=level, signed_on=SIGNED, author=team.lead)
    assert list(refused.value.fields) == [field]


def test_one_leads_at_a_time(team: Team) -> None:
    deal = team.deal()
    with pytest.raises(DomainError):
        member_leave(deal=deal, member=deal.members.get(user=team.lead), author=team.lead)
    member_name(deal=deal, user=team.worker, level=MemberLevel.LEAD, signed_on=SIGNED, author=team.lead)
    levels = dict(deal.members.values_list("user__email", "level"))
    assert levels[team.worker.email] == "lead" and levels[team.lead.email] == "worker"


def test_an_undertaking_comes_first(team: Team) -> None:
    with pytest.raises(DomainError) as refused:
        deal_open(route="purchase", name="X", author=team.lead, signed_on=today() + dt.timedelta(days=1))
    assert list(refused.value.fields) == ["signed_on"]
    assert not Deal.objects.exists()


def test_entries_are_written_once_a_visit(team: Team) -> None:
    deal = team.deal()
    client = client_of(team.boss)
    for _time in range(2):
        assert client.get(deal.get_absolute_url()).status_code == 200
    assert list(DealAccess.objects.values_list("user__email", "what")) == [(team.boss.email, "deal")]
    page = client_of(team.lead).get(f"{deal.get_absolute_url()}members/").content.decode()
    assert str(team.boss) in page


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"siren": "123456789"}, "siren"),
        ({"sector": "mines"}, "sector"),
        ({"people": 10, "people_taken": 11}, "people_taken"),
        ({"price": Decimal("-1")}, "price"),
        ({"cause": "1 85 05 78 006 084 91"}, "cause"),
        ({"name": "  "}, "name"),
    ],
)
def test_bad_facts_name_their_field(team: Team, facts: dict[str, object], field: str) -> None:
    deal = team.deal()
    with pytest.raises(DomainError) as refused:
        deal_describe(deal=deal, description=Description(**{"name": "A", **facts}), author=team.lead)
    assert list(refused.value.fields) == [field]
    assert again(deal).name == deal.name


def test_numbers_follow_within_a_year(team: Team) -> None:
    codes = [team.deal(name).code for name in ("A", "B", "C")]
    year = today().year
    assert codes == [f"R{year}-001", f"R{year}-002", f"R{year}-003"]


def test_a_site_of_another_file_does_not_exist(team: Team) -> None:
    deal, other = team.deal("A"), team.deal("B")
    team.site(other)
    theirs = other.targets.get()
    client = client_of(team.lead)
    assert client.get(f"{deal.get_absolute_url()}sites/{theirs.pk}/").status_code == 404
    assert client.post(f"{deal.get_absolute_url()}sites/{theirs.pk}/remove/").status_code == 404
    with pytest.raises(DomainError):
        target_save(deal=deal, site=Site(name="x", kind="castle"))
    assert other.targets.count() == 1


def test_the_board_asks_the_database_no_more_for_more_files(team: Team) -> None:
    client = client_of(team.lead)
    counts = []
    for number in range(2):
        for one in range(1 + number * 4):
            team.site(team.deal(f"File {number} {one}"), name=f"S{number}{one}")
        counts.append(_queries(client, "/acquisitions/"))
    assert counts[0] == counts[1]


def _queries(client: Client, address: str) -> int:

    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)
