"""An offer that is complete."""

from __future__ import annotations

import datetime as dt
from typing import Any

from acquisitions.documents.offer import offer_pdf
from acquisitions.models import Commitment, Deal, OfferVersion
from acquisitions.offering import items
from acquisitions.services.clocks import commitment_save
from acquisitions.services.offers import offer_save, offer_submit
from groupe.kernel.periods import PARIS
from tests.acquisitions.team import Team

NOW = dt.datetime(2026, 3, 16, 8, 0, tzinfo=PARIS)
DEADLINE = dt.datetime(2026, 3, 20, 12, 0, tzinfo=PARIS)
HEARING = dt.datetime(2026, 4, 7, 9, 30, tzinfo=PARIS)  # the day after Easter Monday
FIGURES = {
    "price": "850000.00", "income": "4100000.00", "entry_on": "2026-04-20", "jobs_before": "146", "jobs_taken": "118",
    "fte_taken": "104.50", "guarantee_amount": "150000.00",
}  # fmt: skip


def complete(**changes: str) -> dict[str, str]:
    texts = {code: f"Texte de {code}" for code, item in items().items() if item.kind == "text"}
    return texts | FIGURES | changes


def deal_with_offer(team: Team, name: str = "Les Tilleuls", **facts: Any) -> Deal:
    given = {"deadline_at": DEADLINE, "hearing_at": HEARING, "people": 146} | facts
    deal = team.deal(name, **given)
    offer_save(deal=deal, values=complete(), author=team.lead)
    promised(team, deal)
    return deal


def promised(team: Team, deal: Deal, text: str = "Maintien des emplois repris", **facts: Any) -> Commitment:
    given = {"towards": "staff", "until": dt.date(2028, 4, 20)} | facts
    return commitment_save(deal=deal, text=text, author=team.lead, **given)


def submitted(team: Team, deal: Deal, **changes: str) -> OfferVersion:
    if changes:
        offer_save(deal=deal, values=changes, author=team.lead)
    return offer_submit(deal=deal, author=team.lead, printer=offer_pdf)
