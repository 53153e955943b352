"""What runs in the demo's files: authorisations asked for, commitments made."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from acquisitions.clocks import months_after
from acquisitions.enums import AuthorityAnswer, DealState, Towards
from acquisitions.models import AuthorisationFile, Commitment, Deal
from groupe.kernel.periods import today

# How many days ago the authority got the file, and asked for what is missing.
SENT: dict[str, tuple[int, int | None]] = {"improvement": (20, 8), "hearing": (44, None)}
ARS = "Agence régionale de santé"
PROMISES = (
    (Towards.COURT, "Aucune cession d'actif repris", None, 24),
    (Towards.COURT, "Travaux de sécurité et d'accessibilité", Decimal("180000.00"), 36),
    (Towards.STAFF, "Maintien de tous les contrats repris", None, 24),
)


def write_clocks() -> None:
    for deal in Deal.objects.order_by("pk"):
        if deal.stage in SENT and deal.state == DealState.OPEN:
            _sent(deal)
        if deal.state == DealState.WON and deal.entry_on:
            _answered(deal, deal.entry_on)
        if deal.hearing_at:
            _promised(deal, deal.entry_on or months_after(deal.hearing_at.date(), 1))


def _sent(deal: Deal) -> None:
    received, asked = SENT[deal.stage]
    asked_on = today() - dt.timedelta(days=asked) if asked else None
    AuthorisationFile.objects.create(
        deal=deal, authority=ARS, received_on=today() - dt.timedelta(days=received), asked_on=asked_on
    )


def _answered(deal: Deal, entry: dt.date) -> None:
    AuthorisationFile.objects.create(
        deal=deal, authority=ARS, received_on=entry - dt.timedelta(days=80), answer=AuthorityAnswer.GRANTED,
        answered_on=entry - dt.timedelta(days=3),
    )  # fmt: skip


def _promised(deal: Deal, entry: dt.date) -> None:
    Commitment.objects.bulk_create(
        Commitment(
            deal=deal, towards=towards, text=text, amount=amount, until=months_after(entry, months),
            created_by=deal.opened_by,
        )
        for towards, text, amount, months in PROMISES
    )  # fmt: skip
