"""Who may open what of a deal's valuation: whoever is named in the room reads it, others find nothing."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import Line, hidden, nobody, post
from tests.access.takeovers import DEAL, NAMED, WALLED, works

PAGE: Final = f"{DEAL}plan/"
API: Final = "/api/v1/acquisitions/deals/{deal}/"

PLANS: Final = (
    Line("web:with-group", f"{DEAL}with-group/", hidden(NAMED)),
    Line("web:with-group", f"{WALLED}with-group/", nobody()),
    Line("acquisitions:plan", PAGE, hidden(NAMED)),
    Line("acquisitions:plan", f"{WALLED}plan/", nobody()),
    Line("acquisitions:plan-export", f"{PAGE}export/", hidden(NAMED)),
    Line("acquisitions:plan-export", f"{WALLED}plan/export/", nobody()),
    Line("acquisitions:plan-accounts", f"{PAGE}accounts/", hidden(NAMED)),
    post("acquisitions:plan-accounts", f"{PAGE}accounts/", works()),
    *(
        Line(f"acquisitions:plan-{name}", f"{PAGE}{name}/", works(), method)
        for name in ("levers", "terms")
        for method in ("get", "post")
    ),
    post("acquisitions:plan-thesis", f"{PAGE}thesis/1/", works()),
    Line("api-deal-plan", f"{API}plan/", hidden(NAMED)),
    Line("api-deal-plan", "/api/v1/acquisitions/deals/{walled}/plan/", nobody()),
    Line("api-deal-plan", f"{API}plan/", works(), "put", {"first": "2027-01"}),
    Line("api-deal-plan-versions", f"{API}plan/versions/", hidden(NAMED)),
    post("api-deal-plan-thesis", f"{API}plan/thesis/", works(), version=1),
    Line("api-deal-accounts", f"{API}accounts/", hidden(NAMED)),
    Line("api-deal-accounts", f"{API}accounts/", works(), "put", {"text": "2026-01;1"}),
)
