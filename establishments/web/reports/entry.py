"""The form of a month: shown, checked and saved while it is typed, kept as a version, submitted."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from establishments.access import Can, access_in, get_establishment_for
from establishments.selectors.reports import current_values, month_in_context
from establishments.services.reporting import RulesBroken, report_save, report_save_draft, report_submit
from establishments.web.reports.page import Opened, Shown, author_of, open_month, page_context, render_month, sheet_of
from establishments.web.reports.sheet import differences
from establishments.web.reports.typed import COMMENT, Typed, read_typed
from groupe.kernel.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def report_entry(request: HttpRequest, code: str, period: str) -> HttpResponse:
    if request.method == "POST":
        return _post(request, open_month(request, code, period, Can.DRAFT))
    opened = open_month(request, code, period)
    return render_month(request, opened, Shown(tried="tried" in request.GET))


@require_POST
def report_check(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """One field changed: saves what can be kept and answers with its row, and what else changed on the page."""
    opened = open_month(request, code, period, Can.DRAFT)
    typed = read_typed(request.POST.dict(), opened.surroundings.kind, opened.surroundings.capacities)
    try:
        _save(request, opened, typed)
    except DomainError as error:
        if error.status == 412:
            message = _("Someone saved this report meanwhile. What you type is still here: press “Save” to compare.")
            raise DomainError(error.code, message, status=412) from error
        raise
    opened = _again(opened)
    context = page_context(opened, Shown(typed=typed, tried=bool(request.POST.get("tried"))))
    changed = request.headers.get("HX-Trigger", "")
    sheet = context["sheet"]
    touched = {*request.POST.get("told", "").split(), *sheet.told()} - {changed}
    context |= {"row": sheet.row(changed), "others": [row for row in sheet.all_rows() if row.name in touched]}
    return render(request, "establishments/reports/_checked.html", context)


def _post(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Save or submit; whatever is refused, the page comes back with what was typed."""
    submits = request.POST.get("action") == "submit"
    if submits:
        get_establishment_for(access_in(request), opened.establishment.code, Can.SUBMIT)
    typed = read_typed(request.POST.dict(), opened.surroundings.kind, opened.surroundings.capacities)
    tried = submits or bool(request.POST.get("tried"))
    try:
        _save(request, opened, typed)
    except DomainError as error:
        if error.status not in {409, 412}:
            raise
        return _conflict(request, opened, typed, error)
    opened = _again(opened)
    if typed.refused:
        alert = _("Some values could not be kept: they are marked below. Everything else is saved.")
        return render_month(request, opened, Shown(typed=typed, tried=tried, alert=alert, status=422))
    return _submit(request, opened) if submits else _keep(request, opened)


def _save(request: HttpRequest, opened: Opened, typed: Typed) -> None:
    revision = request.POST.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise DomainError("invalid", _("This page is not complete: reload it."))
    report_save_draft(
        establishment=opened.establishment,
        month=opened.month,
        values=typed.values,
        author=author_of(request),
        comment=None if COMMENT in typed.refused else typed.comment,
        expected_revision=int(revision),
    )


def _keep(request: HttpRequest, opened: Opened) -> HttpResponse:
    outcome = report_save(establishment=opened.establishment, month=opened.month, author=author_of(request))
    said = _("Saved as version %(version)s. It counts once it is submitted.")
    messages.success(request, said % {"version": outcome.report.last_version})
    return redirect(opened.url("entry"))


def _submit(request: HttpRequest, opened: Opened) -> HttpResponse:
    shown = Shown(tried=True, status=422)
    report = opened.context.report
    sheet = sheet_of(opened, shown)
    if sheet.warnings and not (sheet.errors or sheet.blanks or (report and report.draft_comment)):
        alert = _("Something is unusual: explain it in the comment at the end of the page, then submit again.")
        return render_month(request, opened, replace(shown, alert=alert))
    try:
        report_submit(establishment=opened.establishment, month=opened.month, author=author_of(request))
    except RulesBroken as broken:
        return render_month(request, _again(opened), replace(shown, alert=broken.message))
    messages.success(request, _("Submitted. Your territory director is next."))
    return redirect(opened.url("entry"))


def _conflict(request: HttpRequest, opened: Opened, typed: Typed, error: DomainError) -> HttpResponse:
    """Someone was faster: what was typed stays, beside what is kept now."""
    report = opened.context.report
    differing = differences(typed, current_values(report) if report else {})
    shown = Shown(typed=replace(typed, unsaved=True), conflict=differing, alert=error.message, status=error.status)
    return render_month(request, opened, shown)


def _again(opened: Opened) -> Opened:
    """With the report as it is now."""
    return replace(opened, context=month_in_context(opened.establishment, opened.month))
