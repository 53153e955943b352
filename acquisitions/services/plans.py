"""The seller's accounts are told, a plan is saved as its next version, one version becomes the thesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from acquisitions.enums import DealState
from acquisitions.models import Deal, RecoveryPlan, TargetMonth
from acquisitions.selectors.plans import account_rows, accounts_of
from acquisitions.services.describing import described, description_of
from acquisitions.services.holding import changed, held
from acquisitions.services.words import told
from acquisitions.valuation.checks import check_plan
from acquisitions.valuation.curve import SellerMonth
from acquisitions.valuation.history import read_rows
from acquisitions.valuation.kinds import TOLD
from acquisitions.valuation.plan import Plan
from acquisitions.valuation.reading import read_plan
from acquisitions.valuation.terms import Terms
from acquisitions.valuation.writing import write_plan
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.numbers import from_units, round_half_up
from groupe.kernel.recording import recorded_now, saving

STATES = (DealState.OPEN, DealState.WON)
NOTE = 300


@saving()
def accounts_save(*, deal: Deal, rows: Sequence[Mapping[str, Any]], author: User | None) -> list[SellerMonth]:
    """All months at once, in place of those told before; versions that were saved keep the accounts they had."""
    deal = held(deal, states=STATES)
    months = read_rows(rows)
    TargetMonth.objects.filter(deal=deal).exclude(month__in=[each.month.first for each in months]).delete()
    fields = ["days", "places", "products", *(nature.value for nature in TOLD), "author", "recorded_at"]
    TargetMonth.objects.bulk_create(
        [_month(deal, each, author) for each in months],
        update_conflicts=True,
        unique_fields=["deal", "month"],
        update_fields=fields,
    )
    return months


@saving()
def plan_save(
    *,
    deal: Deal,
    content: Mapping[str, Any],
    author: User | None,
    note: str = "",
    expected: int | None = None,
) -> RecoveryPlan:
    """The next version, on the accounts of today; 412 where `expected` is no longer the newest one (0: none yet)."""
    deal = held(deal, states=STATES)
    newest = RecoveryPlan.objects.filter(deal=deal).aggregate(newest=Max("number"))["newest"] or 0
    if expected is not None and expected != newest:
        message = _("Somebody else saved version %(number)s meanwhile: look at it, then save again.")
        raise DomainError("stale", message % {"number": newest}, status=412)
    plan, accounts = read_plan(content), accounts_of(deal)
    if accounts:
        check_plan(plan, accounts)
    return RecoveryPlan.objects.create(
        deal=deal,
        number=newest + 1,
        content=write_plan(plan),
        accounts=account_rows(accounts),
        note=_words(plan, note),
        author=author,
        recorded_at=recorded_now(),
    )


@saving()
def thesis_mark(*, deal: Deal, number: int, author: User) -> RecoveryPlan:
    """The version that the offer is made on, for good; its price and jobs become those of an open deal."""
    deal = held(deal, states=STATES)
    if RecoveryPlan.objects.filter(deal=deal, thesis=True).exists():
        raise WrongState("thesis_locked", _("The thesis is marked already, and locked: the review compares with it."))
    row = RecoveryPlan.objects.select_for_update().filter(deal=deal, number=number).first()
    if row is None:
        raise refused("number", _("There is no such version."))
    if not row.accounts:
        raise refused("number", _("Tell the seller's accounts first: this version has no curve to compare with."))
    row.thesis, row.thesis_by, row.thesis_at = True, author, recorded_now()
    row.save(update_fields=["thesis", "thesis_by", "thesis_at"])
    if deal.open:
        _agree(deal, read_plan(row.content).terms)
    return row


def _agree(deal: Deal, terms: Terms) -> None:
    """What the thesis tells need not be told to the deal again."""
    facts = description_of(deal)._replace(
        price=from_units(terms.price, 2),
        recapitalisation=from_units(terms.recapitalisation, 2),
        people=terms.jobs_before or deal.people,
        people_taken=terms.jobs_taken or deal.people_taken,
        fte=deal.fte if terms.fte_before is None else terms.fte_before,
        fte_taken=deal.fte_taken if terms.fte_taken is None else terms.fte_taken,
    )
    described(deal, facts)
    changed(deal)


def _words(plan: Plan, note: str) -> str:
    """The note, once neither it nor the name of a lever tells who somebody is."""
    for at, each in enumerate(plan.levers):
        told(each.name, f"levers.{at}.name", needed=False)
    return told(note, "note", longest=NOTE, needed=False)


def _month(deal: Deal, known: SellerMonth, author: User | None) -> TargetMonth:
    return TargetMonth(
        deal=deal,
        month=known.month.first,
        days=round_half_up(known.days, 2),
        places=known.places,
        products=from_units(known.products, 2),
        author=author,
        recorded_at=recorded_now(),
        **{nature.value: from_units(known.charges[nature], 2) for nature in TOLD},
    )
