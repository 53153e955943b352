"""Who may open what of the offer of a file (see `tests/access/takeovers.py`)."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import Line, hidden, nobody, post
from tests.access.takeovers import API, DEAL, NAMED, WALLED, works

OFFERS: Final = (
    *(
        Line(f"acquisitions:{name}", f"{DEAL}offer/{path}", hidden(NAMED))
        for name, path in (
            ("offer", ""), ("offer-draft", "draft/"), ("offer-version", "versions/1/"), ("competitors", "others/"),
        )
    ),
    Line("acquisitions:offer", f"{WALLED}offer/", nobody()),
    Line("acquisitions:competitors", f"{WALLED}offer/others/", nobody()),
    *(
        Line(f"acquisitions:{name}", f"{DEAL}offer/{path}", works(), method)
        for name, path in (
            ("offer-step", "price/"), ("offer-filing", "versions/1/filing/"), ("competitor-new", "others/new/"),
            ("competitor-edit", "others/{competitor}/"),
        )
        for method in ("get", "post")
    ),
    post("acquisitions:offer-submit", f"{DEAL}offer/submit/", works()),
    post("acquisitions:competitor-remove", f"{DEAL}offer/others/{{competitor}}/remove/", works()),
    Line("api-deal-offer", f"{API}offer/", hidden(NAMED)),
    Line("api-deal-offer", f"{API}offer/", works(), "put", {"contents": {"price": "1"}}),
    Line("api-offer-versions", f"{API}offers/versions/", hidden(NAMED)),
    post("api-offer-versions", f"{API}offers/versions/", works()),
    Line("api-offer-pdf", f"{API}offers/versions/1/pdf/", hidden(NAMED)),
    post("api-offer-filing", f"{API}offers/versions/1/filing/", works(), filed_at="2026-01-02T10:00:00Z", how="x"),
    Line("api-competitors", f"{API}competitors/", hidden(NAMED)),
    Line("api-competitors", f"{API}competitors/", works(), "post", {"name": "B"}),
    Line("api-competitor", f"{API}competitors/{{competitor}}/", works(), "put", {"name": "C"}),
    Line("api-competitor", f"{API}competitors/{{competitor}}/", works(), "delete"),
)  # fmt: skip
