"""What deserves a look between related parties, computed from agreements, loans, flows and reports of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.enums import Account
from establishments.models import LegalEntity
from groupe.kernel.periods import Month
from groupe.kernel.web import formats
from groupe.kernel.web.components import Tone
from shared_services.enums import AgreementState, PartyAlert
from shared_services.models import Agreement, AlertAcknowledgement, Evidence, Loan
from shared_services.selectors.intra_share import bought_within
from shared_services.selectors.lenders import BOUND, Owners, lender_types
from shared_services.selectors.parties import ACCOUNTS, NEEDING, between_entities

Months: TypeAlias = dict[Month, Decimal]
# Seller, buyer and account, with what was billed in each month.
Billed: TypeAlias = Mapping[tuple[int, int, str], Months]
RED = frozenset({PartyAlert.SAME_SIGNATORY, PartyAlert.UPWARD_LOAN})


@dataclass(frozen=True)
class PartyFinding:
    """`key` names the alert, `facts` what it rests on: other facts open it again after an acknowledgement."""

    key: str
    kind: PartyAlert
    parties: str
    detail: str
    facts: str
    amount: Decimal | None = None
    href: str = ""
    acknowledged: AlertAcknowledgement | None = None

    @property
    def tone(self) -> Tone:
        return "" if self.acknowledged else "bad" if self.kind in RED else "warn"


def party_alerts(last: Month) -> list[PartyFinding]:
    """Of the year of `last`, up to it: what nobody acknowledged first, the gravest before the others."""
    first = Month.of(last.first.replace(month=1))
    agreements = list(
        Agreement.objects.exclude(state=AgreementState.DRAFT).select_related("provider", "beneficiary").order_by("pk")
    )
    billed = _billed(first, last)
    found = [
        *_same_signatories(first, last),
        *_upward(last),
        *_undelivered(agreements, billed),
        *_without_agreement(agreements, billed, last.year),
        *_over(first, last),
    ]
    known = {(row.key, row.facts): row for row in AlertAcknowledgement.objects.select_related("author")}
    told = [replace(each, acknowledged=known.get((each.key, each.facts))) for each in found]
    return sorted(told, key=lambda each: (each.acknowledged is not None, each.kind not in RED, each.kind, each.parties))


def open_alerts(last: Month) -> int:
    return sum(each.acknowledged is None for each in party_alerts(last))


def _billed(first: Month, last: Month) -> Billed:
    rows = between_entities().filter(month__gte=first.first, month__lte=last.first, account__in=NEEDING)
    sums: dict[tuple[int, int, str], Months] = defaultdict(lambda: defaultdict(Decimal))
    told = rows.exclude(seller=F("buyer")).values_list("seller", "buyer", "account", "month").annotate(Sum("amount"))
    for seller, buyer, account, month, amount in told:
        sums[seller, buyer, account][Month.of(month)] += amount
    return sums


def _same_signatories(first: Month, last: Month) -> Iterator[PartyFinding]:
    """Of drafts too: it is made right before anybody signs."""
    rows = Agreement.objects.between(first.first, last.last).select_related("provider", "beneficiary").order_by("pk")
    for each in rows:
        if each.one_person_for_both:
            yield PartyFinding(
                key=f"{PartyAlert.SAME_SIGNATORY}-{each.pk}",
                kind=PartyAlert.SAME_SIGNATORY,
                parties=_pair(each.provider, each.beneficiary),
                detail=_("%(who)s signs for both sides of “%(subject)s”.")
                % {"who": each.provider_signatory, "subject": each.subject},
                facts=f"{each.provider_signatory} / {each.beneficiary_signatory}",
                href=each.get_absolute_url(),
            )


def _upward(last: Month) -> Iterator[PartyFinding]:
    loans = list(
        Loan.objects.filter(since__lte=last.last).exclude(until__lt=last.first).select_related("lender", "borrower")
    )
    if not loans:
        return
    types = lender_types({loan.lender for loan in loans}, last.last)
    owners = Owners(last.last)
    for loan in loans:
        if types[loan.lender_id] in BOUND and owners.is_upward(loan.lender_id, loan.borrower_id):
            told = {"lender": loan.lender, "type": types[loan.lender_id].label, "borrower": loan.borrower}
            yield PartyFinding(
                key=f"{PartyAlert.UPWARD_LOAN}-{loan.pk}",
                kind=PartyAlert.UPWARD_LOAN,
                parties=_pair(loan.lender, loan.borrower),
                detail=_("%(lender)s (%(type)s) lends to its owner or to the owner’s group: %(borrower)s.") % told,
                facts=f"{loan.principal} {loan.rate} {loan.since}",
                amount=loan.principal,
                href=loan.get_absolute_url(),
            )


def _undelivered(agreements: Sequence[Agreement], billed: Billed) -> Iterator[PartyFinding]:
    """Months billed under an agreement of which nothing proves the delivery."""
    proofs: dict[int, list[tuple[Month, Month]]] = defaultdict(list)
    for agreement, begin, end in Evidence.objects.order_by().values_list("agreement", "first", "last"):
        proofs[agreement].append((Month.of(begin), Month.of(end)))
    for each in agreements:
        if Account.INTEREST in ACCOUNTS[each.kind]:
            continue  # a loan is proved by its balance
        months = _months_of(each, billed)
        bare = {
            month: amount
            for month, amount in months.items()
            if amount and _covers(each, month) and not any(a <= month <= b for a, b in proofs[each.pk])
        }
        if bare:
            yield PartyFinding(
                key=f"{PartyAlert.NO_EVIDENCE}-{each.pk}-{min(bare).year}",
                kind=PartyAlert.NO_EVIDENCE,
                parties=_pair(each.provider, each.beneficiary),
                detail=_("Nothing proves the delivery of “%(subject)s” in %(months)s.")
                % {"subject": each.subject, "months": _told(bare)},
                facts=_facts(bare),
                amount=sum(bare.values(), Decimal(0)),
                href=each.get_absolute_url(),
            )


def _months_of(agreement: Agreement, billed: Billed) -> Months:
    sums: Months = defaultdict(Decimal)
    for account in ACCOUNTS[agreement.kind]:
        pair = agreement.provider_id, agreement.beneficiary_id, account
        for month, amount in billed.get(pair, {}).items():
            sums[month] += amount
    return sums


def _without_agreement(agreements: Sequence[Agreement], billed: Billed, year: int) -> Iterator[PartyFinding]:
    """Flows that no agreement covers: none ever did, or one did that has expired."""
    by_pair: dict[tuple[int, int, str], list[Agreement]] = defaultdict(list)
    for each in agreements:
        for account in ACCOUNTS[each.kind]:
            by_pair[each.provider_id, each.beneficiary_id, account].append(each)
    entities = LegalEntity.objects.in_bulk({pk for seller, buyer, _account in billed for pk in (seller, buyer)})
    for pair, months in sorted(billed.items()):
        bare = {
            month: amount
            for month, amount in months.items()
            if amount and not any(_covers(each, month) for each in by_pair[pair])
        }
        expired: dict[int, Months] = defaultdict(dict)
        missing: Months = {}
        for month, amount in bare.items():
            before = [each for each in by_pair[pair] if each.valid_to and each.valid_to < month.first]
            into = expired[max(before, key=lambda each: each.valid_to or month.first).pk] if before else missing
            into[month] = amount
        names = _pair(entities[pair[0]], entities[pair[1]])
        if missing:
            yield PartyFinding(
                key=f"{PartyAlert.NO_AGREEMENT}-{pair[0]}-{pair[1]}-{pair[2]}-{year}",
                kind=PartyAlert.NO_AGREEMENT,
                parties=names,
                detail=_("No agreement covers what is billed (%(account)s) in %(months)s.")
                % {"account": Account(pair[2]).label, "months": _told(missing)},
                facts=_facts(missing),
                amount=sum(missing.values(), Decimal(0)),
            )
        by_key = {each.pk: each for each in by_pair[pair]}
        for pk, used in expired.items():
            yield PartyFinding(
                key=f"{PartyAlert.EXPIRED}-{pk}-{pair[2]}-{year}",
                kind=PartyAlert.EXPIRED,
                parties=names,
                detail=_("“%(subject)s” ended on %(day)s and is still billed in %(months)s.")
                % {"subject": by_key[pk].subject, "day": formats.day(by_key[pk].valid_to), "months": _told(used)},
                facts=_facts(used),
                amount=sum(used.values(), Decimal(0)),
                href=by_key[pk].get_absolute_url(),
            )


def _over(first: Month, last: Month) -> Iterator[PartyFinding]:
    limit = catalogue().parameter("intra_share", last.last)
    for each in bought_within(first, last) if limit is not None else []:
        if limit is not None and each.over(limit):
            told = {
                "entity": each.entity,
                "percent": formats.with_unit(formats.number(each.percent, 1), "%"),
                "limit": formats.with_unit(formats.number(limit, 0), "%"),
                "year": str(last.year),
            }
            yield PartyFinding(
                key=f"{PartyAlert.SHARE_OVER}-{each.entity.pk}-{last.year}",
                kind=PartyAlert.SHARE_OVER,
                parties=each.entity.name,
                detail=_("%(entity)s buys %(percent)s of its charges of %(year)s within the group (limit %(limit)s).")
                % told,
                facts=f"{last.year} > {limit} %",
                amount=each.bought,
            )


def _covers(agreement: Agreement, month: Month) -> bool:
    """On one day of the month at least."""
    first, end = agreement.valid_from, agreement.valid_to
    return first is not None and first <= month.last and (end is None or end >= month.first)


def _pair(one: LegalEntity, other: LegalEntity) -> str:
    return f"{one.name} → {other.name}"


def _told(months: Months) -> str:
    """`janvier 2026` or `janvier 2026 … mars 2026 (3)`."""
    first, last = min(months), max(months)
    if first == last:
        return formats.month(first)
    return f"{formats.month(first)} … {formats.month(last)} ({len(months)})"


def _facts(months: Months) -> str:
    return f"{min(months)} {max(months)} {len(months)} {sum(months.values(), Decimal(0))}"
