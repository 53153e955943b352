"""Offers of the demo's files before a court: one being written, others filed and improved, beside competitors."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.utils import timezone

from acquisitions.clocks import months_after
from acquisitions.documents.offer import offer_pdf
from acquisitions.enums import DealState
from acquisitions.models import Competitor, Deal, Offer, OfferFiling, OfferVersion
from acquisitions.routes import routes
from acquisitions.selectors.offers import gaps_of, prefilled, promises

FILE: Final = Path(__file__).with_name("offers.toml")
# What the first version offered, of what the file says now: later versions raised it.
FIRST: Final = Decimal("0.92")
RIVALS: Final = (
    ("Candidat A", Decimal("0.80"), Decimal("1.15"), "Maintien de l'emploi pendant un an", "Comptant", 12),
    (
        "Candidat B",
        Decimal("0.93"),
        Decimal("0.70"),
        "Aucun licenciement pendant deux ans",
        "Deux échéances annuelles",
        24,
    ),
)


def write_offers() -> None:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for deal in Deal.objects.exclude(state=DealState.WON).select_related("opened_by", "entity").order_by("pk"):
        plan = routes()[deal.route]
        if plan.has("offer") and plan.stage(deal.stage).position >= plan.stage("offer").position:
            _offer(deal, told["texts"], submitted=plan.stage(deal.stage).position > plan.stage("offer").position)


def _offer(deal: Deal, texts: dict[str, str], *, submitted: bool) -> None:
    values = dict(texts) | dict(prefilled(deal)) | _figures(deal)
    if not submitted:
        values.pop("environment"), values.pop("outlook")
    Offer.objects.create(deal=deal, contents=values, changed_by=deal.opened_by)
    _rivals(deal)
    made = promises(deal)
    if submitted and not gaps_of(deal, values, made):
        price = round(Decimal(values["price"]) * FIRST, 2)
        at = (deal.deadline_at or timezone.now()) - dt.timedelta(days=1)
        _version(deal, 1, {**values, "price": str(price)}, at)
        _version(deal, 2, values, min(at + dt.timedelta(days=4), timezone.now() - dt.timedelta(hours=2)))


def _figures(deal: Deal) -> dict[str, str]:
    """In the order of magnitude of the file; the entry comes a month after the hearing."""
    people = deal.people or 40
    hearing = deal.hearing_at or timezone.now()
    return {
        "income": str(Decimal(people) * 52_000), "guarantee_amount": str(Decimal(people) * 1_500),
        "entry_on": (hearing.date() + dt.timedelta(days=30)).isoformat(), "jobs_before": str(people),
        "jobs_taken": str(deal.people_taken or people), "fte_taken": str(deal.fte_taken or Decimal(people) * 8 / 10),
    }  # fmt: skip


def _version(deal: Deal, number: int, values: dict[str, str], at: dt.datetime) -> None:
    made = promises(deal)
    pdf = offer_pdf(deal, number, values, made, at)
    version = OfferVersion.objects.create(
        deal=deal, number=number, contents=values, commitments=[dataclasses.asdict(promise) for promise in made],
        pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), author=deal.opened_by, at=at,
    )  # fmt: skip
    OfferFiling.objects.create(
        version=version, filed_at=at + dt.timedelta(hours=1), how="Greffe, contre récépissé", author=deal.opened_by
    )


def _rivals(deal: Deal) -> None:
    people, price = deal.people or 40, deal.price or Decimal(100_000)
    entry = (deal.hearing_at or timezone.now()).date()
    Competitor.objects.bulk_create(
        Competitor(
            deal=deal, name=name, jobs=int(people * jobs), price=round(price * more, -3), commitments=promise,
            payment=payment, committed_until=months_after(entry, months), guarantees="Caution bancaire",
            guarantee_amount=round(price / 10, -3),
        )
        for name, jobs, more, promise, payment, months in RIVALS
    )  # fmt: skip
