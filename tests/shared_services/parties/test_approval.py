"""Nobody approves for both parties, as a user, by name, or through a signature."""

from __future__ import annotations

import datetime as dt

import pytest

from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from shared_services.enums import AgreementState, Body, Party
from shared_services.models import Agreement
from shared_services.models.parties import person_key
from shared_services.services.parties import agreement_approve, agreement_end
from tests.cast import api_of
from tests.shared_services.parties.conftest import SINCE, Parties

PROVIDER, BENEFICIARY = Party.PROVIDER, Party.BENEFICIARY


def approve(agreement: Agreement, side: Party, chair: str, author: object) -> None:
    agreement_approve(
        agreement=agreement, side=side, body=Body.BOARD, decided_on=SINCE, chair=chair, author=author  # type: ignore[arg-type]
    )  # fmt: skip


def test_both_sides_approve_by_two_people(parties: Parties) -> None:
    found = parties.signed()
    approve(found, PROVIDER, "Anne Martin", parties.controller)
    approve(found, BENEFICIARY, "Paul Petit", parties.executive)
    found.refresh_from_db()
    assert found.state == AgreementState.APPROVED


def test_one_user_does_not_approve_for_both(parties: Parties) -> None:
    found = parties.signed()
    approve(found, PROVIDER, "Anne Martin", parties.controller)
    with pytest.raises(NotAllowed):
        approve(found, BENEFICIARY, "Paul Petit", parties.controller)


@pytest.mark.parametrize("chair", ["MARTIN Anne", "Mme Anné Martin", "Paul Petit"])
def test_one_person_does_not_decide_for_both_through_two_users(parties: Parties, chair: str) -> None:
    """As the other side's chair, or as its signatory."""
    found = parties.signed(names=("Anne Martin", "Rose Blanc"))
    approve(found, PROVIDER, "Paul Petit", parties.controller)
    with pytest.raises(NotAllowed):
        approve(found, BENEFICIARY, chair, parties.executive)
    assert found.approvals.count() == 1


def test_a_signatory_does_not_approve_for_the_other_side(parties: Parties) -> None:
    found = parties.signed(users=(parties.executive, None))
    with pytest.raises(NotAllowed):
        approve(found, BENEFICIARY, "Paul Petit", parties.executive)


def test_what_one_person_signs_for_both_is_not_approved(parties: Parties) -> None:
    for names, users in (
        (("Hélène Le Gall", "LE GALL, Helene"), (None, None)),
        (("H. Le Gall", "The chair"), (parties.executive, parties.executive)),
    ):
        found = parties.signed(names=names, users=users)
        with pytest.raises(NotAllowed):
            approve(found, PROVIDER, "Somebody", parties.controller)


def test_names_are_compared_whatever_their_spelling() -> None:
    assert person_key("M. Jean-Luc DUPRÉ") == person_key("dupre jean luc")
    assert person_key("Anne Martin") != person_key("Anna Martin")


def test_states(parties: Parties) -> None:
    draft = parties.draft()
    with pytest.raises(WrongState):
        approve(draft, PROVIDER, "Anne Martin", parties.controller)
    found = parties.signed()
    with pytest.raises(WrongState):
        parties.draft(agreement=found)
    with pytest.raises(DomainError):
        agreement_end(agreement=found, last_day=dt.date(2024, 12, 31))
    ended = agreement_end(agreement=found, last_day=dt.date(2026, 1, 31))
    assert (ended.state, ended.valid_to) == (AgreementState.ENDED, dt.date(2026, 1, 31))


def test_an_agreement_by_the_api(parties: Parties) -> None:
    base = "/api/v1/shared-services/agreements/"
    controller, executive = api_of(parties.controller), api_of(parties.executive)
    body = {
        "provider": "P", "beneficiary": "E1", "kind": "rent", "subject": "Offices", "basis": "month",
        "amount": "100.00", "since": "2025-01-01", "provider_signatory": "Anne Martin", "provider_function": "chair",
        "beneficiary_signatory": "Paul Petit", "beneficiary_function": "manager",
    }  # fmt: skip
    made = controller.post(base, body, "application/json")
    assert made.status_code == 201, made.content
    address = f"{base}{made.json()['id']}/"
    assert controller.post(f"{address}sign/", {"signed_on": "2025-01-02"}, "application/json").status_code == 200
    given = {"side": "provider", "body": "board", "chair": "Anne Martin", "decided_on": "2025-01-03"}
    assert controller.post(f"{address}approve/", given, "application/json").status_code == 200
    other = given | {"side": "beneficiary", "chair": "Paul Petit"}
    assert controller.post(f"{address}approve/", other, "application/json").status_code == 403
    told = executive.post(f"{address}approve/", other, "application/json").json()
    assert (told["state"], len(told["approvals"])) == ("approved", 2)
    assert controller.post(base, body | {"beneficiary": "P"}, "application/json").status_code == 422
