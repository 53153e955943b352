"""What pages and the API tell of agreements and loans: they concern the whole group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from establishments.access import Access, Can
from establishments.enums import Account, DeclaredBy
from establishments.models import Flow
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import Month
from shared_services.enums import AgreementKind, AgreementPrice
from shared_services.models import Agreement, Loan

# What an agreement of each kind is billed as.
ACCOUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    AgreementKind.SERVICE: (Account.SERVICE, Account.OTHER),
    AgreementKind.BRAND: (Account.SERVICE, Account.OTHER),
    AgreementKind.STAFF: (Account.SERVICE, Account.OTHER),
    AgreementKind.RENT: (Account.RENT,),
    AgreementKind.LOAN: (Account.INTEREST,),
    AgreementKind.ACCOUNT: (Account.INTEREST,),
}
# Dividends and gains on sales follow from a decision of their own.
NEEDING: Final = (Account.SERVICE, Account.RENT, Account.INTEREST, Account.OTHER)


@dataclass(frozen=True)
class BilledMonth:
    """Euros billed in a month under an agreement against its price; no price where it is at cost."""

    month: Month
    billed: Decimal
    price: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.price is None else self.billed - self.price


def visible_agreements(access: Access) -> QuerySet[Agreement]:
    rows = Agreement.objects.select_related("provider", "beneficiary", "department", "author")
    return rows if access.whole_group(Can.SEE_SHARED) else rows.none()


def get_agreement_for(access: Access, pk: int) -> Agreement:
    """The one door to an agreement; NotVisible (404) for who does not read the whole group."""
    found = visible_agreements(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such agreement."))
    return found


def visible_loans(access: Access) -> QuerySet[Loan]:
    rows = Loan.objects.select_related("lender", "borrower", "author")
    return rows if access.whole_group(Can.SEE_SHARED) else rows.none()


def get_loan_for(access: Access, pk: int) -> Loan:
    """The one door to a loan."""
    found = visible_loans(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such loan."))
    return found


def between_entities() -> QuerySet[Flow]:
    """Each amount once: as both declare it, else as the seller does."""
    return Flow.objects.exclude(declared_by=DeclaredBy.BUYER).order_by()


def billed_under(agreement: Agreement, last: Month, *, months: int = 24) -> list[BilledMonth]:
    """The newest first, inside the validity. Agreements of one pair and kind share what is billed between them."""
    first = max((last - (months - 1)).first, Month.of(agreement.valid_from).first)  # type: ignore[arg-type]
    end = min(last.first, agreement.valid_to) if agreement.valid_to else last.first
    rows = between_entities().filter(
        seller=agreement.provider_id,
        buyer=agreement.beneficiary_id,
        account__in=ACCOUNTS[agreement.kind],
        month__gte=first,
        month__lte=end,
    )
    sums: dict[Month, Decimal] = defaultdict(Decimal)
    for month, amount in rows.values_list("month").annotate(Sum("amount")):
        sums[Month.of(month)] += amount
    price = monthly_price(agreement)
    told = list(Month.of(first).to(Month.of(end))) if first <= end else []
    return [BilledMonth(month, sums[month], price) for month in reversed(told)]


def monthly_price(agreement: Agreement) -> Decimal | None:
    if agreement.amount is None or agreement.basis not in {AgreementPrice.MONTH, AgreementPrice.YEAR}:
        return None
    return agreement.amount if agreement.basis == AgreementPrice.MONTH else round(agreement.amount / 12, 2)
