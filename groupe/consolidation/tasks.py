"""Work that outlives a request; thin and idempotent."""

import gc
from typing import Any

from celery import shared_task, signals

from establishments.changes import FOLD_TASK
from establishments.models import Change
from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.engine.program import program_of
from groupe.consolidation.services import fold_all, fold_lingering
from groupe.consolidation.services.alerts import watch_lag
from groupe.consolidation.services.asking import RUN_TASK, check_nightly, go_on, make


@signals.worker_init.connect
def prepare(**_: Any) -> None:
    """Before a worker forks: its processes need not make the plan again, nor collect garbage in it."""
    for kind in current_plan().catalogue.kinds:
        program_of(current_plan(), kind)
    gc.collect()
    gc.freeze()


@shared_task(name=FOLD_TASK)
def fold(asked: float | None = None) -> int:
    """Folds what waits and what comes soon after; where another worker is folding, that one goes on."""
    return fold_lingering(asked)


@shared_task(name="consolidation.sweep")
def sweep() -> int:
    """Folds changes whose task was lost, and the month that has just ended; tells where changes wait too long."""
    watch_lag()
    return fold_all() if Change.objects.exists() else 0


@shared_task(name=RUN_TASK)
def run_asked(run: int) -> None:
    """A rebuild or a check that a page asked for."""
    make(run)


@shared_task(name="consolidation.check")
def check_at_night() -> None:
    """Compares figures with the reports, and raises an alert on a difference."""
    check_nightly()


@shared_task(name="consolidation.go_on")
def go_on_by_itself() -> None:
    """Goes on with a rebuild whose worker died, and rebuilds after an upgrade of the catalogue or the engine."""
    go_on()
