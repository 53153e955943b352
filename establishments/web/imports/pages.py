"""What was imported, and what a file would change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from establishments.access import Can, access_in, require
from establishments.imports.group.tables import TABLES as ORDER
from establishments.imports.runs import UNDER_WAY, Standing, import_upload, standing_of
from establishments.models import ImportRun
from establishments.web.imports.columns import CHANGES, NO_CHANGE, NOTHING_YET, PROBLEMS, RUNS, TABLES, WARNINGS
from establishments.web.imports.forms import TableForm, UploadForm
from establishments.web.imports.words import TONES, State, counted, table_label
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.web.components import Crumb, Kpi, Progress
from groupe.kernel.web.tables import Table, build_table


@require_http_methods(["GET", "HEAD", "POST"])
def imports_list(request: HttpRequest) -> HttpResponse:
    require(access_in(request), Can.IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        file = form.cleaned_data["file"]
        try:
            run = import_upload(name=file.name, content=file.read(), author=request.user)
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return redirect("imports:detail", pk=run.pk)
    rows = ImportRun.objects.defer("content", "changes", "problems").select_related("author")
    table = build_table(request, RUNS, rows, sort="-created_at", caption=_("Imports"), empty=NOTHING_YET)
    if file := table.file(_("Imports")):
        return file
    status = 422 if form.errors else 200
    return render(request, "establishments/imports/list.html", {"table": table, "form": form}, status=status)


@require_safe
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request, pk)
    context: dict[str, Any] = {
        "run": run,
        "tone": TONES[run.state],
        "crumbs": [Crumb(_("Imports"), reverse("imports:list"))],
    }
    if run.state in UNDER_WAY:
        context |= progress_context(run)
    elif run.problems:
        context["problems"] = _problems(request, run)
    elif run.state != State.FAILED:
        context |= _preview(request, run)
    shown: Table | None = context.get("problems") or context.get("changes")
    if shown and (file := shown.file(run.name)):
        return file
    return render(request, "establishments/imports/page.html", context)


def _problems(request: HttpRequest, run: ImportRun) -> Table:
    return build_table(request, PROBLEMS, run.problems, sort="", id="problems", caption=_("Errors"))


@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel alone while the work lasts; then the page again."""
    run = get_run(request, pk)
    if run.state not in UNDER_WAY:
        return HttpResponseClientRefresh()
    return render(request, "establishments/imports/_progress.html", progress_context(run))


def get_run(request: HttpRequest, pk: int) -> ImportRun:
    require(access_in(request), Can.IMPORT)
    run = ImportRun.objects.defer("content").select_related("author").filter(pk=pk).first()
    if run is None:
        raise NotVisible(_("There is no such import."))
    return run


def progress_context(run: ImportRun) -> dict[str, Any]:
    standing = standing_of(run)
    label = _("Reading the file") if run.state == State.PREVIEWING else _("Applying the changes")
    panel = Progress(
        id="progress",
        label=label,
        state="running" if standing.working else "waiting",
        done=standing.done,
        total=standing.total,
        detail=_detail(standing),
    )
    return {"run": run, "progress": panel, "standing": standing}


def _detail(standing: Standing) -> str:
    if standing.working:
        return _("rows of the file") if standing.total else ""
    return _("Nobody is working on it.") if standing.stalled else _("It starts in a moment.")


def _warnings(run: ImportRun) -> list[tuple[str, int, list[str]]]:
    """What is odd, the most frequent first: how often, and in which records."""
    examples, counts = run.summary.get("odd", {}), Counter(run.summary.get("warnings", {}))
    return [(code, number, examples.get(code, [])) for code, number in counts.most_common()]


def _preview(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    told = run.summary.get("tables", {})
    counts = [(name, told[name]) for name in ORDER if name in told]
    names = list(dict.fromkeys(change[0] for change in run.changes))
    form = TableForm(request.GET, choices=[(name, table_label(name)) for name in names])
    chosen = request.GET.get("table", "")
    rows = [change for change in run.changes if not chosen or change[0] == chosen]
    return {
        "tiles": [
            Kpi(label=label, value=counted(run, verdict), digits=0)
            for verdict, label in (
                ("created", _("New rows")), ("changed", _("Changed rows")), ("unchanged", _("Unchanged rows")),
            )
        ],
        "tables": build_table(request, TABLES, counts, sort="", id="tables", page_key="tables", exports=False),
        "warnings": build_table(
            request, WARNINGS, _warnings(run), sort="", id="warnings", page_key="warnings", exports=False
        ),
        "changes": build_table(request, CHANGES, rows, sort="", id="changes", caption=_("Changes"), empty=NO_CHANGE),
        "filters": form,
        "hidden": run.summary.get("changes", 0) - len(run.changes),
    }  # fmt: skip
