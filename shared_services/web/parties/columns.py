"""Columns of agreements, loans and alerts."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupe.kernel.web import formats
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column
from shared_services.enums import AgreementPrice, AgreementState
from shared_services.models import Agreement
from shared_services.selectors.party_alerts import PartyFinding

TONES: dict[str, Tone] = {AgreementState.SIGNED: "warn", AgreementState.APPROVED: "ok"}


def price(agreement: Agreement) -> str:
    """`1 200,00 € a month`, `3 %`, or at cost."""
    label = agreement.get_basis_display()
    if agreement.basis == AgreementPrice.COST:
        return label
    if agreement.basis == AgreementPrice.RATE:
        return formats.with_unit(formats.number(agreement.amount, 2), "%")
    return f"{formats.euros(agreement.amount, 2)} {label}"


def _acknowledged(finding: PartyFinding) -> str:
    known = finding.acknowledged
    return f"{known.author}, {formats.day(known.recorded_at.date())}: {known.reason}" if known else _("open")


AGREEMENTS = (
    Column("subject", gettext_lazy("Subject"), order=("subject",), wrap=True, href=lambda row: row.get_absolute_url()),
    Column(
        "state", gettext_lazy("State"), "tag", value=lambda row: row.get_state_display(), order=("state",),
        tone=lambda row: TONES.get(row.state, ""),
    ),
    Column("provider", gettext_lazy("Provider"), order=("provider__name",), wrap=True),
    Column("beneficiary", gettext_lazy("Beneficiary"), order=("beneficiary__name",), wrap=True),
    Column("kind", gettext_lazy("Kind"), value=lambda row: row.get_kind_display(), order=("kind",)),
    Column("price", gettext_lazy("Price"), value=price),
    Column("valid_from", gettext_lazy("From"), "day", order=("valid",)),
    Column("valid_to", gettext_lazy("To"), "day"),
)  # fmt: skip
BILLED = (
    Column("month", gettext_lazy("Month"), "month", value=lambda row: row.month.first),
    Column("billed", gettext_lazy("Billed"), "euros", digits=2),
    Column("price", gettext_lazy("Price"), "euros", digits=2),
    Column("difference", gettext_lazy("Difference"), "euros", digits=2),
)
LOANS = (
    Column(
        "lender", gettext_lazy("Lender"), value=lambda row: row.lender.name, order=("lender__name",), wrap=True,
        href=lambda row: row.get_absolute_url(),
    ),
    Column("borrower", gettext_lazy("Borrower"), order=("borrower__name",), wrap=True),
    Column("kind", gettext_lazy("Kind"), value=lambda row: row.get_kind_display(), order=("kind",)),
    Column("principal", gettext_lazy("Principal"), "euros", order=("principal",)),
    Column("rate", gettext_lazy("Rate"), "number", order=("rate",), digits=2, unit="%"),
    Column("since", gettext_lazy("From"), "day", order=("since",)),
    Column("until", gettext_lazy("To"), "day", order=("until",)),
)  # fmt: skip
BALANCES = (
    Column("month", gettext_lazy("Month"), "month", order=("month",)),
    Column("amount", gettext_lazy("Balance"), "euros", digits=2),
)
ALERTS = (
    Column("detail", gettext_lazy("Alert"), wrap=True, href=lambda row: row.href),
    Column(
        "kind", gettext_lazy("Kind"), "tag", value=lambda row: row.kind.label.capitalize(), order=("kind",),
        tone=lambda row: row.tone,
    ),
    Column("parties", gettext_lazy("Parties"), order=("parties",), wrap=True),
    Column("amount", gettext_lazy("Amount"), "euros", order=("amount",)),
    Column(
        "state", gettext_lazy("State"), value=_acknowledged, wrap=True,
        href=lambda row: "" if row.acknowledged else reverse("shared_services:alert", args=[row.key]),
    ),
)  # fmt: skip
NO_AGREEMENT = Empty(
    title=gettext_lazy("No agreement yet"), icon="document-check",
    text=gettext_lazy("What entities of the group do for each other is agreed, signed and approved by both sides."),
)  # fmt: skip
NO_LOAN = Empty(title=gettext_lazy("No loan within the group"), icon="banknotes")
NO_ALERT = Empty(
    title=gettext_lazy("No alert"), text=gettext_lazy("Nothing stands out in this year."), icon="check-circle"
)
EVIDENCE = (
    Column("document", gettext_lazy("Document"), wrap=True),
    Column("first", gettext_lazy("From"), "month"),
    Column("last", gettext_lazy("To"), "month"),
    Column("dated", gettext_lazy("Dated"), "day"),
    Column("note", gettext_lazy("Note"), wrap=True),
)
NO_EVIDENCE = Empty(title=gettext_lazy("Nothing proves the delivery yet."), icon="document")
