"""The watch list and one lead, as they are read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acquisitions.access import require_pipeline, works_pipeline
from acquisitions.filters import LeadFilters
from acquisitions.gazette.kinds import LeadState
from acquisitions.selectors.watch import (
    files_of,
    get_lead_for,
    last_reading,
    leading_notice,
    reason_word,
    visible_leads,
)
from acquisitions.web.tabs import tabs
from acquisitions.web.watch.columns import COLUMNS, NOTICES, TONES, facts_told, fit_tone, state_word, story_of
from establishments.access import access_in
from groupe.kernel.web.components import Crumb, Empty
from groupe.kernel.web.tables import build_table


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_pipeline(access)
    filters = LeadFilters(request.GET)
    rows = visible_leads(access)
    kept = filters.kept(rows)
    may_work = works_pipeline(access)
    empty = _nothing_found(request) if rows.exists() else _nothing_yet(may_work=may_work)
    table = build_table(request, COLUMNS, kept, sort="-score", empty=empty, caption=_("Leads"))
    if file := table.file(_("Leads")):
        return file
    context = {
        "table": table,
        "filters": filters,
        "may_work": may_work,
        "reading": last_reading(),
        "below": filters.below(rows),
        "all_address": _every_score(request),
        "tabs": tabs(request, "watch"),
    }
    return render(request, "acquisitions/watch/list.html", context)


@require_safe
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    found = get_lead_for(access, pk)
    notice = leading_notice(found)
    files = files_of(access, found)
    context = {
        "lead": found,
        "notice": notice,
        "facts": facts_told(found, notice),
        "reasons": [(reason_word(reason), reason["points"]) for reason in found.reasons],
        "state": state_word(found),
        "state_tone": "ok" if files else TONES.get(found.state, ""),
        "fit_tone": fit_tone(found.score),
        "notices": build_table(
            request, NOTICES, found.notices.all(), sort="", exports=False, id="notices", caption=_("Notices"),
            empty=Empty(title=_("No notice speaks of it."), icon="document"),
        ),
        "files": files,
        "story": story_of(found),
        "may_work": works_pipeline(access),
        "may_follow": found.state != LeadState.FOLLOWED,
        "may_dismiss": found.state != LeadState.DISMISSED,
        "crumbs": [Crumb(_("Watch"), reverse("acquisitions:watch"))],
    }  # fmt: skip
    return render(request, "acquisitions/watch/lead.html", context)


def _every_score(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    asked["score"] = "0"
    return f"{request.path}?{asked.urlencode()}"


def _nothing_found(request: HttpRequest) -> Empty:
    return Empty(
        title=_("No lead here"), text=_("Nothing matches these filters."), action=_("Show every score"),
        href=_every_score(request), icon="magnifying-glass",
    )  # fmt: skip


def _nothing_yet(*, may_work: bool) -> Empty:
    text = _(
        "Load a file of the gazette’s open data set “annonces-commerciales”, have it read every morning "
        "(setting BODACC_URL), or type a lead that somebody told you about."
    )
    if not may_work:
        return Empty(title=_("No lead yet"), text=_("The takeover team has loaded nothing yet."), icon="newspaper")
    return Empty(
        title=_("No lead yet"),
        text=text,
        action=_("Load a file"),
        href=reverse("acquisitions:gazette"),
        icon="newspaper",
    )
