"""Work that outlives a request; thin and idempotent."""

from celery import shared_task

from establishments.imports.runs import APPLY_TASK, PREVIEW_TASK, apply_run, preview_run


@shared_task(name=PREVIEW_TASK)
def import_preview(run: int) -> None:
    """Reads an uploaded file and says what it would change."""
    preview_run(run)


@shared_task(name=APPLY_TASK)
def import_apply(run: int) -> None:
    """Applies a file whose preview was confirmed."""
    apply_run(run)
