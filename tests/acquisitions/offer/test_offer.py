"""An offer is complete, binds once it is submitted, and is only ever improved in time."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from pypdf import PdfReader

from acquisitions.models import OfferVersion
from acquisitions.offering import contents, items
from acquisitions.selectors.clocks import clocks_of
from acquisitions.selectors.offers import gaps_of, offer_complete, prefilled, stamp, stands
from acquisitions.services.clocks import commitment_remove, commitment_save
from acquisitions.services.competitors import Rival, competitor_save
from acquisitions.services.offers import filing_record, offer_save
from groupe.kernel.errors import DomainError, NotVisible, WrongState
from groupe.kernel.periods import PARIS
from tests.acquisitions.offer.written import DEADLINE, NOW, complete, deal_with_offer, promised, submitted
from tests.acquisitions.team import Team, again


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_law_names_nine_contents() -> None:
    assert [content.number for content in contents()] == list(range(1, 10))
    assert {item.code for item in items().values() if item.grows} == {
        "price", "jobs_taken", "fte_taken", "guarantee_amount",
    }  # fmt: skip


def test_what_is_missing_is_named_with_its_reason(team: Team) -> None:
    deal = team.deal(people=146, hearing_at=DEADLINE)
    team.site(deal)
    assert not offer_complete(deal)
    named = {gap.field for gap in gaps_of(deal, {}, [])}
    assert {item.code for item in items().values() if item.asks} | {"commitments"} == named
    values = complete(jobs_before="140", jobs_taken="150", loan="10.00", loan_terms="", entry_on="2026-03-01")
    found = {gap.field for gap in gaps_of(deal, values, [])}
    assert found == {"jobs_before", "jobs_taken", "loan_terms", "entry_on", "commitments"}
    assert "EHPAD Les Tilleuls" in prefilled(deal)["assets"]
    with pytest.raises(DomainError) as refused:
        submitted(team, deal, **values)
    assert refused.value.status == 422
    assert "jobs_taken" in refused.value.fields


@pytest.mark.parametrize(
    ("code", "value"),
    [("price", "-1"), ("price", "NaN"), ("price", "1e13"), ("jobs_taken", "1.5"), ("entry_on", "2026-02-30"),
     ("entry_on", "20 avril"), ("price", "1.005"), ("nothing", "x"), ("outlook", "1 85 05 78 006 084 91")],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(team: Team, code: str, value: str) -> None:
    with pytest.raises(DomainError) as refused:
        offer_save(deal=team.deal(), values={code: value}, author=team.lead)
    assert list(refused.value.fields) == [code]


def test_a_version_is_frozen_with_its_pdf(team: Team) -> None:
    team.deal("Un autre dossier secret")
    deal = deal_with_offer(team, court="Tribunal de commerce de Lyon")
    version = submitted(team, deal)
    assert hashlib.sha256(bytes(version.pdf)).hexdigest() == version.sha256
    found = again(deal)
    assert (found.price, found.people_taken, found.entry_on) == (Decimal(850_000), 118, dt.date(2026, 4, 20))
    read = PdfReader(io.BytesIO(bytes(version.pdf)))
    text = "\n".join(page.extract_text() for page in read.pages)
    assert str(read.trailer["/Root"]["/Lang"]).startswith("fr")
    assert "/StructTreeRoot" in read.trailer["/Root"]
    assert all(f"{content.number}. " in text for content in contents())
    assert "Version 1" in text and f"1 / {len(read.pages)}" in text and "Maintien des emplois" in text
    assert "850\u202f000,00\u00a0€" in text
    assert "secret" not in text
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferVersion.objects.update(sha256="0" * 64)


@pytest.mark.parametrize(
    ("code", "value"),
    [("price", "849999.99"), ("jobs_taken", "117"), ("fte_taken", "104.49"), ("guarantee_amount", "")],
)
def test_nothing_is_lowered(team: Team, code: str, value: str) -> None:
    deal = deal_with_offer(team)
    submitted(team, deal)
    with pytest.raises(DomainError) as refused:
        submitted(team, deal, **{code: value})
    assert (refused.value.status, list(refused.value.fields)) == (422, [code])
    assert submitted(team, deal, **{**complete(), "price": "900000.00"}).number == 2


def test_what_was_promised_holds(team: Team) -> None:
    deal = deal_with_offer(team)
    promise = deal.commitments.get()
    submitted(team, deal)
    with pytest.raises(WrongState):
        submitted(team, deal)  # nothing differs
    given = {"deal": deal, "commitment": promise, "towards": "staff", "author": team.lead}
    with pytest.raises(DomainError) as refused:
        commitment_save(text=promise.text, until=dt.date(2028, 4, 19), **given)  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["until"]
    with pytest.raises(DomainError):
        commitment_save(text="Un effort", until=promise.until, **given)  # type: ignore[arg-type]
    with pytest.raises(WrongState):
        commitment_remove(deal=deal, commitment=promise)
    commitment_save(text=promise.text, until=dt.date(2029, 4, 20), **given)  # type: ignore[arg-type]
    promised(team, deal, "Travaux", amount=Decimal(1000))
    assert [each["until"] for each in submitted(team, deal).commitments] == ["2028-04-20", "2029-04-20"]


def test_an_offer_comes_in_time(team: Team, clock: time_machine.Traveller) -> None:
    late, early = deal_with_offer(team, "Tard"), deal_with_offer(team, "Tôt")
    clock.move_to(DEADLINE - dt.timedelta(seconds=1))
    submitted(team, early)
    clock.move_to(DEADLINE)
    with pytest.raises(WrongState) as refused:
        submitted(team, late)
    assert refused.value.code == "deadline_over"
    clock.move_to(dt.datetime(2026, 4, 2, 23, 59, 59, tzinfo=PARIS))  # Easter Monday is no workday
    assert submitted(team, early, price="860000.00").number == 2
    assert {clock.key: clock.tone for clock in clocks_of([late])[late.pk]}["deadline"] == "bad"
    assert "deadline" not in {clock.key for clock in clocks_of([early])[early.pk]}
    clock.move_to(dt.datetime(2026, 4, 3, 0, 0, tzinfo=PARIS))
    with pytest.raises(WrongState) as refused:
        submitted(team, early, price="870000.00")
    assert (refused.value.code, refused.value.status) == ("improvement_over", 409)


def test_two_people_do_not_write_over_each_other(team: Team) -> None:
    deal = deal_with_offer(team)
    price, date = contents()[2], contents()[3]
    seen = {price.code: stamp(complete(), price)}
    offer_save(deal=deal, values={"conditions": "x"}, author=team.worker, seen={date.code: stamp(complete(), date)})
    offer_save(deal=deal, values={"payment": "comptant"}, author=team.worker, seen=seen)
    with pytest.raises(WrongState):
        offer_save(deal=deal, values={"payment": "en deux fois"}, author=team.lead, seen=seen)


def test_a_filing_is_told_once(team: Team, clock: time_machine.Traveller) -> None:
    deal = deal_with_offer(team)
    version = submitted(team, deal)
    given = {"deal": deal, "version": version, "how": "Greffe", "author": team.lead}
    clock.move_to(version.at + dt.timedelta(hours=1))  # the database tells when it was recorded
    with pytest.raises(DomainError):
        filing_record(filed_at=version.at + dt.timedelta(hours=2), **given)  # type: ignore[arg-type]
    filing_record(filed_at=version.at, **given)  # type: ignore[arg-type]
    with pytest.raises(WrongState):
        filing_record(filed_at=version.at, **given)  # type: ignore[arg-type]


def test_offers_beside_ours(team: Team) -> None:
    deal = deal_with_offer(team)
    competitor_save(deal=deal, rival=Rival("B", jobs=73, price=Decimal(900_000)))
    ours, other = stands(again(deal))
    assert (ours.jobs, ours.price, ours.committed_until) == (118, Decimal("850000.00"), dt.date(2028, 4, 20))
    assert (other.share, other.price_per_job) == (Decimal("0.5"), Decimal(900_000) / 73)
    with pytest.raises(DomainError) as refused:
        competitor_save(deal=deal, rival=Rival("B"))
    assert list(refused.value.fields) == ["name"]


def test_other_routes_have_no_offer_to_a_court(team: Team) -> None:
    with pytest.raises(NotVisible):
        offer_save(deal=team.deal(route="merger"), values=complete(), author=team.lead)
