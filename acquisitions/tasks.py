"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from acquisitions.services.reminding import reminders_write


@shared_task(name="acquisitions.remind")
def remind() -> int:
    """Members are told of what is near; the same again says nothing."""
    return reminders_write()
