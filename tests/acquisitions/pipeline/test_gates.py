"""Gates open once all that they ask for is there, and nobody signs off their own."""

from __future__ import annotations

import pytest

from acquisitions.models import Deal
from acquisitions.routes import routes
from acquisitions.selectors.conditions import CONDITIONS
from acquisitions.selectors.gates import gate_of
from acquisitions.services.documents import document_add, document_renew, document_withdraw
from acquisitions.services.gates import approval_ask, approval_decide, check_make, check_undo
from acquisitions.services.moving import deal_lose, deal_move, deal_reopen
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from tests.acquisitions.team import PDF, Team, again

STAGE = "qualification"


def checked(team: Team, deal: Deal) -> None:
    """Everything of the first gate but its approval."""
    team.site(deal)
    for item in ("right_to_bid", "territory_fit"):
        check_make(deal=deal, stage=STAGE, item=item, note="seen", author=team.lead)


def approved(team: Team, deal: Deal) -> None:
    checked(team, deal)
    approval_ask(deal=deal, stage=STAGE, item="go", note="", author=team.lead)
    approval_decide(deal=deal, stage=STAGE, item="go", approve=True, note="", author=team.boss)


def test_every_route_is_whole() -> None:
    for plan in routes().values():
        codes = [stage.code for stage in plan.stages]
        assert len(set(codes)) == len(codes)
        assert codes[-4:] == ["takeover", "authorisation", "integration", "review"]
        for stage in plan.stages:
            assert len(stage.code) <= 24
            for item in stage.gate:
                assert item.fr and item.en
                assert item.kind != "field" or item.target in {field.name for field in Deal._meta.fields}
                assert item.kind != "condition" or item.target in CONDITIONS


def test_a_closed_gate_names_what_is_missing(team: Team) -> None:
    deal = team.deal(cause="")
    with pytest.raises(DomainError) as refused:
        deal_move(deal=deal, stage="nda", author=team.lead)
    assert set(refused.value.fields) == {"targets", "cause", "right_to_bid", "territory_fit", "go"}
    assert again(deal).stage == STAGE


def test_a_jump_asks_for_every_gate_on_the_way(team: Team) -> None:
    deal = team.deal()
    approved(team, deal)
    with pytest.raises(DomainError) as refused:
        deal_move(deal=deal, stage="diligence", author=team.lead)
    assert set(refused.value.fields) == {"nda", "data_room", "deadline"}
    assert again(deal_move(deal=deal, stage="nda", author=team.lead)).stage == "nda"


@pytest.mark.parametrize("who", ["lead", "worker"])
def test_who_works_on_a_file_never_approves_it(team: Team, who: str) -> None:
    deal = team.deal()
    checked(team, deal)
    approval_ask(deal=deal, stage=STAGE, item="go", note="", author=team.lead)
    with pytest.raises(NotAllowed):
        approval_decide(deal=deal, stage=STAGE, item="go", approve=True, note="", author=getattr(team, who))


def test_a_refused_approval_takes_a_word_and_may_be_asked_again(team: Team) -> None:
    deal = team.deal()
    checked(team, deal)
    approval_ask(deal=deal, stage=STAGE, item="go", note="", author=team.lead)
    with pytest.raises(DomainError) as wordless:
        approval_decide(deal=deal, stage=STAGE, item="go", approve=False, note=" ", author=team.boss)
    assert list(wordless.value.fields) == ["note"]
    approval_decide(deal=deal, stage=STAGE, item="go", approve=False, note="too far", author=team.boss)
    assert [state.item.code for state in gate_of(again(deal)) if not state.met] == ["go"]
    approval_ask(deal=deal, stage=STAGE, item="go", note="nearer", author=team.lead)
    approval_decide(deal=deal, stage=STAGE, item="go", approve=True, note="", author=team.boss)
    assert all(state.met for state in gate_of(again(deal)))


def test_going_back_takes_a_reason_and_forgets_approvals(team: Team) -> None:
    deal = team.deal()
    approved(team, deal)
    deal_move(deal=deal, stage="nda", author=team.lead)
    with pytest.raises(DomainError) as wordless:
        deal_move(deal=deal, stage=STAGE, author=team.lead)
    assert list(wordless.value.fields) == ["reason"]
    deal_move(deal=deal, stage=STAGE, author=team.worker, reason="another site")
    assert [state.item.code for state in gate_of(again(deal)) if not state.met] == ["go"]
    story = list(deal.moves.values_list("before", "after", "author__email", "reason"))
    assert story[-1] == ("nda", STAGE, team.worker.email, "another site")


def test_a_check_is_taken_back_but_not_behind_the_file(team: Team) -> None:
    deal = team.deal()
    approved(team, deal)
    check_undo(deal=deal, stage=STAGE, item="territory_fit", author=team.lead)
    assert [state.item.code for state in gate_of(again(deal)) if not state.met] == ["territory_fit"]
    check_make(deal=deal, stage=STAGE, item="territory_fit", note="", author=team.lead)
    deal_move(deal=deal, stage="nda", author=team.lead)
    with pytest.raises(WrongState):
        check_undo(deal=deal, stage=STAGE, item="territory_fit", author=team.lead)


def test_a_document_counts_until_it_is_withdrawn(team: Team) -> None:
    deal = team.deal()
    made = document_add(deal=deal, kind="nda", title="NDA", name="nda.pdf", content=PDF, author=team.lead)
    nda = routes()["court_sale"].stage("nda")
    assert next(state for state in gate_of(deal, nda) if state.item.code == "nda").met
    with pytest.raises(DomainError):
        document_renew(deal=deal, document=made, name="nda.pdf", content=PDF, author=team.lead)
    assert document_renew(deal=deal, document=made, name="n.pdf", content=PDF + b"\n", author=team.lead).number == 2
    document_withdraw(deal=deal, document=made, author=team.lead)
    assert not next(state for state in gate_of(deal, nda) if state.item.code == "nda").met


def test_two_people_never_move_one_card_at_once(team: Team) -> None:
    deal = team.deal()
    approved(team, deal)
    read = again(deal).revision
    deal_move(deal=deal, stage="nda", author=team.lead, expected=read)
    with pytest.raises(WrongState) as meanwhile:
        deal_lose(deal=deal, reason="no_bid", word="", author=team.worker, expected=read)
    assert meanwhile.value.code == "moved_meanwhile"


def test_a_lost_file_rests_until_it_is_reopened(team: Team) -> None:
    deal = team.deal()
    approved(team, deal)
    deal_lose(deal=deal, reason="price", word="400 k€ more", author=team.lead)
    with pytest.raises(WrongState):
        deal_move(deal=deal, stage="nda", author=team.lead)
    deal_reopen(deal=deal, word="the other bidder left", author=team.lead)
    assert again(deal).open
    assert [state.item.code for state in gate_of(again(deal)) if not state.met] == ["go"]
