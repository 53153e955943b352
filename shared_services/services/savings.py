"""Savings: a baseline that both sides sign, what the year came to, and the controller's confirmation."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.models import Establishment
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotAllowed, WrongState
from groupe.kernel.periods import Month, last_completed_month
from shared_services.enums import SavingState
from shared_services.models import Department, Saving
from shared_services.models.savings import BASELINE_MONTHS
from shared_services.selectors.savings import saving_rows

SIGNATURES = ("site", "head")


@transaction.atomic
def saving_propose(
    *,
    saving: Saving | None = None,
    department: Department,
    establishment: Establishment,
    year: int,
    unit: str,
    baseline_first: Month,
    baseline_cost: Decimal,
    baseline_volume: Decimal,
    index_name: str,
    index_base: Decimal,
    author: User | None,
) -> Saving:
    """The twelve months before the establishment joined: cost, volume and index; changed until somebody signs."""
    _check_baseline(baseline_first, year, unit=unit, index_name=index_name)
    for field, value in (
        ("baseline_cost", baseline_cost),
        ("baseline_volume", baseline_volume),
        ("index_base", index_base),
    ):
        _above_zero(field, value)
    same = Saving.objects.filter(department=department, establishment=establishment, year=year)
    if (same.exclude(pk=saving.pk) if saving else same).exists():
        raise DomainError("saving_exists", _("This saving has been proposed already."), status=409)
    if saving is None:
        saving = Saving(author=author)
    else:
        saving = _held(saving)
        if saving.state != SavingState.PROPOSED or saving.site_signed_by_id or saving.head_signed_by_id:
            raise WrongState("baseline_locked", _("The baseline is locked: somebody signed it."))
    known = {
        "department": department, "establishment": establishment, "year": year, "unit": unit.strip(),
        "baseline_first": baseline_first.first, "baseline_cost": baseline_cost, "baseline_volume": baseline_volume,
        "index_name": index_name.strip(), "index_base": index_base,
    }  # fmt: skip
    for name, given in known.items():
        setattr(saving, name, given)
    saving.save()
    return saving


@transaction.atomic
def saving_sign(*, saving: Saving, side: str, author: User) -> Saving:
    """`side` is `site` or `head`; two different people, and the baseline is locked from the first signature on."""
    if side not in SIGNATURES:
        raise refused("side", _("One of %(values)s is expected.") % {"values": ", ".join(SIGNATURES)})
    held = _held(saving)
    if held.state != SavingState.PROPOSED or getattr(held, f"{side}_signed_by_id"):
        raise WrongState("signed_already", _("This side has signed already."))
    other = "head" if side == "site" else "site"
    if getattr(held, f"{other}_signed_by_id") == author.pk:
        raise NotAllowed(_("You signed for the other side: two people sign a baseline."))
    setattr(held, f"{side}_signed_by", author)
    setattr(held, f"{side}_signed_at", timezone.now())
    if held.site_signed_by_id and held.head_signed_by_id:
        held.state = SavingState.SIGNED
    held.save()
    return held


@transaction.atomic
def saving_measure(
    *,
    saving: Saving,
    index_now: Decimal,
    volume: Decimal,
    own_cost: Decimal,
    other_cost: Decimal = Decimal(0),
    transition: Decimal = Decimal(0),
    evidence: str = "",
    author: User | None,
) -> Saving:
    """What the year came to; told anew until it is confirmed."""
    held = _held(saving)
    if held.state not in {SavingState.SIGNED, SavingState.MEASURED}:
        raise WrongState(
            "not_signed", _("A saving is measured once both sides signed its baseline, until it is confirmed.")
        )
    _above_zero("index_now", index_now)
    _above_zero("volume", volume)
    for field, value in (("own_cost", own_cost), ("other_cost", other_cost), ("transition", transition)):
        if value < 0:
            raise refused(field, _("An amount cannot be negative."))
    if other_cost and not evidence.strip():
        raise refused("evidence", _("Name the evidence of what is typed."))
    known = {
        "index_now": index_now, "volume": volume, "own_cost": own_cost, "other_cost": other_cost,
        "transition": transition, "evidence": evidence.strip(), "measured_by": author, "state": SavingState.MEASURED,
    }  # fmt: skip
    for name, given in known.items():
        setattr(held, name, given)
    held.save()
    return held


@transaction.atomic
def saving_confirm(*, saving: Saving, author: User) -> Saving:
    """By a controller who neither proposed, signed nor measured it; refused where it does not count."""
    held = _held(saving)
    if held.state != SavingState.MEASURED:
        raise WrongState("not_measured", _("A saving is confirmed once it is measured."))
    if author.pk in {held.author_id, held.measured_by_id, held.site_signed_by_id, held.head_signed_by_id}:
        raise NotAllowed(_("Nobody confirms their own saving: ask another controller."))
    verdict = saving_rows([held])[0].verdict
    if not verdict.counts:
        raise DomainError("does_not_count", verdict.reason, status=422)
    held.state, held.confirmed_by, held.confirmed_at = SavingState.CONFIRMED, author, timezone.now()
    held.save()
    return held


def _check_baseline(first: Month, year: int, **texts: str) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise refused(field, _("Say which."))
    last, newest = first + (BASELINE_MONTHS - 1), last_completed_month()
    if last > newest:
        raise refused("baseline_first", _("The twelve months of the baseline are not over."))
    if not (last + 1).year <= year <= newest.year:
        raise refused("year", _("A year that follows the baseline, and that has begun."))


def _above_zero(field: str, value: Decimal) -> None:
    if value <= 0:
        raise refused(field, _("A number above 0."))


def _held(saving: Saving) -> Saving:
    """The row, held until the transaction ends: two decisions about it wait for each other."""
    return (
        Saving.objects.select_for_update(of=("self",)).select_related("department", "establishment").get(pk=saving.pk)
    )
