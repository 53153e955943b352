"""Agreements behind every flow of the group, and loans: two alerts are open, the others were answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.db.models import F, Max, Min

from establishments.demo.users import DOMAIN
from establishments.enums import Account, Role
from establishments.models import LegalEntity
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from groupe.kernel.ranges import inclusive
from shared_services.enums import AgreementKind, AgreementPrice, AgreementState, Body, LoanKind, Party
from shared_services.models import (
    Agreement,
    AgreementApproval,
    AlertAcknowledgement,
    Evidence,
    Loan,
    LoanBalance,
)
from shared_services.models.parties import person_key
from shared_services.selectors.parties import NEEDING, between_entities
from shared_services.selectors.party_alerts import party_alerts

BACK: Final = 24
KINDS: Final = {Account.RENT: AgreementKind.RENT, Account.INTEREST: AgreementKind.LOAN}
SUBJECTS: Final = {
    AgreementKind.SERVICE: "Fonctions support et siège",
    AgreementKind.RENT: "Mise à disposition de locaux",
    AgreementKind.LOAN: "Convention de prêt",
}
GIVING: Final = ("Claire Aubert", "Marc Vasseur", "Odile Renaud", "Thierry Colin")
TAKING: Final = ("Hélène Le Gall", "Samir Benali", "Julie Fontaine", "Yves Guérin", "Nadia Roussel", "Luc Perrot")
CHAIRS: Final = ("Bernadette Morel", "Antoine Delmas")
SAME: Final = "GUÉRIN Yves"
# Which agreements, in the order written, make the two alerts.
UNPROVED, ONE_PERSON = 1, 2
RATE, PRINCIPAL, REPAID = Decimal("3.000"), Decimal(960_000), Decimal(8_000)
KNOWN: Final = "Vu en conseil d’administration : les achats portent sur les fonctions support et les loyers."


def write_parties(last: Month) -> None:
    """Nothing in a group whose entities bill each other nothing."""
    since = last - BACK
    controller, executive = (User.objects.get(email=f"{role}@{DOMAIN}") for role in (Role.CONTROLLER, Role.EXECUTIVE))
    rows = between_entities().filter(account__in=NEEDING, month__gte=since.first).exclude(seller=F("buyer"))
    pairs = rows.values_list("seller", "buyer", "account").annotate(Min("month"), Max("month"))
    found = sorted(
        {(seller, buyer, KINDS.get(account, AgreementKind.SERVICE)) for seller, buyer, account, *_m in pairs}
    )
    if not found:
        return
    agreements = [_agreement(place, *pair, since, controller) for place, pair in enumerate(found)]
    Agreement.objects.bulk_create(agreements)
    _approve(agreements, (controller, executive))
    _prove(agreements, since, last, controller)
    _lend(last, controller)
    _answer(last, executive)


def _agreement(place: int, seller: int, buyer: int, kind: AgreementKind, since: Month, author: User) -> Agreement:
    giving, taking = GIVING[seller % len(GIVING)], TAKING[buyer % len(TAKING)]
    if place == ONE_PERSON:
        giving, taking = SAME, "Yves Guérin"
    rate = kind == AgreementKind.LOAN
    return Agreement(
        provider_id=seller,
        beneficiary_id=buyer,
        kind=kind,
        subject=SUBJECTS[kind],
        basis=AgreementPrice.RATE if rate else AgreementPrice.COST,
        amount=Decimal(3) if rate else None,
        valid=inclusive(since.first.replace(month=1), None),
        provider_signatory=giving,
        provider_function="Présidence",
        beneficiary_signatory=taking,
        beneficiary_function="Direction",
        state=AgreementState.SIGNED if place == ONE_PERSON else AgreementState.APPROVED,
        signed_on=since.first,
        author=author,
    )


def _approve(agreements: Sequence[Agreement], authors: tuple[User, User]) -> None:
    """Each side by its own chair, recorded by another person."""
    AgreementApproval.objects.bulk_create(
        AgreementApproval(
            agreement=each,
            side=side,
            body=Body.BOARD,
            decided_on=each.signed_on + dt.timedelta(days=30),
            chair=chair,
            chair_key=person_key(chair),
            author=author,
        )
        for each in agreements
        if each.state == AgreementState.APPROVED and each.signed_on
        for side, chair, author in zip(Party, CHAIRS, authors, strict=True)
    )


def _prove(agreements: Sequence[Agreement], since: Month, last: Month, author: User) -> None:
    """One report a year; nothing yet for this year of one agreement."""
    years = range(since.year, last.year + 1)
    Evidence.objects.bulk_create(
        Evidence(
            agreement=each,
            first=dt.date(year, 1, 1),
            last=min(dt.date(year, 12, 1), last.first),
            document=f"Compte rendu d’exécution {year}",
            dated=min(dt.date(year, 12, 31), last.last),
            author=author,
        )
        for place, each in enumerate(agreements)
        for year in years
        if not (place == UNPROVED and year == last.year)
    )


def _lend(last: Month, author: User) -> None:
    """The loan behind the interest of the group, and a current account beside it."""
    pair = between_entities().filter(account=Account.INTEREST).values_list("seller", "buyer").first()
    if pair is None:
        return
    first = last - BACK
    lender, borrower = (LegalEntity.objects.get(pk=pk) for pk in pair)
    known = {"rate": RATE, "since": first.first, "author": author}
    loan = Loan.objects.create(lender=lender, borrower=borrower, kind=LoanKind.LOAN, principal=PRINCIPAL, **known)
    other = LegalEntity.objects.filter(holders__owner=lender).exclude(pk=borrower.pk).order_by("pk").first()
    loans = [loan]
    if other is not None:
        kind, amount = LoanKind.ACCOUNT, PRINCIPAL / 8
        loans.append(Loan.objects.create(lender=lender, borrower=other, kind=kind, principal=amount, **known))
    LoanBalance.objects.bulk_create(
        LoanBalance(loan=each, month=month.first, amount=max(each.principal - REPAID * step, each.principal / 2))
        for each in loans
        for step, month in enumerate(first.to(last))
    )


def _answer(last: Month, author: User) -> None:
    """What is bought within the group was looked at, this year and the one before."""
    told = [*party_alerts(last), *party_alerts(Month.parse(f"{last.year - 1}-12"))]
    wanted = {(each.key, each.facts): each for each in told if each.kind not in ("same_signatory", "no_evidence")}
    AlertAcknowledgement.objects.bulk_create(
        AlertAcknowledgement(key=each.key, kind=each.kind, facts=each.facts, reason=KNOWN, author=author)
        for each in wanted.values()
    )
