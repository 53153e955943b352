"""The life of an uploaded file: read and previewed by a worker, looked at, applied by a worker.

A run is in the hands of a worker as long as that worker's transaction locks its row: a killed worker lets go of it,
and what it had begun is undone with its transaction.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

import pghistory
import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from establishments.access import Can, access_of
from establishments.imports.group import ImportRefused
from establishments.imports.group.reading import LARGEST_FILE, MB
from establishments.imports.loaders import Result, load
from establishments.models import ImportRun
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, WrongState

State = ImportRun.State
PREVIEW_TASK, APPLY_TASK = "establishments.import_preview", "establishments.import_apply"
TASKS = {State.PREVIEWING: PREVIEW_TASK, State.APPLYING: APPLY_TASK}
UNDER_WAY = frozenset(TASKS)
ENDINGS = {".xlsx": ImportRun.Kind.GROUP, ".zip": ImportRun.Kind.GROUP}
# How long a file may wait for a worker before the page offers to ask again, in seconds.
PATIENCE = 20
# How often and how long a worker waits, in seconds, for a page that looks at the run to let go of it.
GLANCES, GLANCE = 20, 0.1
Loading = Callable[..., Result]
WRITTEN = frozenset({"state", "summary", "changes", "problems", "applied_at", "content"})
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """Where a run is: `working` in the hands of a worker, `stalled` where nobody seems to come."""

    working: bool
    stalled: bool
    done: int
    total: int


@transaction.atomic
def import_upload(*, name: str, content: bytes, author: User) -> ImportRun:
    """Keeps the file and asks for its preview; DomainError 400 where it is no file of ours or too large."""
    if len(content) > LARGEST_FILE:
        message = _("The file is too large: %(size)d MB at most.") % {"size": LARGEST_FILE // MB}
        raise DomainError("too_large", message, fields={"file": message})
    run = ImportRun.objects.create(
        kind=_kind(name), name=PurePath(name).name[-200:], content=content, author=author,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    _ask(run)
    return run


def _kind(name: str) -> ImportRun.Kind:
    lowered = name.lower()
    if lowered.endswith((".json", ".json.gz")):
        return ImportRun.Kind.FINESS
    kind = ENDINGS.get(PurePath(lowered).suffix)
    if kind is None:
        message = _("A .xlsx, a .zip of CSV files, or a FINESS .json or .json.gz file is expected.")
        raise DomainError("unknown_file", message, fields={"file": message})
    return kind


@transaction.atomic
def import_confirm(*, run: ImportRun) -> None:
    """ready -> being applied, once: the second of two clicks finds it under way or done (409)."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != State.READY:
        raise WrongState("not_ready", _("This import is no longer waiting to be applied."))
    locked.state = State.APPLYING
    locked.save(update_fields=["state"])
    _ask(locked)


@transaction.atomic
def import_retry(*, run: ImportRun) -> None:
    """Asks again for work that was lost, or previews again what failed or was refused."""
    locked = ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run.pk).first()
    if locked is None:
        raise WrongState("under_way", _("This import is being worked on."))
    if locked.state in {State.FAILED, State.REFUSED} and locked.content is not None:
        locked.state = State.PREVIEWING
        locked.save(update_fields=["state"])
    if locked.state not in UNDER_WAY:
        raise WrongState("nothing_to_do", _("There is nothing to try again."))
    _ask(locked)


def standing_of(run: ImportRun) -> Standing:
    with transaction.atomic():
        free = ImportRun.objects.select_for_update(skip_locked=True).filter(pk=run.pk).exists()
    done, total = cache.get(_progress_key(run.pk)) or (0, 0)
    return Standing(not free, free and cache.get(_asked_key(run.pk)) is None, done, total)


def preview_run(pk: int) -> None:
    """What a worker does with a new file; nothing where the run has gone on meanwhile."""
    _work(pk, State.PREVIEWING, _preview)


def apply_run(pk: int) -> None:
    """What a worker does once the preview was confirmed: all of it and the new state in one transaction."""
    _work(pk, State.APPLYING, _apply)


def _work(pk: int, state: State, step: Callable[[ImportRun, Loading], None]) -> None:
    try:
        with transaction.atomic():
            run = _taken(pk, state)
            if run is not None:
                language = (run.author and run.author.language) or settings.LANGUAGE_CODE
                with translation.override(language), pghistory.context(user=run.author_id, file=run.name):
                    step(run, _loading(run))
                run.save(update_fields=WRITTEN if run.state == State.APPLIED else WRITTEN - {"content"})
    except Exception as error:
        log.exception("import_failed", run=pk, error=type(error).__name__)
        ImportRun.objects.filter(pk=pk, state=state).update(state=State.FAILED)
        raise
    finally:
        cache.delete(_progress_key(pk))


def _taken(pk: int, state: State) -> ImportRun | None:
    """The run, locked; None where it has gone on, or another worker keeps it.

    `standing_of` locks the row for an instant: who came just then and left would lose the work.
    """
    rows = ImportRun.objects.select_for_update(skip_locked=True, of=("self",)).select_related("author")
    for _again in range(GLANCES):
        run = rows.filter(pk=pk, state=state).first()
        if run is not None or not ImportRun.objects.filter(pk=pk, state=state).exists():
            return run
        time.sleep(GLANCE)
    return None


def _loading(run: ImportRun) -> Loading:
    def report(done: int, total: int) -> None:
        cache.set(_progress_key(run.pk), (done, total), 3600)

    people = run.author is not None and access_of(run.author).whole_group(Can.MANAGE_USERS)
    return partial(load, run, people=people, progress=report)


def _preview(run: ImportRun, loading: Loading) -> None:
    try:
        result = loading(dry_run=True)
    except DomainError as error:
        _refuse(run, error)
    else:
        _show(run, result)
        run.state = State.READY


class _Differs(Exception):
    def __init__(self, result: Result) -> None:
        super().__init__()
        self.result = result


def _apply(run: ImportRun, loading: Loading) -> None:
    """The group may have changed since the preview: what was not shown is not applied."""
    try:
        with transaction.atomic():
            result = loading(dry_run=False)
            if result.digest != run.summary.get("digest"):
                raise _Differs(result)
    except _Differs as differs:
        _show(run, differs.result)
        run.summary["again"] = True
        run.state = State.READY
    except DomainError as error:
        _refuse(run, error)
    else:
        run.state, run.applied_at, run.content = State.APPLIED, timezone.now(), None


def _show(run: ImportRun, result: Result) -> None:
    run.summary = {**result.summary, "digest": result.digest}
    run.changes, run.problems = result.changes, []


def _refuse(run: ImportRun, error: DomainError) -> None:
    run.state, run.changes = State.REFUSED, []
    if isinstance(error, ImportRefused):
        run.problems = [[each.file, each.line, each.column, each.message, each.accepted] for each in error.problems]
        run.summary = {"problems": error.total}
    else:
        run.problems, run.summary = [[run.name, 0, "", error.message, ""]], {"problems": 1}


def _ask(run: ImportRun) -> None:
    """Once committed, by name; where the broker does not answer, the page offers to try again."""
    task, pk = TASKS[State(run.state)], run.pk
    transaction.on_commit(lambda: _send(task, pk))


def _send(task: str, pk: int) -> None:
    cache.set(_asked_key(pk), 1, PATIENCE)
    try:
        current_app.send_task(task, args=[pk], retry=False)
    except (OperationalError, OSError) as error:
        log.warning("import_not_enqueued", run=pk, error=type(error).__name__)


def _asked_key(pk: int) -> str:
    return f"import-asked-{pk}"


def _progress_key(pk: int) -> str:
    return f"import-progress-{pk}"
