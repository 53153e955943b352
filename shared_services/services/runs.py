"""Allocation runs: asked for by the controller, computed by a worker, approved by somebody else."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from celery import current_app
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, WrongState
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.web.formats import month as shown
from shared_services.enums import CHARGED, Basis, Method, RunKind, RunState
from shared_services.models import AllocationRun, Department, DepartmentMonth

RUN_TASK = "shared_services.compute_run"
log = structlog.get_logger(__name__)


@transaction.atomic
def run_ask(
    *,
    author: User | None,
    month: Month,
    kind: str = RunKind.MONTH,
    basis: str = Basis.ACTUAL,
    method: str = Method.DIRECT,
    order: Sequence[str] = (),
) -> AllocationRun:
    """A new version, which a worker computes once this is committed.

    `order` is that of step-down, by department code; the one that gives most to others comes first where it is empty.
    A true-up is on actual cost. Refused (422) for a month that is not over, or that later charges stand on.
    """
    if month > last_completed_month():
        raise refused("month", _("%(month)s is not over.") % {"month": shown(month).capitalize()})
    if kind == RunKind.TRUE_UP and basis != Basis.ACTUAL:
        raise refused("basis", _("A true-up is on actual cost."))
    _check_order(order)
    _check_place(kind, month)
    Department.objects.select_for_update().order_by("pk").first()  # two that ask at once get two versions
    newest = AllocationRun.objects.filter(kind=kind, month=month.first).aggregate(found=Max("version"))["found"]
    run = AllocationRun.objects.create(
        kind=kind, month=month.first, version=(newest or 0) + 1, basis=basis, method=method, order=list(order),
        author=author,
    )  # fmt: skip
    transaction.on_commit(lambda: send(run.pk))
    return run


def send(pk: int) -> None:
    """A message that is lost is sent again by beat."""
    try:
        current_app.send_task(RUN_TASK, [pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("run_not_enqueued", run=pk, error=type(error).__name__)


@transaction.atomic
def run_approve(*, run: AllocationRun, author: User) -> AllocationRun:
    """Charges the establishments; nobody approves their own run. An approved version of the month is replaced."""
    run = _in_state(run, RunState.DRAFT, _("Only a draft is approved."))
    if run.author_id == author.pk:
        raise NotAllowed(_("Nobody approves their own run: ask somebody else."))
    _check_place(run.kind, run.period)
    AllocationRun.objects.filter(kind=run.kind, month=run.month, state=RunState.APPROVED).update(
        state=RunState.CANCELLED, remark=_("Replaced by version %(version)s.") % {"version": run.version}
    )
    run.state, run.approved_by, run.approved_at = RunState.APPROVED, author, timezone.now()
    run.save(update_fields=["state", "approved_by", "approved_at"])
    if run.kind == RunKind.TRUE_UP:
        charged_in(run.period).filter(kind=RunKind.MONTH).update(state=RunState.ADJUSTED)
    return run


@transaction.atomic
def run_cancel(*, run: AllocationRun, reason: str) -> AllocationRun:
    """Of a draft, or of what was approved and nobody invoiced yet; what later charges stand on stays."""
    run = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if run.state not in {RunState.COMPUTING, RunState.FAILED, RunState.DRAFT, RunState.APPROVED}:
        raise WrongState("wrong_state", _("What was invoiced is made right by a true-up."))
    if not reason.strip():
        raise refused("reason", _("Say why."))
    if run.state == RunState.APPROVED:
        _check_place(run.kind, run.period)
    run.state, run.remark = RunState.CANCELLED, reason.strip()
    run.save(update_fields=["state", "remark"])
    return run


@transaction.atomic
def run_mark_invoiced(*, run: AllocationRun) -> AllocationRun:
    """Once the invoices of all its lines are out."""
    run = _in_state(run, RunState.APPROVED, _("Only an approved run is invoiced."))
    run.state = RunState.INVOICED
    run.save(update_fields=["state"])
    return run


def charged_in(month: Month) -> QuerySet[AllocationRun]:
    """The runs of its year that were charged up to a month, in the order in which they were approved."""
    rows = AllocationRun.objects.filter(
        state__in=CHARGED, month__gte=month.first.replace(month=1), month__lte=month.first
    )
    return rows.order_by("approved_at", "pk")


def _in_state(run: AllocationRun, state: str, message: str) -> AllocationRun:
    run = AllocationRun.objects.select_for_update().get(pk=run.pk)
    if run.state != state:
        raise WrongState("wrong_state", message)
    return run


def _check_order(order: Sequence[str]) -> None:
    known = set(Department.objects.filter(active=True).values_list("code", flat=True))
    if order and (len(order) != len(set(order)) or set(order) != known):
        raise refused("order", _("Every department once: %(codes)s.") % {"codes": ", ".join(sorted(known))})


def _check_place(kind: str, month: Month) -> None:
    """Charges of a year stand on each other: what comes before is charged, and nothing after is."""
    year = AllocationRun.objects.filter(
        state__in=CHARGED, month__gte=month.first.replace(month=1), month__lte=month.first.replace(month=12)
    )
    later = Q(month__gt=month.first) | Q(month=month.first, kind=RunKind.TRUE_UP)
    if kind == RunKind.TRUE_UP:
        later = Q(month__gt=month.first) | Q(month=month.first, kind=RunKind.TRUE_UP, state=RunState.INVOICED)
    invoiced = Q(month=month.first, kind=kind, state__in=[RunState.INVOICED, RunState.ADJUSTED])
    if year.filter(later | invoiced if kind == RunKind.MONTH else later).exists():
        told = {"month": shown(month)}
        raise WrongState("charged_since", _("Later charges stand on %(month)s: a true-up makes it right.") % told)
    if kind == RunKind.MONTH:
        _check_before(month)


def _check_before(month: Month) -> None:
    """Months of the year that cost something are charged first."""
    first = Month(month.index - month.number + 1)
    told = DepartmentMonth.objects.filter(month__gte=first.first, month__lt=month.first).filter(
        Q(actual__isnull=False) | Q(budget__isnull=False)
    )
    costly = set(told.values_list("month", flat=True).distinct().order_by())
    rows = charged_in(month - 1).values_list("kind", "month") if month > first else []
    covered = {
        each for kind, upto in rows for each in costly if each == upto or (kind == RunKind.TRUE_UP and each < upto)
    }
    if waiting := sorted(costly - covered):
        told_month = {"month": shown(Month.of(waiting[0]))}
        raise refused("month", _("%(month)s is charged first, or a true-up makes the year whole.") % told_month)
