"""Agreements between entities of the group, their approvals and evidence, loans, and what people say of alerts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from establishments.models import LegalEntity
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.periods import Month, today
from groupe.kernel.ranges import inclusive
from shared_services.enums import AgreementKind, AgreementPrice, AgreementState, Body, LoanKind, Party, PartyAlert
from shared_services.models import (
    Agreement,
    AgreementApproval,
    AlertAcknowledgement,
    Department,
    Evidence,
    Loan,
    LoanBalance,
)
from shared_services.models.parties import person_key
from shared_services.selectors.party_alerts import PartyFinding


@transaction.atomic
def agreement_save(
    *,
    agreement: Agreement | None = None,
    provider: LegalEntity,
    beneficiary: LegalEntity,
    kind: str,
    subject: str,
    since: dt.date,
    until: dt.date | None = None,
    basis: str = AgreementPrice.COST,
    amount: Decimal | None = None,
    department: Department | None = None,
    signatories: dict[str, tuple[str, str, User | None]],
    author: User | None,
) -> Agreement:
    """Drafts an agreement, or writes the draft anew; `signatories` by side: name, function, user."""
    _check_given(kind, basis, subject, signatories)
    if provider == beneficiary:
        raise refused("beneficiary", _("An agreement has two parties."))
    check_day(since, "since")
    if until is not None and until < since:
        raise refused("until", _("The end comes after the beginning."))
    if (basis == AgreementPrice.COST) != (amount is None) or (amount is not None and amount < 0):
        raise refused("amount", _("An amount, unless it is at cost."))
    if agreement is None:
        agreement = Agreement(author=author)
    elif _held(agreement).state != AgreementState.DRAFT:
        raise WrongState("not_a_draft", _("Only a draft is written anew: what is signed is ended, and replaced."))
    known: dict[str, Any] = {
        "provider": provider, "beneficiary": beneficiary, "kind": kind, "subject": subject.strip(), "basis": basis,
        "amount": amount, "department": department, "valid": inclusive(since, until),
    }  # fmt: skip
    for side, (name, function, user) in signatories.items():
        known |= {f"{side}_signatory": name.strip(), f"{side}_function": function.strip(), f"{side}_user": user}
    for field, value in known.items():
        setattr(agreement, field, value)
    agreement.save()
    return agreement


def _check_given(kind: str, basis: str, subject: str, signatories: dict[str, tuple[str, str, User | None]]) -> None:
    for field, value, values in (("kind", kind, AgreementKind.values), ("basis", basis, AgreementPrice.values)):
        if value not in values:
            raise refused(field, _("One of %(values)s is expected.") % {"values": ", ".join(values)})
    if not subject.strip():
        raise refused("subject", _("Say what is agreed."))
    for side in Party.values:
        if not all(text.strip() for text in signatories.get(side, ("", "", None))[:2]):
            raise refused(f"{side}_signatory", _("Each side has a signatory and a function."))


@transaction.atomic
def agreement_sign(*, agreement: Agreement, signed_on: dt.date) -> Agreement:
    """Both signatories signed; it waits for the approval of each side."""
    held = _held(agreement)
    if held.state != AgreementState.DRAFT:
        raise WrongState("not_a_draft", _("It is signed already."))
    check_day(signed_on, "signed_on")
    if signed_on > today():
        raise refused("signed_on", _("That day is yet to come."))
    held.state, held.signed_on = AgreementState.SIGNED, signed_on
    held.save(update_fields=["state", "signed_on"])
    return held


@transaction.atomic
def agreement_approve(
    *, agreement: Agreement, side: str, body: str, decided_on: dt.date, chair: str, author: User
) -> AgreementApproval:
    """A side's body approved it. 403 where one person would have decided for both parties."""
    held = _held(agreement)
    if held.state != AgreementState.SIGNED:
        raise WrongState("not_signed", _("An agreement is approved once it is signed, and before it ends."))
    for field, value, values in (("side", side, Party.values), ("body", body, Body.values)):
        if value not in values:
            raise refused(field, _("One of %(values)s is expected.") % {"values": ", ".join(values)})
    if not chair.strip():
        raise refused("chair", _("Name who chaired the decision."))
    check_day(decided_on, "decided_on")
    if decided_on > today():
        raise refused("decided_on", _("That day is yet to come."))
    if held.approvals.filter(side=side).exists():
        raise WrongState("approved_already", _("This side has approved already."))
    _refuse_both(held, side, chair, author)
    made = AgreementApproval.objects.create(
        agreement=held, side=side, body=body, decided_on=decided_on, chair=chair.strip(),
        chair_key=person_key(chair), author=author,
    )  # fmt: skip
    if held.approvals.count() == len(Party.values):
        held.state = AgreementState.APPROVED
        held.save(update_fields=["state"])
    return made


def _refuse_both(agreement: Agreement, side: str, chair: str, author: User) -> None:
    """The same user or the same person, through a signature or through the other side's approval."""
    other = Party.BENEFICIARY if side == Party.PROVIDER else Party.PROVIDER
    if agreement.one_person_for_both:
        raise NotAllowed(_("The same person signs for both parties: another one signs for one of them first."))
    approval = agreement.approvals.filter(side=other).first()
    if approval is not None and approval.author_id == author.pk:
        raise NotAllowed(_("Nobody approves for both parties: you recorded the approval of the other side."))
    if getattr(agreement, f"{other}_user_id") == author.pk:
        raise NotAllowed(_("Nobody approves for both parties: you sign for the other side."))
    key, others = person_key(chair), {person_key(getattr(agreement, f"{other}_signatory"))}
    if approval is not None:
        others.add(approval.chair_key)
    if key in others:
        raise NotAllowed(_("Nobody approves for both parties: %(who)s decides for the other side.") % {"who": chair})


@transaction.atomic
def agreement_end(*, agreement: Agreement, last_day: dt.date) -> Agreement:
    """Its last day; what is billed afterwards raises an alert."""
    held = _held(agreement)
    if held.state not in {AgreementState.SIGNED, AgreementState.APPROVED}:
        raise WrongState("not_in_force", _("Only an agreement in force is ended."))
    check_day(last_day, "last_day")
    if held.valid_from is not None and last_day < held.valid_from:
        raise refused("last_day", _("The end comes after the beginning."))
    if held.valid_to is not None and last_day > held.valid_to:
        raise refused("last_day", _("It ends before that day already."))
    held.valid, held.state = inclusive(held.valid_from, last_day), AgreementState.ENDED
    held.save(update_fields=["valid", "state"])
    return held


@transaction.atomic
def evidence_add(
    *,
    agreement: Agreement,
    first: Month,
    last: Month,
    document: str,
    dated: dt.date,
    note: str = "",
    author: User | None,
) -> Evidence:
    """A document proves the delivery of the months from `first` to `last`."""
    if last < first:
        raise refused("last", _("The end comes after the beginning."))
    if not document.strip():
        raise refused("document", _("Name the document."))
    check_day(dated, "dated")
    if dated > today():
        raise refused("dated", _("That day is yet to come."))
    return Evidence.objects.create(
        agreement=agreement, first=first.first, last=last.first, document=document.strip(), dated=dated,
        note=note.strip(), author=author,
    )  # fmt: skip


@transaction.atomic
def loan_add(
    *,
    lender: LegalEntity,
    borrower: LegalEntity,
    kind: str,
    principal: Decimal,
    rate: Decimal,
    since: dt.date,
    until: dt.date | None = None,
    author: User | None,
) -> Loan:
    """Recorded as it is: an upward loan raises an alert, it is not hidden by a refusal."""
    if lender == borrower:
        raise refused("borrower", _("A loan has two parties."))
    if kind not in LoanKind.values:
        raise refused("kind", _("One of %(values)s is expected.") % {"values": ", ".join(LoanKind.values)})
    if principal <= 0:
        raise refused("principal", _("An amount above 0."))
    if not 0 <= rate < 100:
        raise refused("rate", _("A rate from 0 to 100 %."))
    check_day(since, "since")
    if until is not None and until < since:
        raise refused("until", _("The end comes after the beginning."))
    return Loan.objects.create(
        lender=lender, borrower=borrower, kind=kind, principal=principal, rate=rate, since=since, until=until,
        author=author,
    )  # fmt: skip


@transaction.atomic
def loan_balance_set(*, loan: Loan, month: Month, amount: Decimal) -> LoanBalance:
    """What is still owed at the end of a month; told again, it is replaced."""
    if amount < 0:
        raise refused("amount", _("A balance cannot be negative."))
    if month.last < loan.since:
        raise refused("month", _("The loan began later."))
    return LoanBalance.objects.update_or_create(loan=loan, month=month.first, defaults={"amount": amount})[0]


@transaction.atomic
def alert_acknowledge(*, finding: PartyFinding, reason: str, author: User) -> AlertAcknowledgement:
    """Why it may stay as it is; the same facts are acknowledged once."""
    if not reason.strip():
        raise refused("reason", _("Say why."))
    if finding.acknowledged is not None:
        raise DomainError("acknowledged", _("Somebody acknowledged it already."), status=409)
    return AlertAcknowledgement.objects.create(
        key=finding.key, kind=PartyAlert(finding.kind), facts=finding.facts, reason=reason.strip(), author=author
    )


def _held(agreement: Agreement) -> Agreement:
    """The row, held until the transaction ends: two decisions about it wait for each other."""
    return Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
