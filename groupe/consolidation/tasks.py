"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from establishments.changes import FOLD_TASK
from establishments.models import Change
from groupe.consolidation.models import Run
from groupe.consolidation.services import fold_all, rebuild

REBUILD_TASK = "consolidation.rebuild"


@shared_task(name=FOLD_TASK)
def fold() -> int:
    """Folds what waits; where another worker is folding, that one goes on until nothing waits."""
    return fold_all()


@shared_task(name="consolidation.sweep")
def sweep() -> int:
    """Folds changes whose task was lost, and the month that has just ended."""
    return fold_all() if Change.objects.exists() else 0


@shared_task(name=REBUILD_TASK)
def rebuild_asked(run: int) -> None:
    """What a page asked for, or a rebuild that was cut short; nothing where it is done already."""
    asked = Run.objects.filter(pk=run, state__in=[Run.State.QUEUED, Run.State.STARTED]).first()
    if asked:
        rebuild(run=asked)
