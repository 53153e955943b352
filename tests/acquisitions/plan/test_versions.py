"""Versions, the thesis, and the wall around them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import ProgrammingError, transaction

from acquisitions.models import RecoveryPlan, TargetMonth
from acquisitions.selectors.plans import accounts_of, thesis_of, valued
from acquisitions.services.plans import accounts_save, plan_save, thesis_mark
from acquisitions.valuation.kinds import Nature
from establishments.models import Report
from groupe.kernel.errors import DomainError, WrongState
from tests.acquisitions.plan.house import FIRST, Room, seller
from tests.acquisitions.plan.test_plan import PLAN
from tests.cast import api_of, client_of

TERMS = {
    "price": "850000.00", "recapitalisation": "420000.00", "jobs_before": 146, "jobs_taken": 118, "jobs_kept": 104,
}  # fmt: skip


def test_g15_by_the_service(room: Room) -> None:
    terms = valued(room.saved({"first": "2027-01", "terms": TERMS})).plan.terms
    assert [str(each) for each in (terms.taken_rate, terms.kept_rate, terms.cost_per_job)] == [
        "80.8",
        "88.1",
        "10762.71",
    ]


def test_g15_by_the_api(room: Room) -> None:
    told = api_of(room.lead).put(f"{room.api}/plan/", {"first": "2027-01", "terms": TERMS}, "application/json")
    assert told.status_code == 200, told.content
    assert told.json()["valuation"] == {
        "cost": "1270000.00", "cost_per_job": "10762.71", "taken_rate": "80.8", "kept_rate": "88.1",
    }  # fmt: skip
    assert (told.json()["version"]["version"], told.json()["cases"]) == (1, None)


def test_each_save_is_a_version_on_the_accounts_of_its_day(room: Room) -> None:
    room.accounts()
    first = room.saved(PLAN, note="First look")
    room.accounts(14, energy=100_000)
    second = room.saved(PLAN)
    assert [(each.number, each.author, each.note) for each in (first, second)] == [
        (1, room.lead, "First look"),
        (2, room.lead, ""),
    ]
    before, after = valued(first).figures, valued(second).figures
    assert before and after
    assert after.current.result - before.current.result == -1_200_000
    assert len(accounts_of(room.deal)) == 14


def test_accounts_are_told_anew_as_a_whole_and_are_no_reports(room: Room) -> None:
    room.accounts(24)
    accounts_save(deal=room.deal, rows=[{"month": str(each.month)} for each in seller(13)], author=room.lead)
    assert TargetMonth.objects.filter(deal=room.deal).count() == 13
    assert accounts_of(room.deal)[0].charges[Nature.STAFF] == 0
    assert not Report.objects.exists()


def test_the_thesis_is_marked_once_and_locked(room: Room) -> None:
    room.accounts()
    assert thesis_of(room.deal) is None
    room.saved(PLAN)
    room.saved()
    thesis_mark(deal=room.deal, number=1, author=room.lead)
    with pytest.raises(WrongState):
        thesis_mark(deal=room.deal, number=2, author=room.lead)
    room.saved()
    row = RecoveryPlan.objects.get(number=1)
    for changes in ({"thesis": False}, {"note": "x"}, {"content": {}}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            RecoveryPlan.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(ProgrammingError), transaction.atomic():
        RecoveryPlan.objects.filter(number=2).update(content={})


def test_the_thesis_month_by_month(room: Room) -> None:
    """Month 1 has no lever yet; its price and jobs need not be told to the deal again."""
    room.accounts()
    thesis_mark(deal=room.deal, number=room.saved(PLAN).number, author=room.lead)
    found = thesis_of(room.deal)
    assert found is not None
    first, last = found.months[0], found.months[23]
    assert (first.month, first.products, first.charges, first.result) == (FIRST, 260_000, 290_000, -30_000)
    assert (first.jobs, last.jobs, last.result) == (117, 104, Decimal("-24618.40"))
    assert last.occupancy == Fraction("2099.2") / (80 * 31)
    room.deal.refresh_from_db()
    assert (room.deal.price, room.deal.people, room.deal.people_taken) == (850_000, 146, 118)


def test_a_version_without_a_curve_is_no_thesis(room: Room) -> None:
    room.saved()
    for number in (1, 9):
        with pytest.raises(DomainError) as refused:
            thesis_mark(deal=room.deal, number=number, author=room.lead)
        assert list(refused.value.fields) == ["number"]


def test_who_saved_meanwhile_is_not_overwritten(room: Room) -> None:
    room.saved(expected=0)
    with pytest.raises(DomainError) as refused:
        room.saved(expected=0)
    assert refused.value.status == 412
    api = api_of(room.lead)
    tag = api.get(f"{room.api}/plan/").headers["ETag"]
    body = {"first": "2027-02"}
    again = [
        api.put(f"{room.api}/plan/", body, "application/json", headers={"if-match": tag}).status_code for _ in "ab"
    ]
    assert again == [200, 412]
    assert [each["version"] for each in api.get(f"{room.api}/plan/versions/").json()] == [2, 1]


def test_a_plan_over_the_api(room: Room) -> None:
    api = api_of(room.lead)
    text = "\n".join(f"{each.month};2000;80;260000;180000;20000;30000;12000;25000;9000;4000;10000" for each in seller())
    assert len(api.put(f"{room.api}/accounts/", {"text": text}, "application/json").json()["months"]) == 12
    assert api.get(f"{room.api}/accounts/").json()["months"][0]["energy"] == "12000.00"
    told = api.put(f"{room.api}/plan/", PLAN | {"note": "By the API"}, "application/json").json()
    assert told["content"] == PLAN
    base = told["cases"]["base"]
    assert (base["current"], base["last_result"], base["break_even"]) == ("-360000.00", "-24618.40", None)
    assert (base["months"][23]["occupancy"], base["levers"][0]["lever"]) == ("0.8465", "occupancy")
    assert len(base["weeks"]) == 13
    marked = api.post(f"{room.api}/plan/thesis/", {"version": 1}, "application/json")
    assert marked.json()["version"]["thesis"] is True
    assert api.post(f"{room.api}/plan/thesis/", {"version": 1}, "application/json").status_code == 409
    assert api.get(f"{room.api}/plan/?version=1").json()["version"]["note"] == "By the API"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"first": "2027-01", "levers": [{"kind": "energy", "parameters": {}}]}, "levers.0.parameters.percent"),
        ({"first": "soon"}, "first"),
        ({"first": "2027-01", "note": "1 85 05 78 006 084 91"}, "note"),
        ({"first": "2027-01", "note": 5}, "note"),
        ({"first": "2027-01", "terms": {"jobs_taken": 2}}, "terms.jobs_taken"),
    ],
)
def test_refusals_name_the_field(room: Room, body: dict[str, object], field: str) -> None:
    told = api_of(room.lead).put(f"{room.api}/plan/", body, "application/json")
    assert told.status_code == 422, told.content
    assert list(told.json()["fields"]) == [field]


def test_bad_requests_of_the_api(room: Room) -> None:
    api = api_of(room.lead)
    assert api.put(f"{room.api}/accounts/", {"months": "x"}, "application/json").status_code == 422
    assert api.put(f"{room.api}/accounts/", {"months": [{"month": "2026-01"}]}, "application/json").status_code == 422
    assert api.get(f"{room.api}/plan/?version=x").status_code == 400
    assert api.get(f"{room.api}/plan/?version=7").status_code == 404
    assert api.post(f"{room.api}/plan/thesis/", {}, "application/json").status_code == 422


def test_whoever_is_not_named_finds_nothing(room: Room) -> None:
    room.accounts()
    room.saved(PLAN)
    reader, stranger = api_of(room.reader), api_of(room.stranger)
    for path in ("plan/", "plan/versions/", "accounts/"):
        assert reader.get(f"{room.api}/{path}").status_code == 200
        assert stranger.get(f"{room.api}/{path}").status_code == 404
    for path, body in (("plan/", {"first": "2027-01"}), ("accounts/", {"months": []})):
        assert reader.put(f"{room.api}/{path}", body, "application/json").status_code == 403
        assert stranger.put(f"{room.api}/{path}", body, "application/json").status_code == 404
    assert reader.post(f"{room.api}/plan/thesis/", {"version": 1}, "application/json").status_code == 403
    assert stranger.post(f"{room.api}/plan/thesis/", {"version": 1}, "application/json").status_code == 404
    assert client_of(room.stranger).get(f"{room.pages}/").status_code == 404


def test_a_lost_deal_has_no_new_version(room: Room) -> None:
    room.deal.state, room.deal.lost_reason = "lost", "no_bid"
    room.deal.lost_at = room.deal.opened_at
    room.deal.save()
    with pytest.raises(WrongState):
        plan_save(deal=room.deal, content={"first": "2027-01"}, author=room.lead)
