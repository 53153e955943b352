"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from shared_services.services.computing import compute_lost, run_compute
from shared_services.services.runs import RUN_TASK


@shared_task(name=RUN_TASK)
def compute_run(run: int) -> None:
    """An allocation run that somebody asked for."""
    run_compute(run)


@shared_task(name="shared_services.compute_lost")
def compute_lost_runs() -> int:
    """Runs whose message was lost, or whose worker died."""
    return compute_lost()
