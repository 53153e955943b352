"""One rebuild or check at a time; which run to go on with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from establishments import catalogue
from establishments.models import Establishment
from groupe import consolidation
from groupe.accounts.models import User
from groupe.consolidation.models import Cell, Refolded, Run
from groupe.consolidation.services.staging import prepare, staged, staging_exists
from groupe.consolidation.source import first_figure, newest_month
from groupe.consolidation.store import run_lock
from groupe.kernel.errors import WrongState

Progress = Callable[[int, int], None]
# Beyond this part of the establishments, what was folded meanwhile is no longer a small matter at the end.
MOST_REFOLDED = 4


@contextmanager
def single_run() -> Iterator[None]:
    with run_lock() as taken:
        if not taken:
            raise WrongState("run_going", _("A rebuild or a check is already going."))
        yield


@contextmanager
def failing(run: Run) -> Iterator[None]:
    """FAILED where the work raises; where the database or the process went away, the run stays to be gone on with."""
    try:
        yield
    except OperationalError:
        raise
    except Exception as error:
        told = f"{type(error).__name__}: {error}"[:200]
        started = Run.objects.filter(pk=run.pk, state=Run.State.STARTED)
        started.update(state=Run.State.FAILED, ended_at=timezone.now(), remark=told)
        raise


def still_started(run: Run, **values: Any) -> None:
    """Keeps the progress, in the transaction of the work itself; refused where the run was ended meanwhile."""
    if not Run.objects.filter(pk=run.pk, state=Run.State.STARTED).update(**values):
        raise WrongState("run_ended", _("This run was ended meanwhile."))


@transaction.atomic
def opened_rebuild(*, author: User | None, asked: Run | None) -> Run:
    """The run that was cut short, where its staged figures still fit; else a new one, with the reason as its remark."""
    unfinished = Run.objects.filter(kind=Run.Kind.REBUILD, state=Run.State.STARTED).first()
    reason = unfit(unfinished) if unfinished else ""
    if unfinished and not reason:
        if asked and asked != unfinished:
            asked.delete()
        unfinished.resumed += 1
        unfinished.save(update_fields=["resumed"])
        return unfinished
    if unfinished:
        Run.objects.filter(pk=unfinished.pk).update(state=Run.State.FAILED, ended_at=timezone.now(), remark=reason)
    prepare()
    fresh = (
        asked if asked and asked != unfinished else Run(kind=Run.Kind.REBUILD, author=asked.author if asked else author)
    )
    fresh.state, fresh.started_at, fresh.remark = Run.State.STARTED, timezone.now(), reason
    fresh.fingerprint, fresh.first_month, fresh.horizon = fingerprint(), first_figure().index, newest_month().index
    fresh.save()
    return fresh


def unfit(run: Run) -> str:
    """Why a rebuild that was cut short can't be gone on with (a key of `REMARKS`); nothing where it can."""
    if run.fingerprint != fingerprint():
        return "catalogue"
    if (run.first_month, run.horizon) != (first_figure().index, newest_month().index):
        return "months"
    if not staging_exists() or _staged_cells() != run.cells:
        return "staging"
    if Refolded.objects.count() * MOST_REFOLDED > max(100, Establishment.objects.ever_members().count()):
        return "changes"
    return ""


def remarks() -> dict[str, str]:
    """What remarks mean, for people."""
    return {
        "catalogue": _("the catalogue or the engine has changed since"),
        "months": _("the months to compute have changed since"),
        "staging": _("its staged figures are gone"),
        "changes": _("too much has changed since"),
        "cut_short": _("cut short"),
        "sample": _("a sample, by turns"),
    }


def _staged_cells() -> int:
    with transaction.atomic(), staged():
        return Cell.objects.count()


@cache
def fingerprint() -> str:
    """Changes with the catalogue and with the code that computes: figures of two of them are not mixed."""
    digest = hashlib.sha256()
    for package in (consolidation, catalogue):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.*")):
            if path.suffix in {".py", ".toml"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()
