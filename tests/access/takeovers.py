"""Who may open what of takeovers (see `tests/access/matrix.py`): named in the room, or nobody."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import FORBIDDEN, OK, UNSEEN, Line, Rule, hidden, nobody, post

# Roles that see the pipeline; those named in the file of the tests, and those who work on it.
PIPELINE: Final = ("executive", "controller", "territory", "acquisitions", "hr", "auditor")
NAMED: Final = ("executive", "controller", "acquisitions", "auditor")
WORKS: Final = ("controller", "acquisitions")
LEADS: Final = ("acquisitions",)
DEAL: Final = "/acquisitions/deals/{deal}/"
API: Final = "/api/v1/acquisitions/deals/{deal}/"
WALLED: Final = "/acquisitions/deals/{walled}/"
API: Final = "/api/v1/acquisitions/deals/{deal}/"


def works(roles: tuple[str, ...] = WORKS, named: tuple[str, ...] = NAMED) -> Rule:
    """403 for who reads the file, 404 for who is not named in it."""
    return lambda role, _place: OK if role in roles else FORBIDDEN if role in named else UNSEEN


TAKEOVERS: Final = (
    Line("acquisitions:board", "/acquisitions/", hidden(PIPELINE)),
    Line("acquisitions:list", "/acquisitions/list/", hidden(PIPELINE)),
    Line("acquisitions:saved", "/acquisitions/saved/", hidden(PIPELINE)),
    Line("acquisitions:jobs", f"{DEAL}jobs/", hidden((*NAMED, "hr"))),
    Line("acquisitions:jobs-count", f"{DEAL}jobs/count/", works()),
    post("acquisitions:jobs-count", f"{DEAL}jobs/count/", works()),
    Line("acquisitions:funnel", "/acquisitions/funnel/", hidden(PIPELINE)),
    Line("acquisitions:map", "/acquisitions/map/", hidden(PIPELINE)),
    Line("acquisitions:deal-new", "/acquisitions/deals/new/", works(named=PIPELINE)),
    post("acquisitions:deal-new", "/acquisitions/deals/new/", works(named=PIPELINE)),
    Line("acquisitions:deal", DEAL, hidden(NAMED)),
    Line("acquisitions:deal", WALLED, nobody()),
    *(
        Line(f"acquisitions:{name}", f"{DEAL}{path}", works(), method)
        for name, path in (
            ("deal-edit", "edit/"), ("deal-lose", "lose/"), ("target-new", "sites/new/"),
            ("target-edit", "sites/{target}/"),
        )
        for method in ("get", "post")
    ),
    post("acquisitions:deal-move", f"{DEAL}move/", works(), stage="nda"),
    post("acquisitions:deal-move", f"{WALLED}move/", nobody(), stage="nda"),
    post("acquisitions:deal-reopen", f"{DEAL}reopen/", works(), reason="x"),
    post("acquisitions:deal-gate", f"{DEAL}gates/qualification/right_to_bid/check/", works()),
    post("acquisitions:deal-gate", f"{DEAL}gates/qualification/go/approve/", works(("executive",))),
    post("acquisitions:target-remove", f"{DEAL}sites/{{target}}/remove/", works()),
    Line("acquisitions:takeover", f"{DEAL}takeover/", hidden(NAMED)),
    Line("acquisitions:takeover", f"{WALLED}takeover/", nobody()),
    Line("acquisitions:takeover-prepare", f"{DEAL}takeover/prepare/", works()),
    post("acquisitions:takeover-prepare", f"{DEAL}takeover/prepare/", works()),
    post("acquisitions:takeover-prepare", f"{WALLED}takeover/prepare/", nobody()),
    post("acquisitions:takeover-confirm", f"{DEAL}takeover/confirm/", works(("executive",))),
    post("acquisitions:takeover-confirm", f"{WALLED}takeover/confirm/", nobody()),
    post("acquisitions:takeover-undo", f"{DEAL}takeover/undo/", works()),
    post("acquisitions:takeover-undo", f"{WALLED}takeover/undo/", nobody()),
    Line("acquisitions:integration", f"{DEAL}integration/", hidden(NAMED)),
    Line("acquisitions:integration", f"{WALLED}integration/", nobody()),
    Line("acquisitions:action-new", f"{DEAL}integration/new/", works()),
    post("acquisitions:action-new", f"{DEAL}integration/new/", works()),
    Line("acquisitions:action-edit", f"{DEAL}integration/{{action}}/", works()),
    post("acquisitions:action-edit", f"{DEAL}integration/{{action}}/", works()),
    post("acquisitions:action-move", f"{DEAL}integration/{{action}}/move/", works(), state="doing"),
    post("acquisitions:action-move", f"{WALLED}integration/{{action}}/move/", nobody(), state="doing"),
    post("acquisitions:action-remove", f"{DEAL}integration/{{action}}/remove/", works()),
    Line("acquisitions:members", f"{DEAL}members/", hidden(NAMED)),
    Line("acquisitions:members", f"{WALLED}members/", nobody()),
    Line("acquisitions:member-new", f"{DEAL}members/new/", works(LEADS)),
    post("acquisitions:member-new", f"{DEAL}members/new/", works(LEADS)),
    Line("acquisitions:calendar", "/acquisitions/calendar/", hidden(PIPELINE)),
    Line("acquisitions:feed", "/acquisitions/calendar/feed/", hidden(PIPELINE)),
    post("acquisitions:feed", "/acquisitions/calendar/feed/", hidden(PIPELINE)),
    post("acquisitions:feed-revoke", "/acquisitions/calendar/feed/revoke/", hidden(PIPELINE)),
    Line("acquisitions:feed-ics", "/acquisitions/calendar/wrong.ics", nobody(), public=True),
    Line("acquisitions:clocks", f"{DEAL}clocks/", hidden(NAMED)),
    Line("acquisitions:clocks", f"{WALLED}clocks/", nobody()),
    *(
        Line(f"acquisitions:{name}", f"{DEAL}{path}", works(), method)
        for name, path in (
            ("authorisation-new", "authorisations/new/"), ("authorisation-edit", "authorisations/{authorisation}/"),
            ("commitment-new", "commitments/new/"), ("commitment-edit", "commitments/{commitment}/"),
        )
        for method in ("get", "post")
    ),
    post("acquisitions:commitment-remove", f"{DEAL}commitments/{{commitment}}/remove/", works()),
    Line("api-deal-clocks", f"{API}clocks/", hidden(NAMED)),
    *(
        line
        for name in ("authorisation", "commitment")
        for path, suffix in ((f"{API}{name}s/", f"{name}-files" if name == "authorisation" else f"{name}s"),)
        for line in (
            Line(f"api-{suffix}", path, hidden(NAMED)),
            post(f"api-{suffix}", path, works()),
            Line(f"api-{suffix.removesuffix('s')}", f"{path}{{{name}}}/", works(), "put", {}),
        )
    ),
    Line("api-commitment", f"{API}commitments/{{commitment}}/", works(), "delete"),
    Line("api-takeover", f"{API}takeover/", hidden(NAMED)),
    Line("api-takeover", f"{API}takeover/", works(), "put", {}),
    post("api-takeover-confirm", f"{API}takeover/confirm/", works(("executive",))),
    post("api-takeover-undo", f"{API}takeover/undo/", works(), word="x"),
    Line("api-actions", f"{API}actions/", hidden(NAMED)),
    post("api-actions", f"{API}actions/", works()),
    post("api-action-move", f"{API}actions/{{action}}/move/", works(), state="doing"),
    *(
        Line(name, f"/api/v1/acquisitions/deals/{{walled}}/{path}/", nobody())
        for name, path in (("api-takeover", "takeover"), ("api-actions", "actions"))
    ),
    post("acquisitions:member-leave", f"{DEAL}members/{{member}}/leave/", works(LEADS)),
    Line("api-deals", "/api/v1/acquisitions/deals/", hidden(PIPELINE)),
    post("api-deals", "/api/v1/acquisitions/deals/", works(named=PIPELINE)),
    Line("api-deal", API, hidden(NAMED)),
    Line("api-deal", "/api/v1/acquisitions/deals/{walled}/", nobody()),
    Line("api-deal", API, works(), "patch", {"name": "x"}),
    Line("api-deal-moves", f"{API}moves/", hidden(NAMED)),
    post("api-deal-moves", f"{API}moves/", works(), stage="nda"),
    post("api-deal-lose", f"{API}lose/", works(), reason="no_bid"),
    post("api-deal-reopen", f"{API}reopen/", works(), word="x"),
    Line("api-deal-targets", f"{API}targets/", works(), "post", {"name": "x", "kind": "ehpad"}),
    Line("api-deal-members", f"{API}members/", hidden(NAMED)),
    post("api-deal-moves", "/api/v1/acquisitions/deals/{walled}/moves/", nobody(), stage="nda"),
)  # fmt: skip
