"""Work that outlives a request; thin and idempotent."""

from typing import Any

from celery import shared_task

from acquisitions.services.fetching import gazette_fetch
from acquisitions.services.leads import leads_rescore
from acquisitions.services.reminding import reminders_write
from acquisitions.services.retention import deals_purge
from groupe.kernel.errors import DomainError

# Where the gazette does not answer: after a quarter of an hour, some hours long.
AGAIN = 15 * 60
TIMES = 12


@shared_task(name="acquisitions.remind")
def remind() -> int:
    """Members are told of what is near; the same again says nothing."""
    return reminders_write()


@shared_task(name="acquisitions.watch_gazette", bind=True, max_retries=TIMES)
def watch_gazette(task: Any) -> int:
    """What the official gazette published since the last reading; then scores, which grow old by themselves."""
    try:
        found = gazette_fetch()
    except DomainError as error:
        leads_rescore()
        raise task.retry(exc=error, countdown=AGAIN) from error
    leads_rescore()
    return found


@shared_task(name="acquisitions.purge")
def purge() -> int:
    """Lost files whose time is over; a second run finds none."""
    return deals_purge()
