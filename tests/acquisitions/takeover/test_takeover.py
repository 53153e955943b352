"""Judgment to establishments in one transaction, on the day of entry; confirmed by a second person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from acquisitions.models import Deal, DealMove, Takeover
from acquisitions.services.takeover import EntityPlan, HolderPlan, takeover_prepare
from acquisitions.services.takeover import opening as opening_module
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Establishment,
    Funding,
    Holding,
    Mandate,
    Stay,
)
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from tests.acquisitions.takeover.bench import ENTRY, JUDGED, Bench
from tests.acquisitions.team import Team, again


def test_everything_is_opened_on_the_day_of_entry(bench: Bench, mailoutbox: list[Any]) -> None:
    takeover = bench.done()
    deal = again(bench.deal)
    assert (deal.state, deal.stage, deal.judgment_on, deal.entry_on) == ("won", "takeover", JUDGED, ENTRY)
    assert deal.entity == bench.world.entity("E1")
    assert takeover.confirmed_by == bench.team.boss
    bench.left.refresh_from_db()
    bench.right.refresh_from_db()
    parc = Establishment.objects.get(code="PARC")
    assert (bench.left.establishment, bench.right.establishment) == (bench.known, parc)
    assert (parc.name, parc.kind) == ("Résidence du Parc", "residence_autonomie")
    stays = Stay.objects.filter(establishment__in=(bench.known, parc)).order_by("establishment__code")
    assert {(stay.valid_from, stay.valid_to, stay.entry_reason) for stay in stays} == {(ENTRY, None, "court_sale")}
    assert [stay.opening for stay in stays] == [{"EFF_FIN": "12"}, {"ACC_FIN": "55", "EFF_FIN": "58"}]
    places = Attachment.objects.on(ENTRY).filter(establishment__in=(bench.known, parc))
    assert {(row.establishment.code, row.territory.code, row.entity.code) for row in places} == {
        ("REG", "NORD", "E1"), ("PARC", "T1", "E1")
    }  # fmt: skip
    held = Capacity.objects.on(ENTRY).filter(establishment__in=(bench.known, parc))
    assert {(row.measure, row.value) for row in held} == {("CAP_HP", 60), ("CAP_FIN", 60), ("LOG", 40)}
    assert Funding.objects.get().valid_from == ENTRY
    mandate = Mandate.objects.get(role="director")
    assert (mandate.scope, mandate.valid_from) == ("establishment:REG", ENTRY)
    assert mandate.user.email == "director@example.org"
    assert [mail.to for mail in mailoutbox] == [["director@example.org"]]
    move = DealMove.objects.filter(deal=deal).last()
    assert move is not None
    assert (move.before, move.after, move.reason) == ("hearing", "takeover", "Plan de cession arrêté")


def test_one_confirms_what_another_prepared(bench: Bench) -> None:
    bench.prepare()
    for author in (bench.team.lead, bench.team.worker):
        with pytest.raises(DomainError) as refused:
            bench.record(author)
        assert refused.value.status == 403
    assert not Stay.objects.filter(establishment=bench.known).exists()


def test_twice_is_once(bench: Bench) -> None:
    """The second of two who confirm is told, and nothing is opened twice; who looked at an older file too."""
    bench.done()
    for again_ in (bench.record, bench.prepare):
        with pytest.raises(DomainError) as refused:
            again_()
        assert refused.value.status == 409
    assert Stay.objects.filter(establishment=bench.known).count() == 1


def test_who_read_an_older_file_is_told(bench: Bench) -> None:
    seen = bench.deal.revision
    bench.prepare()
    with pytest.raises(DomainError) as refused:
        takeover_prepare(deal=bench.deal, plan=bench.plan(), author=bench.team.worker, expected=seen)
    assert (refused.value.status, refused.value.code) == (409, "moved_meanwhile")


def test_a_closed_gate_keeps_it_shut(bench: Bench) -> None:
    bench.deal.documents.all().delete()
    bench.prepare()
    with pytest.raises(DomainError) as refused:
        bench.record()
    assert (refused.value.code, list(refused.value.fields)) == ("gate_closed", ["judgment_document"])


def test_a_failure_half_way_leaves_nothing(
    bench: Bench, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.prepare()
    before, names = bench.everything(), Establishment.objects.count()
    write = opening_module.seller_months_write

    def broken(*, establishment: Establishment, **rest: Any) -> Any:
        if establishment.code == "PARC":
            raise RuntimeError
        return write(establishment=establishment, **rest)

    monkeypatch.setattr(opening_module, "seller_months_write", broken)
    with pytest.raises(RuntimeError):
        bench.record()
    assert bench.everything() == before
    assert (Establishment.objects.count(), len(mailoutbox)) == (names, 0)


REFUSED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("judgment_on", {"judgment_on": dt.date(2026, 3, 25), "entry_on": dt.date(2026, 3, 26)}, {}),
    ("entry_on", {"entry_on": dt.date(2026, 3, 11)}, {}),
    ("entity", {"entity": EntityPlan("NONE")}, {}),
    ("decision", {"decision": " "}, {}),
    ("sites", {"sites": ()}, {}),
    ("method", {"entity": EntityPlan("NEW", "Une filiale")}, {}),
    ("territory", {}, {"territory": "NONE"}),
    ("code", {}, {"code": "OLD"}),
    ("funders", {}, {"funders": ("NONE",)}),
    ("director_name", {}, {"director": "nobody.yet@example.org"}),
    ("director", {}, {"director": "no address"}),
    ("headcount", {}, {"headcount": -1}),
]


@pytest.mark.parametrize(("field", "changes", "of_site"), REFUSED, ids=[field for field, *_rest in REFUSED])
def test_what_is_refused_names_its_field_and_site(
    bench: Bench, field: str, changes: dict[str, Any], of_site: dict[str, Any]
) -> None:
    if of_site:
        left, right = bench.plan().sites
        changes = {"sites": (left, right._replace(**of_site))}
    with pytest.raises(DomainError) as refused:
        bench.prepare(**changes)
    at_site = bool(of_site) or field == "method"
    which = bench.right if of_site else bench.left
    assert list(refused.value.fields) == [f"site-{which.pk}-{field}" if at_site else field]
    assert refused.value.status == 422
    assert ("Résidence du Parc" in refused.value.message) == bool(of_site)
    assert not Takeover.objects.exists()
    assert not Establishment.objects.filter(code="PARC").exists()


def test_a_new_entity_is_opened_held_and_consolidated(bench: Bench) -> None:
    entity = EntityPlan("NEW", "Une filiale", "SAS", "732829320")

    bench.done(entity=entity, method="full", holder=HolderPlan("E1", Decimal(100), Decimal(100)))
    term = ConsolidationTerm.objects.get(entity__code="NEW")
    assert (term.method, term.valid_from, term.entity.siren) == ("full", ENTRY, "732829320")
    holding = Holding.objects.get()
    assert (holding.owner.code, holding.owned.code, holding.valid_from) == ("E1", "NEW", ENTRY)


def test_by_the_board_the_entity_itself_comes_in(clock: Any, team: Team) -> None:
    bench = Bench(team, route="board_takeover", stage="resolution")
    bench.file("board_resolution")
    with pytest.raises(DomainError) as refused:
        bench.prepare()
    assert list(refused.value.fields) == ["entity"]
    Deal.objects.filter(pk=bench.deal.pk).update(siren="732829320")
    with pytest.raises(DomainError):
        bench.prepare()
    bench.done(entity=EntityPlan("732829320", "Les Tilleuls", "Association", "732829320"), method="full")
    assert set(Stay.objects.filter(valid__startswith=ENTRY).values_list("entry_reason", flat=True)) == {
        "board_takeover"
    }
    assert Attachment.objects.get(establishment=bench.known).entity.siren == "732829320"
    assert ConsolidationTerm.objects.get(entity__siren="732829320").valid_from == ENTRY


def test_of_assets_the_debtor_is_never_the_entity(bench: Bench) -> None:
    Deal.objects.filter(pk=bench.deal.pk).update(siren="732829320")
    with pytest.raises(DomainError) as refused:
        bench.prepare(entity=EntityPlan("X", "Le débiteur", "", "732829320"), method="full")
    assert list(refused.value.fields) == ["entity"]


def test_a_director_of_the_group_gets_a_mandate(bench: Bench, mailoutbox: list[Any]) -> None:
    known = User.objects.create_user("known@example.org", "correct horse battery")
    left, right = bench.plan().sites
    bench.done(sites=(left._replace(director="Known@example.org", director_name=""), right))
    assert Mandate.objects.get(role="director").user == known
    assert mailoutbox == []
