"""Work of accounts that outlives a request."""

from celery import shared_task

from groupe.accounts.services.calls import keyed_calls_forget


@shared_task(name="accounts.forget_calls")
def forget_calls() -> int:
    """Drops the answers that no key gets again."""
    return keyed_calls_forget()
