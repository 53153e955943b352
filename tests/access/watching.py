"""Who may open what of the watch (see `tests/access/matrix.py`): those who see the pipeline; the team acts."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import Line, hidden, post
from tests.access.takeovers import PIPELINE, works

WATCH: Final = "/acquisitions/watch/"
LEAD: Final = f"{WATCH}{{lead}}/"
API: Final = "/api/v1/acquisitions/"
ACTS: Final = works(named=PIPELINE)

WATCHING: Final = (
    Line("acquisitions:watch", WATCH, hidden(PIPELINE)),
    Line("acquisitions:lead", LEAD, hidden(PIPELINE)),
    *(
        Line(f"acquisitions:{name}", path, ACTS, method)
        for name, path in (
            ("lead-new", f"{WATCH}new/"), ("gazette", f"{WATCH}import/"), ("lead-open", f"{LEAD}open/"),
        )
        for method in ("get", "post")
    ),
    post("acquisitions:lead-move", f"{LEAD}follow/", ACTS),
    Line("api-gazette-notices", f"{API}notices/", hidden(PIPELINE)),
    Line("api-gazette-notice", f"{API}notices/{{notice}}/", hidden(PIPELINE)),
    Line("api-leads", f"{API}leads/", hidden(PIPELINE)),
    Line("api-leads", f"{API}leads/", ACTS, "post", {"name": "x"}),
    Line("api-lead", f"{API}leads/{{lead}}/", hidden(PIPELINE)),
    post("api-lead-follow", f"{API}leads/{{lead}}/follow/", ACTS),
    post("api-lead-dismiss", f"{API}leads/{{lead}}/dismiss/", ACTS, reason="x"),
    post("api-lead-reopen", f"{API}leads/{{lead}}/reopen/", ACTS),
)  # fmt: skip
