"""Applying a file, and asking again for work that was lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from establishments.imports import runs
from establishments.web.imports.pages import get_run
from groupe.kernel.errors import WrongState


@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """A second click finds the first one's work: it is told, nothing happens twice."""
    run = get_run(request, pk)
    try:
        runs.import_confirm(run=run)
    except WrongState as error:
        messages.info(request, error.message)
    return redirect("imports:detail", pk=run.pk)


@require_POST
def import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request, pk)
    try:
        runs.import_retry(run=run)
    except WrongState as error:
        messages.info(request, error.message)
    else:
        messages.success(request, _("It is tried again."))
    return redirect("imports:detail", pk=run.pk)
