"""The score of a file, and the grid that scores are given with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from acquisitions.access import changes_grid, require_grid, require_pipeline
from acquisitions.models import ScoringGrid
from acquisitions.routes.diligence import criteria
from acquisitions.selectors.scores import cap_reason, capping, grid_now, marks_of, scores_of
from acquisitions.web.diligence.opening import back_to, opened, shown
from acquisitions.web.diligence.score_forms import GridForm, ScoreForm
from acquisitions.web.tabs import tabs
from establishments.access import access_in
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def score(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code)
    found = scores_of([deal]).get(deal.pk)
    context = shown(request, deal, "diligence-score") | {
        "score": found,
        "marks": marks_of(found.row) if found else [],
        "cap": cap_reason(capping(deal)),
        "older": list(deal.scores.select_related("grid", "author")[1:]) if found else [],
        "may_score": deal.open,
    }
    return render(request, "acquisitions/diligence/score.html", context)


@read_or_write
def score_new(request: HttpRequest, code: str) -> HttpResponse:
    deal = opened(request, code, write=True)
    now = grid_now()
    return change_page(
        request, lambda data: ScoreForm(data, deal=deal, author=user_of(request), grid=now),
        title=_("Score the file"), back=back_to(deal, "diligence-score"), label=_("Save"),
        intro=_("Grid, version %(version)d. A word for each mark.") % {"version": now.version},
    )  # fmt: skip


@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """The weights in force, and every version with its author and reason."""
    access = access_in(request)
    require_pipeline(access)
    now = grid_now()
    context = {
        "now": now,
        "rows": [(criterion, now.weights[code]) for code, criterion in criteria().items()],
        "criteria": list(criteria().values()),
        "versions": [(row, [row.weights[code] for code in criteria()]) for row in _versions(now)],
        "may_change": changes_grid(access),
        "tabs": tabs(request, "grid"),
    }
    return render(request, "acquisitions/diligence/grid.html", context)


@read_or_write
def grid_edit(request: HttpRequest) -> HttpResponse:
    require_grid(access_in(request))
    now = grid_now()
    return change_page(
        request, lambda data: GridForm(data, author=user_of(request), grid=now), title=_("Change the grid"),
        back=Crumb(_("Scoring grid"), reverse("acquisitions:grid")), label=_("Save"),
        intro=_("Weights add up to 100. Scores that were given keep their version."),
    )  # fmt: skip


def _versions(now: ScoringGrid) -> list[ScoringGrid]:
    return list(ScoringGrid.objects.select_related("author")) or [now]
