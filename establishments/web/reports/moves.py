"""Validate, return, freeze, reopen; and the history of a report."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrOrPromise

from establishments.access import Can, access_in, get_establishment_for
from establishments.models import Report, ReportEvent
from establishments.selectors.history import VersionView, moves_of, versions_of
from establishments.services.moves import MOVES, move_allowed, report_move_by_name
from establishments.services.reporting import RulesBroken
from establishments.web.reports.page import Opened, Shown, author_of, open_month, render_month
from establishments.web.reports.typed import printed
from establishments.web.reports.words import STATUSES
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.web.components import Crumb, Event, Tone
from groupe.kernel.web.formats import NOTHING
from groupe.kernel.web.formats import month as month_words

DONE: Final[dict[str, StrOrPromise]] = {
    "validate": gettext_lazy("Validated."),
    "return": gettext_lazy("Returned: the site may type again, and reads your reason."),
    "freeze": gettext_lazy("Frozen: only a reasoned reopening may change it."),
    "reopen": gettext_lazy("Reopened: the frozen figures count until the correction is submitted."),
}
MOVED: Final[dict[str, tuple[StrOrPromise, Tone]]] = {
    "submit": (gettext_lazy("Submitted"), "info"),
    "validate": (gettext_lazy("Validated"), "ok"),
    "return": (gettext_lazy("Returned"), "bad"),
    "freeze": (gettext_lazy("Frozen"), "ok"),
    "reopen": (gettext_lazy("Reopened"), "warn"),
}


@require_POST
def report_move(request: HttpRequest, code: str, period: str, move: str) -> HttpResponse:
    if move not in MOVES:
        raise NotVisible(_("There is nothing at this address."))
    opened = open_month(request, code, period)
    report = _existing(opened)
    if not move_allowed(move, report, opened.may):
        raise NotAllowed(_("Your role does not allow this here."))
    try:
        report_move_by_name(move, report=report, author=author_of(request), reason=request.POST.get("reason", ""))
    except RulesBroken as broken:
        return render_month(request, opened, Shown(tried=True, alert=broken.message, status=422))
    messages.success(request, f"{opened.establishment.name}, {month_words(opened.month)} – {DONE[move]}")
    return redirect(reverse("reports:list") if move in {"validate", "freeze"} else opened.url("entry"))


@require_safe
def report_history(request: HttpRequest, code: str, period: str) -> HttpResponse:
    get_establishment_for(access_in(request), code, Can.SEE_HISTORY)
    opened = open_month(request, code, period)
    report = _existing(opened)
    context = {
        "opened": opened,
        "month": opened.month,
        "crumbs": [
            Crumb(_("Monthly reports"), reverse("reports:list")),
            Crumb(opened.establishment.name, opened.url("entry")),
        ],
        "versions": [_version(view) for view in reversed(versions_of(report))],
        "events": [_event(event) for event in reversed(moves_of(report))],
    }
    return render(request, "establishments/reports/history.html", context)


def _existing(opened: Opened) -> Report:
    if opened.context.report is None:
        raise NotVisible(_("There is no report yet."))
    return opened.context.report


def _event(event: ReportEvent) -> Event:
    title, tone = MOVED.get(event.move) or STATUSES[event.after]
    return Event(at=event.at, title=title, who=str(event.author or _("Import")), text=event.reason, tone=tone)


def _version(view: VersionView) -> dict[str, object]:
    changes = [
        (
            change.measure.label,
            printed(change.measure, change.before) or NOTHING,
            printed(change.measure, change.after) or NOTHING,
        )
        for change in view.changes
    ]
    return {
        "row": view.version,
        "counts": view.counts,
        "changes": changes,
        "first": view.version.version == 1,
        "reason": view.reason,
    }
