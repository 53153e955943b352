"""What raises an alert, what does not, and what an acknowledgement is worth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from establishments.enums import Account
from establishments.models import Holding
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from groupe.kernel.ranges import inclusive
from shared_services.enums import AgreementKind, LoanKind, PartyAlert
from shared_services.models import Agreement
from shared_services.selectors.parties import billed_under
from shared_services.services.parties import agreement_end, alert_acknowledge, loan_add
from tests.shared_services.parties.conftest import LAST, SINCE, Parties


def kinds(parties: Parties, year: int = 2026) -> list[str]:
    return [str(each.kind) for each in parties.alerts(year=year) if each.acknowledged is None]


def charge(parties: Parties, amount: int = 10_000) -> None:
    """Gross charges that make what is bought a small part."""
    for code in ("A", "B", "H"):
        parties.world.report(code, "2026-01", {"CH_G1": amount, "CH_G2": 0, "CH_G3": 0})


def test_nothing_stands_out_where_all_is_agreed_and_proved(parties: Parties) -> None:
    charge(parties)
    parties.proof(parties.signed(), "2026-01", "2026-03")
    parties.flow("2026-01", "100")
    parties.flow("2026-03", "100")
    assert kinds(parties) == []


def test_one_person_signs_for_both(parties: Parties) -> None:
    parties.draft(names=("Mme Zoé LEFÈVRE", "Lefevre Zoe"))
    parties.draft("P", "E2")
    (found,) = parties.alerts()
    assert (found.kind, found.tone) == (PartyAlert.SAME_SIGNATORY, "bad")


def test_months_without_evidence(parties: Parties) -> None:
    charge(parties)
    parties.proof(parties.signed(), "2026-01", "2026-01")
    for month in ("2026-01", "2026-02", "2026-03"):
        parties.flow(month, "100")
    (found,) = parties.alerts()
    assert (found.kind, found.amount, found.facts[:15]) == (PartyAlert.NO_EVIDENCE, Decimal(200), "2026-02 2026-03")


def test_flows_without_an_agreement(parties: Parties) -> None:
    """A rent is not covered by an agreement on services, nor E2 by that of E1; a dividend needs none."""
    charge(parties)
    parties.proof(parties.signed(), "2026-01", "2026-03")
    parties.flow("2026-02", "30", account=Account.RENT)
    parties.flow("2026-02", "40", buyer="E2")
    parties.flow("2026-02", "50", account=Account.DIVIDEND)
    parties.flow("2026-02", "60", seller="E1", buyer="E1")
    parties.draft("P", "E2")  # a draft covers nothing
    assert [(each.kind, each.amount) for each in parties.alerts()] == [
        (PartyAlert.NO_AGREEMENT, Decimal(30)),
        (PartyAlert.NO_AGREEMENT, Decimal(40)),
    ]


def test_an_expired_agreement_that_is_still_billed(parties: Parties) -> None:
    charge(parties)
    found = parties.signed()
    parties.proof(found, "2026-01", "2026-03")
    agreement_end(agreement=found, last_day=dt.date(2026, 1, 31))
    parties.flow("2026-01", "100")
    parties.flow("2026-02", "70")
    (alert,) = parties.alerts()
    assert (alert.kind, alert.amount) == (PartyAlert.EXPIRED, Decimal(70))


@pytest.mark.parametrize(("bought", "over"), [("1000.00", False), ("1000.01", True)])
def test_the_share_bought_within_the_group(parties: Parties, bought: str, over: bool) -> None:
    """Above 10 % of the gross charges of the year, exactly."""
    charge(parties)
    parties.proof(parties.signed(), "2026-01", "2026-03")
    parties.flow("2026-01", bought)
    assert kinds(parties) == ([PartyAlert.SHARE_OVER] if over else [])


def lend(parties: Parties, lender: str, borrower: str) -> list[str]:
    loan_add(
        lender=parties.entity(lender), borrower=parties.entity(borrower), kind=LoanKind.LOAN, principal=Decimal(1000),
        rate=Decimal(2), since=SINCE, author=None,
    )  # fmt: skip
    return kinds(parties)


def own(parties: Parties, owner: str, owned: str) -> None:
    Holding.objects.create(
        owner=parties.entity(owner), owned=parties.entity(owned), votes=60, capital=60, valid=inclusive(SINCE, None)
    )


def test_a_manager_lends_to_its_owner(parties: Parties) -> None:
    """E1 holds an EHPAD, whatever its legal form."""
    own(parties, "P", "E1")
    assert lend(parties, "E1", "P") == [PartyAlert.UPWARD_LOAN]


def test_a_manager_lends_to_the_group_of_its_owner(parties: Parties) -> None:
    own(parties, "TOP", "P")
    own(parties, "P", "E1")
    own(parties, "TOP", "SISTER")
    assert lend(parties, "E1", "SISTER") == [PartyAlert.UPWARD_LOAN]


def test_money_that_goes_down_or_comes_from_a_company_is_no_alert(parties: Parties) -> None:
    own(parties, "P", "E1")
    own(parties, "P", "COMPANY")
    own(parties, "COMPANY", "BELOW")
    assert lend(parties, "P", "E1") == []
    assert lend(parties, "COMPANY", "BELOW") == []
    assert lend(parties, "COMPANY", "P") == []


def test_an_association_that_holds_nothing_is_bound_too(parties: Parties) -> None:
    own(parties, "P", "ASSO")
    entity = parties.entity("ASSO")
    entity.legal_form = "Association loi 1901"
    entity.save()
    assert lend(parties, "ASSO", "P") == [PartyAlert.UPWARD_LOAN]


def test_an_acknowledgement_lasts_as_long_as_its_facts(parties: Parties) -> None:
    charge(parties)
    parties.signed()
    parties.flow("2026-01", "100")
    (found,) = parties.alerts()
    alert_acknowledge(finding=found, reason="minutes are on their way", author=parties.controller)
    assert kinds(parties) == []
    (known,) = parties.alerts()
    with pytest.raises(DomainError):
        alert_acknowledge(finding=known, reason="again", author=parties.executive)
    parties.flow("2026-02", "100")
    assert kinds(parties) == [PartyAlert.NO_EVIDENCE]


def test_what_was_billed_against_the_price(parties: Parties) -> None:
    found = parties.signed(kind=AgreementKind.RENT, basis="year", amount=Decimal(1200))
    parties.flow("2026-02", "130", account=Account.RENT)
    parties.flow("2026-02", "999")
    rows = billed_under(Agreement.objects.get(pk=found.pk), LAST)
    assert [(str(row.month), row.billed, row.difference) for row in rows[:2]] == [
        ("2026-03", Decimal(0), Decimal("-100.00")),
        ("2026-02", Decimal(130), Decimal("30.00")),
    ]
    assert rows[-1].month == Month.of(SINCE)


def test_alerts_cost_a_bounded_number_of_queries(parties: Parties, django_assert_max_num_queries: object) -> None:
    charge(parties)
    for beneficiary in ("E1", "E2"):
        for _time in range(3):
            parties.signed("P", beneficiary)
        parties.flow("2026-01", "100", buyer=beneficiary)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        parties.alerts()
