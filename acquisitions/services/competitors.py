"""What others offer for the same activity."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from acquisitions.models import Competitor, Deal
from acquisitions.selectors.offers import offered
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from establishments.services.structure.checks import check_day, refused
from groupe.kernel.errors import DomainError
from groupe.kernel.recording import saving

TEXTS = {"name": 80, "payment": 300, "guarantees": 300, "commitments": 500}


class Rival(NamedTuple):
    """What is known of an offer; amounts are euros."""

    name: str
    jobs: int | None = None
    fte: Decimal | None = None
    price: Decimal | None = None
    payment: str = ""
    guarantee_amount: Decimal | None = None
    guarantees: str = ""
    commitments: str = ""
    committed_until: dt.date | None = None


@saving()
def competitor_save(*, deal: Deal, rival: Rival, competitor: Competitor | None = None) -> Competitor:
    deal = held(offered(deal))
    row = Competitor.objects.select_for_update().get(pk=competitor.pk, deal=deal) if competitor else Competitor()
    row.deal = deal
    values: dict[str, Any] = rival._asdict()
    for name, longest in TEXTS.items():
        values[name] = told(values[name], name, longest=longest, needed=name == "name")
    for name in ("jobs", "fte", "price", "guarantee_amount"):
        if values[name] is not None and values[name] < 0:
            raise refused(name, _("An amount cannot be negative."))
    if rival.committed_until:
        check_day(rival.committed_until, "committed_until")
    for name, value in values.items():
        setattr(row, name, value)
    try:
        row.full_clean(validate_unique=False, validate_constraints=False, exclude={"deal"})
        row.validate_constraints()
    except ValidationError as error:
        message = " ".join(error.messages)
        raise DomainError("refused", message, fields={"name": message}, status=422) from error
    row.save()
    changed(deal)
    return row


@saving()
def competitor_remove(*, deal: Deal, competitor: Competitor) -> None:
    deal = held(offered(deal))
    Competitor.objects.filter(pk=competitor.pk, deal=deal).delete()
    changed(deal)
