"""Findings of the due diligence: told, changed, resolved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from acquisitions.enums import DealState, Gravity, Outcome
from acquisitions.models import Deal
from acquisitions.models import Finding as Row
from acquisitions.services.diligence import CHANGING, check_owner, check_stream
from acquisitions.services.holding import changed, held
from acquisitions.services.integration import findings_join
from acquisitions.services.words import told
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now, saving

MOST = Decimal(10) ** 11
NO_EFFECT = Decimal(0)


class Found(NamedTuple):
    """What is told of a finding; `price_effect` in euros, below zero where it lowers the price."""

    stream: str
    title: str
    gravity: str
    text: str = ""
    safety: bool = False
    price_effect: Decimal = NO_EFFECT
    owner: User | None = None
    to_integrate: bool = False


@saving()
def finding_add(*, deal: Deal, found: Found, author: User) -> Row:
    deal = held(deal, states=CHANGING)
    last = deal.findings.aggregate(last=Max("number"))["last"] or 0
    row = Row(deal=deal, number=last + 1, author=author, at=recorded_now())
    return _written(deal, row, found)


@saving()
def finding_change(*, deal: Deal, finding: Row, found: Found, author: User) -> Row:
    """Told again; a resolution stays as it is."""
    deal = held(deal, states=CHANGING)
    return _written(deal, _row(deal, finding), found)


@saving()
def finding_resolve(*, deal: Deal, finding: Row, outcome: str, resolution: str, author: User) -> Row:
    """How it is dealt with. The score stays capped unless the cause of a red safety flag is gone."""
    deal = held(deal, states=CHANGING)
    row = _row(deal, finding)
    if outcome not in Outcome.values:
        raise refused("outcome", _("One of %(values)s is expected.") % {"values": ", ".join(Outcome.values)})
    if row.outcome:
        raise WrongState("resolved", _("This finding is resolved already: open it again first."))
    row.outcome, row.resolution = outcome, told(resolution, "resolution", longest=1000)
    row.resolved_by, row.resolved_at = author, recorded_now()
    row.save()
    changed(deal)
    return row


@saving()
def finding_reopen(*, deal: Deal, finding: Row, author: User) -> Row:
    """Its resolution does not hold; what was said stays in the history."""
    deal = held(deal, states=CHANGING)
    row = _row(deal, finding)
    if not row.outcome:
        raise WrongState("not_resolved", _("This finding has no resolution."))
    row.outcome, row.resolution, row.resolved_by, row.resolved_at = "", "", None, None
    row.save()
    changed(deal)
    return row


def _row(deal: Deal, finding: Row) -> Row:
    return Row.objects.select_for_update(of=("self",)).get(pk=finding.pk, deal=deal)


def _written(deal: Deal, row: Row, found: Found) -> Row:
    check_stream(found.stream)
    check_owner(deal, found.owner)
    if found.gravity not in Gravity.values:
        raise refused("gravity", _("One of %(values)s is expected.") % {"values": ", ".join(Gravity.values)})
    if not found.price_effect.is_finite() or abs(found.price_effect) >= MOST:
        raise refused("price_effect", _("Give an amount such as 1234.56."))
    values: dict[str, Any] = found._asdict() | {
        "title": told(found.title, "title", longest=160),
        "text": told(found.text, "text", longest=2000, needed=False),
    }
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    changed(deal)
    if row.to_integrate and deal.state == DealState.WON:
        findings_join(deal, today(), row.author)
    return row
