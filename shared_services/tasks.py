"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from groupe.kernel.periods import last_completed_month
from shared_services.services.computing import compute_lost, run_compute
from shared_services.services.figures import figures_write_all
from shared_services.services.runs import RUN_TASK
from shared_services.services.watching import requests_close_old, requests_watch


@shared_task(name=RUN_TASK)
def compute_run(run: int) -> None:
    """An allocation run that somebody asked for."""
    run_compute(run)


@shared_task(name="shared_services.compute_lost")
def compute_lost_runs() -> int:
    """Runs whose message was lost, or whose worker died."""
    return compute_lost()


@shared_task(name="shared_services.watch_requests")
def watch_requests() -> int:
    """Requests at risk and late are marked once, and those that nobody reopened are closed."""
    risky, late = requests_watch()
    return risky + late + requests_close_old()


@shared_task(name="shared_services.tell_figures")
def tell_figures() -> int:
    """What the requests of the last month come to, into the drafts of the reports; the same again changes nothing."""
    return figures_write_all(month=last_completed_month())
