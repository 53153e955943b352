"""What the page of a month needs: where the report stands, what the reader may do with it, its sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from establishments.access import Can, access_in, capabilities_over, get_establishment_for
from establishments.catalogue import catalogue
from establishments.enums import Status
from establishments.models import Establishment
from establishments.selectors.history import last_reason
from establishments.selectors.owed import NOT_STARTED, due_on
from establishments.selectors.reports import MonthInContext, current_values, month_in_context
from establishments.services.findings import SiteMonth, findings
from establishments.services.reporting import surroundings_of
from establishments.web.reports.computed import computed
from establishments.web.reports.sheet import Sheet, SheetInput, build_sheet
from establishments.web.reports.typed import Typed
from establishments.web.reports.words import status_tone, status_word
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import Month, last_completed_month, today
from groupe.kernel.web.components import Crumb

YEARS: Final = (1990, 2200)


@dataclass(frozen=True)
class Opened:
    """A site-month that the user may see."""

    establishment: Establishment
    month: Month
    surroundings: SiteMonth
    context: MonthInContext
    may: frozenset[Can]

    @property
    def status(self) -> str:
        return self.context.report.status if self.context.report else NOT_STARTED

    @property
    def editable(self) -> bool:
        return self.status in {NOT_STARTED, Status.DRAFT} and Can.DRAFT in self.may and self.month <= Month.of(today())

    def url(self, name: str, *more: str) -> str:
        return reverse(f"reports:{name}", args=[self.establishment.code, self.month, *more])


@dataclass(frozen=True)
class Shown:
    """What a view wants told besides the report itself."""

    typed: Typed = field(default_factory=Typed)
    tried: bool = False
    conflict: list[tuple[str, str, str]] = field(default_factory=list)
    alert: str = ""
    status: int = 200


def month_of(text: str) -> Month:
    """NotVisible (404) for what is no month."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise NotVisible(_("There is no such month: expected YYYY-MM.")) from None
    if not YEARS[0] <= month.year <= YEARS[1]:
        raise NotVisible(_("There is no such month: expected YYYY-MM."))
    return month


def open_month(request: HttpRequest, code: str, period: str, can: Can = Can.SEE_REPORTS) -> Opened:
    """The one door to a month's pages: 404, 403, or 422 outside the perimeter."""
    access = access_in(request)
    establishment = get_establishment_for(access, code, can)
    month = month_of(period)
    surroundings = surroundings_of(establishment, month)
    context = month_in_context(establishment, month)
    return Opened(establishment, month, surroundings, context, capabilities_over(access, establishment))


def author_of(request: HttpRequest) -> User:
    """Pages need a signed-in user: only such a one writes."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Your role does not allow this."))
    return request.user


def sheet_of(opened: Opened, shown: Shown) -> Sheet:
    report = opened.context.report
    values = current_values(report) if report else {}
    given = SheetInput(
        context=opened.context,
        surroundings=opened.surroundings,
        values=values,
        findings=findings(opened.surroundings, values),
        typed=shown.typed,
        tried=shown.tried,
        editable=opened.editable,
        post_url=opened.url("check") if opened.editable else "",
    )
    return build_sheet(given)


def page_context(opened: Opened, shown: Shown) -> dict[str, Any]:
    report = opened.context.report
    reopened = report is not None and report.reopened
    owed = opened.surroundings.closed is None
    due = due_on(opened.month, opened.surroundings.taken_over)
    late = owed and opened.editable and not reopened and due < today()
    sheet = sheet_of(opened, shown)
    values = current_values(report) if report else {}
    return {
        "computed": computed(opened.surroundings, values) if owed else [],
        "opened": opened,
        "report": report,
        "month": opened.month,
        "before": opened.month - 1,
        "last_year": opened.month - 12,
        "kind": catalogue().kinds[opened.surroundings.kind],
        "sheet": sheet,
        "told": " ".join(sheet.told()),
        "revision": report.revision if report else 0,
        "saved_at": report.updated_at if report and report.status == Status.DRAFT else None,
        "comment": _comment(opened, shown),
        "word": status_word(opened.status, reopened=reopened, late=late),
        "tone": status_tone(opened.status, reopened=reopened, late=late),
        "due": due if owed else None,
        "closed": opened.surroundings.closed,
        "over": opened.month <= last_completed_month(),
        "shown": shown,
    }


def render_month(request: HttpRequest, opened: Opened, shown: Shown) -> HttpResponse:
    context = page_context(opened, shown)
    last = Month.of(today())
    context |= {
        "actions": actions_of(opened, request.user.pk),
        "after": opened.month + 1 if opened.month < last else None,
        "crumbs": [Crumb(_("Monthly reports"), reverse("reports:list"))],
        "may_see_history": Can.SEE_HISTORY in opened.may and opened.context.report is not None,
        "reason": last_reason(opened.context.report) if opened.context.report and opened.editable else None,
        "may_submit": opened.editable and Can.SUBMIT in opened.may,
    }
    return render(request, "establishments/reports/entry.html", context, status=shown.status)


def _comment(opened: Opened, shown: Shown) -> str:
    report = opened.context.report
    if shown.typed.comment is not None:
        return shown.typed.comment
    if report is None:
        return ""
    return report.draft_comment if report.status == Status.DRAFT or not report.counting else report.counting.comment


def actions_of(opened: Opened, user: int | None) -> frozenset[str]:
    """The moves that the status offers and the user may make; nobody freezes what they entered."""
    report, may = opened.context.report, opened.may
    if report is None:
        return frozenset()
    offered = {
        Status.SUBMITTED: {"validate": Can.VALIDATE in may, "return": Can.VALIDATE in may},
        Status.VALIDATED: {
            "freeze": Can.FREEZE in may and not (report.counting and report.counting.author_id == user),
            "return": bool({Can.VALIDATE, Can.FREEZE} & may),
        },
        Status.FROZEN: {"reopen": Can.REOPEN in may},
        Status.CORRECTED: {"reopen": Can.REOPEN in may},
    }
    return frozenset(move for move, allowed in offered.get(Status(report.status), {}).items() if allowed)
