"""Runs that people ask for, or that the night brings: made by a worker, told of by a `Run`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from groupe.accounts.models import User
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.models import EngineState, FoldMinute, Run
from groupe.consolidation.services.alerts import raise_difference
from groupe.consolidation.services.check import check, sample_of
from groupe.consolidation.services.rebuild import rebuild
from groupe.consolidation.services.runs import Progress, failing, fingerprint, single_run, still_started
from groupe.consolidation.store import run_lock_held
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import today

RUN_TASK = "consolidation.run"
# A run that no worker has taken after so long was lost with its message, and is sent again.
LOST_AFTER = dt.timedelta(minutes=1)
KEPT_DIFFERENCES = 500
log = structlog.get_logger(__name__)


@transaction.atomic
def ask(*, kind: str, author: User) -> Run:
    """A worker is asked for it once this is committed; a rebuild that was cut short is asked for again."""
    asked = Run.objects.select_for_update().filter(state=Run.State.QUEUED).first()
    if run_lock_held() or (asked and asked.started_at > timezone.now() - LOST_AFTER):
        raise WrongState("run_going", _("A rebuild or a check is already going."))
    if asked:
        asked.delete()
    run = Run.objects.filter(kind=Run.Kind.REBUILD, state=Run.State.STARTED).first() if kind == "rebuild" else None
    run = run or Run.objects.create(kind=kind, author=author, state=Run.State.QUEUED)
    transaction.on_commit(lambda: _send(run))
    return run


def _send(run: Run) -> None:
    try:
        current_app.send_task(RUN_TASK, [run.pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("run_not_enqueued", run=run.pk, error=type(error).__name__)


@transaction.atomic
def stop(*, run: Run, author: User) -> None:
    """For good: the process at work gives up at its next step, and the live figures are as whole as before."""
    open_ones = Run.objects.filter(pk=run.pk, state__in=[Run.State.QUEUED, Run.State.STARTED])
    if not open_ones.update(state=Run.State.STOPPED, ended_at=timezone.now(), stopped_by=author):
        raise WrongState("run_ended", _("This run has ended already."))


def make(pk: int) -> None:
    """What was asked for; nothing where it is done already, as a message may come twice."""
    run = Run.objects.filter(pk=pk, state__in=[Run.State.QUEUED, Run.State.STARTED]).first()
    work: dict[str, Callable[[Run], object]] = {
        Run.Kind.REBUILD: lambda run: rebuild(run=run),
        Run.Kind.CHECK: lambda run: run_check(run=run),
    }
    try:
        if run:
            work[run.kind](run)
    except WrongState as error:
        asked = Run.objects.filter(pk=pk, state=Run.State.QUEUED)
        asked.update(state=Run.State.FAILED, ended_at=timezone.now(), remark=error.message)


def run_check(
    *, author: User | None = None, run: Run | None = None, sample: bool = False, progress: Progress | None = None
) -> Run:
    """A check, its outcome kept as a run; an alert where something differs."""
    with single_run():
        left = Run.objects.filter(kind=Run.Kind.CHECK, state=Run.State.STARTED)
        left.update(state=Run.State.FAILED, ended_at=timezone.now(), remark="cut_short")
        run = run or Run(kind=Run.Kind.CHECK, author=author)
        run.state, run.started_at = Run.State.STARTED, timezone.now()
        chosen = sample_of(today()) if sample else None
        run.remark = "sample" if chosen else ""
        run.save()

        def told(done: int, total: int) -> None:
            still_started(run, done=done, total=total)
            if progress:
                progress(done, total)

        with failing(run):
            found = check(told, sample=chosen)
        kept = [each.kept() for each in found.found[:KEPT_DIFFERENCES]]
        still_started(run, state=Run.State.DONE, ended_at=timezone.now(), cells=found.compared, differences=kept)
    run.refresh_from_db()
    if run.differences:
        raise_difference(run)
    return run


def check_nightly() -> Run | None:
    """A sample of a large group; skipped where something else is going."""
    FoldMinute.objects.filter(minute__lt=timezone.now() - dt.timedelta(days=1)).delete()
    try:
        return run_check(sample=True)
    except DomainError as error:
        log.warning("check_skipped", reason=error.code)
        return None


def go_on() -> Run | None:
    """Rebuilds what nobody need ask for: a rebuild that was cut short, or figures of another catalogue or engine.

    One that somebody stopped stays stopped until somebody asks for another, or the catalogue or engine changes again.
    """
    if run_lock_held() or not (
        Run.objects.filter(kind=Run.Kind.REBUILD, state=Run.State.STARTED).exists() or _outdated()
    ):
        return None
    try:
        return rebuild()
    except WrongState:
        return None


def _outdated() -> bool:
    state = EngineState.objects.filter(pk=1).first()
    if state is None or not state.catalogue or state.catalogue == current_plan().fingerprint:
        return False
    stopped = Run.objects.filter(kind=Run.Kind.REBUILD, state=Run.State.STOPPED)
    return not stopped.filter(fingerprint=fingerprint()).exists()
