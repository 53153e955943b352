"""The page of an establishment: where it stands, what it may hold, all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from establishments.access import Access, Can, access_in, get_establishment_for, visible_establishments
from establishments.enums import Role, Standing, Status
from establishments.models import Establishment
from establishments.selectors.structure.history import Recorded
from establishments.selectors.structure.sheet import MonthShown, Sheet, reports_of, sheet_of
from establishments.selectors.structure.timeline import Fact, timeline_of
from establishments.web.structure.actions import reach_of
from establishments.web.structure.elsewhere import benchmark_page, report_page, scope_page
from establishments.web.structure.lists import kind_label, standing_label, standing_tone
from groupe.kernel.periods import last_completed_month, today
from groupe.kernel.web.components import Crumb, Event, Tone
from groupe.kernel.web.formats import day, number

TONES: dict[str, Tone] = {"entry": "ok", "exit": "bad", "transfer": "info", "link": "info"}
REPORT_TONES: dict[str, Tone] = {
    Status.DRAFT: "warn",
    Status.SUBMITTED: "info",
    Status.VALIDATED: "ok",
    Status.FROZEN: "ok",
    Status.CORRECTED: "ok",
}


@dataclass(frozen=True)
class MonthLink:
    shown: MonthShown
    tone: Tone
    href: str


@require_safe
def establishment_page(request: HttpRequest, code: str) -> HttpResponse:
    access = access_in(request)
    establishment = get_establishment_for(access, code)
    sheet = sheet_of(establishment, today())
    names = _holds(access, Can.SEE_HISTORY, establishment)
    figures = _figures(access, establishment, sheet)
    reports = _reports(access, establishment, sheet)
    reported = any(row.shown.status for row in reports)
    context = {
        "sheet": sheet,
        "site": sheet.site,
        "crumbs": [Crumb(_("Establishments"), reverse("establishments:list"))],
        "lead": _lead(sheet),
        "standing": standing_label(sheet.site),
        "entity": _entity_url(sheet),
        "tone": standing_tone(sheet.site),
        "identity": _identity(access, sheet),
        "capacities": [
            (places.measure.label, number(places.row.value)) for places in sheet.capacities if places.row is not None
        ],
        "events": [_event(fact) for fact in timeline_of(establishment, names=names)],
        "reports": [row for row in reports if not row.shown.residual],
        "residual": [row for row in reports if row.shown.residual],
        "figures": figures,
        "likes": benchmark_page(establishment.code) if figures and sheet.standing == Standing.MEMBER else "",
        "reach": reach_of(establishment, sheet, reported=reported) if access.whole_group(Can.EDIT_STRUCTURE) else None,
    }
    return render(request, "establishments/page.html", context)


def _holds(access: Access, can: Can, establishment: Establishment) -> bool:
    if not access.anywhere(can):
        return False
    return access.whole_group(can) or visible_establishments(access, can).filter(pk=establishment.pk).exists()


def _lead(sheet: Sheet) -> list[str]:
    """Kind, places, and since when or until when: what one asks first."""
    told = [kind_label(sheet.site.kind)]
    if sheet.site.places is not None:
        places = sheet.site.places
        told.append(ngettext("%(places)s place", "%(places)s places", places) % {"places": number(places)})
    stay = sheet.stay
    if stay and stay.valid_to:
        told.append(_("until %(day)s") % {"day": day(stay.valid_to)})
    elif stay and stay.valid_from:
        told.append(_("since %(day)s") % {"day": day(stay.valid_from)})
    return [each for each in told if each]


def _entity_url(sheet: Sheet) -> str:
    code = sheet.site.entity_code
    return reverse("establishments:entity", args=[code]) if code else ""


def _department(access: Access, code: str) -> str:
    """Linked to its figures for those who read those of the whole group."""
    path = scope_page(f"department:{code}") if code and access.whole_group(Can.SEE_FIGURES) else ""
    return format_html('<a href="{}">{}</a>', path, code) if path else code


def _identity(access: Access, sheet: Sheet) -> list[tuple[str, object]]:
    site = sheet.site
    rows: list[tuple[str, object]] = [
        (_("Code"), site.code),
        (_("Address"), " ".join(filter(None, (site.address, site.postcode, site.city)))),
        (_("Department"), _department(access, site.department)),
        ("FINESS", site.finess),
        ("SIRET", site.siret),
        (_("Opened on"), day(site.opened_on) if site.opened_on else ""),
        (_("Closed on"), day(site.closed_on) if site.closed_on else ""),
    ]
    if sheet.standing == Standing.REGISTER:
        rows.append((_("Run by"), site.register_entity or ""))
    return [(name, value) for name, value in rows if value]


def _event(fact: Fact) -> Event:
    return Event(
        at=fact.on, title=fact.title, text=fact.text, tone=TONES.get(fact.what, ""), note=_recorded(fact.recorded)
    )


def _recorded(recorded: Recorded | None) -> str:
    if recorded is None:
        return ""
    on = day(recorded.at.date())
    if not recorded.by:
        return _("recorded on %(day)s") % {"day": on}
    return _("recorded by %(name)s on %(day)s") % {"name": recorded.by, "day": on}


def _reports(access: Access, establishment: Establishment, sheet: Sheet) -> list[MonthLink]:
    if not sheet.site.stays_known or not _holds(access, Can.SEE_REPORTS, establishment):
        return []
    months = reports_of(establishment, sheet.site.stays_known, last_completed_month())
    return [
        MonthLink(
            shown,
            REPORT_TONES.get(shown.status, "" if shown.residual else "bad"),
            report_page(establishment.code, shown.month),
        )
        for shown in months
    ]


def _figures(access: Access, establishment: Establishment, sheet: Sheet) -> str:
    """Where its figures are, for those who may read them; the acquisitions team reads sums alone."""
    if access.roles() == {Role.ACQUISITIONS} or not sheet.site.stays_known:
        return ""
    if not _holds(access, Can.SEE_FIGURES, establishment):
        return ""
    return scope_page(f"establishment:{establishment.code}")
