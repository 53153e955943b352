"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from establishments.changes import FOLD_TASK
from establishments.models import Change
from groupe.consolidation.services import fold_all


@shared_task(name=FOLD_TASK)
def fold() -> int:
    """Folds what waits; where another worker is folding, that one goes on until nothing waits."""
    return fold_all()


@shared_task(name="consolidation.sweep")
def sweep() -> int:
    """Folds changes whose task was lost, and the month that has just ended."""
    return fold_all() if Change.objects.exists() else 0
