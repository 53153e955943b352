"""The Celery application: tasks are found in each app's `tasks.py`.

Its logs are those of the product; each line of a task carries its id and that of the request that asked for it.
"""

import logging.config
import os
from typing import Any

import structlog
from celery import Celery, signals
from celery.app.task import Task
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groupe.settings")

app = Celery("groupe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def _set_up_logs(**_: Any) -> None:
    """Connected, it keeps Celery from setting up logs of its own."""
    logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def _pass_request_id(headers: dict[str, Any] | None = None, **_: Any) -> None:
    asked_by = structlog.contextvars.get_contextvars().get("request_id")
    if asked_by and headers is not None:
        headers["request_id"] = asked_by


@signals.task_prerun.connect
def _name_task(task_id: str, task: Task, **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id)
    if asked_by := getattr(task.request, "request_id", None):
        structlog.contextvars.bind_contextvars(request_id=asked_by)


@signals.task_postrun.connect
def _forget_task(task: Task, **_: Any) -> None:
    if not task.request.is_eager:
        structlog.contextvars.clear_contextvars()
