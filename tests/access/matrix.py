"""Who may open what: one line for each method of each route.

A new route needs a line here (`tests/access/test_matrix.py` fails until it has one). What a rule promises:

* `site(roles)`: roles act on the establishments in their reach; on those they see but may not act on: 403; else 404.
* `group(roles)`: the whole group's business; 403 for all others who are signed in.
* `within(roles, refused)`: 403 for the refused wherever; for all others what is out of reach is 404.
* `hidden(roles)`: as `group`, but 404 for all others.
* `anyone()`: signed in is enough. `public()`: not even that. `nobody()`: what belongs to someone else, 404 for all.

In paths `{site}` is tried as an establishment of one's own, a sibling and a foreign one; `{month}` is a month of it;
other names are those of `tests/access/test_matrix.py: World`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

OWN, SIBLING, FOREIGN = "own", "sibling", "foreign"
PLACES: Final = (OWN, SIBLING, FOREIGN)
OK, FORBIDDEN, UNSEEN = "ok", "403", "404"

WIDE: Final = ("executive", "controller", "support", "acquisitions", "quality", "hr", "auditor")
LOCAL: Final = ("territory", "director", "assistant", "funder")
ROLES: Final = (*WIDE, *LOCAL, "admin", "")  # "" is someone without a mandate
REACH: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(WIDE, PLACES),
    "territory": (OWN, SIBLING),
    **dict.fromkeys(("director", "assistant", "funder"), (OWN,)),
    "admin": (),
    "": (),
}

Rule = Callable[[str, str], str]  # role, place -> what is answered


def site(roles: tuple[str, ...]) -> Rule:
    def rule(role: str, place: str) -> str:
        if place not in REACH[role]:
            return UNSEEN
        return OK if role in roles else FORBIDDEN

    return rule


def within(roles: tuple[str, ...], refused: tuple[str, ...] = ()) -> Rule:
    def rule(role: str, place: str) -> str:
        if role in refused:
            return FORBIDDEN
        return OK if role in roles and place in REACH[role] else UNSEEN

    return rule


def group(roles: tuple[str, ...]) -> Rule:
    return lambda role, _place: OK if role in roles else FORBIDDEN


def hidden(roles: tuple[str, ...]) -> Rule:
    return lambda role, _place: OK if role in roles else UNSEEN


def anyone() -> Rule:
    return lambda _role, _place: OK


def nobody() -> Rule:
    return lambda _role, _place: UNSEEN


def runs_pools() -> Rule:
    """The controller and the heads of departments; 403 for who sees the department, 404 for who does not."""
    return lambda role, _place: (
        OK if role in {"controller", "support"} else FORBIDDEN if role in READS_SHARED else UNSEEN
    )


@dataclass(frozen=True)
class Line:
    name: str
    path: str
    rule: Rule
    method: str = "get"
    body: dict[str, Any] | None = None
    public: bool = False


def post(name: str, path: str, rule: Rule, **body: Any) -> Line:
    return Line(name, path, rule, "post", body)


def public(name: str, path: str, method: str = "get") -> Line:
    return Line(name, path, anyone(), method, public=True)


# domain.md, section 12
SEES: Final = (*WIDE, *LOCAL)
READS_REPORTS: Final = ("executive", "controller", "territory", "director", "assistant", "support", "auditor")
READS_HISTORY: Final = ("executive", "controller", "territory", "director", "auditor")
READS_FIGURES: Final = (*WIDE, "territory", "director", "funder")
READS_SITES: Final = tuple(role for role in READS_FIGURES if role != "acquisitions")
READS_ACTIVITY: Final = tuple(role for role in READS_SITES if role not in {"quality", "hr"})
READS_GROUP: Final = tuple(role for role in WIDE if role not in {"quality", "hr"})
READS_FLOWS: Final = tuple(role for role in READS_ACTIVITY if role != "funder")
READS_GROUP_SITES: Final = tuple(role for role in READS_GROUP if role != "acquisitions")
NO_FIGURES: Final = tuple(role for role in ROLES if role not in READS_FIGURES)
READS_REGISTER: Final = tuple(role for role in WIDE if role != "controller")
WRITES: Final = ("director", "assistant")
NO_WRITER: Final = tuple(role for role in ROLES if role not in WRITES)
CONTROLS: Final = ("controller",)
READS_CLOSES: Final = ("executive", "controller", "auditor")
WATCHES: Final = ("executive", "controller")
MANAGES: Final = ("admin",)
KEEPS: Final = ("controller", "support")
READS_SHARED_GROUP: Final = ("executive", "controller", "support", "acquisitions", "hr", "auditor")
READS_QUOTA: Final = (*READS_SHARED_GROUP, "territory", "director", "funder")
READS_SHARED: Final = ("executive", "controller", "support", "acquisitions", "hr", "auditor", "territory", "director")

SITE = "/establishments/{site}/"
MONTH = "/reports/{site}/{month}/"
API_MONTH = "/api/v1/reports/{site}/{month}/"
PERSON = "/people/{person}/"

LINES: Final = (
    # What everyone needs
    public("healthz", "/healthz"),
    public("readyz", "/readyz"),
    public("api-schema", "/api/schema/"),
    public("api-docs", "/api/docs/"),
    public("account_login", "/accounts/login/"),
    public("account_inactive", "/accounts/inactive/"),
    public("account_signup", "/accounts/signup/"),
    public("account_reset_password", "/accounts/password/reset/"),
    public("account_reset_password_done", "/accounts/password/reset/done/"),
    public("account_reset_password_from_key", "/accounts/password/reset/key/1-abc/"),
    public("account_reset_password_from_key_done", "/accounts/password/reset/key/done/"),
    public("preferences", "/preferences/", "post"),
    Line("account_invitation", "/accounts/invitation/abc/", nobody(), public=True),
    Line("account_logout", "/accounts/logout/", anyone(), public=True),
    Line("account_reauthenticate", "/accounts/reauthenticate/", anyone()),
    Line("account_change_password", "/accounts/password/change/", anyone()),
    Line("account_set_password", "/accounts/password/set/", anyone()),
    Line("account_tokens", "/account/tokens/", anyone()),
    post("account_token_revoke", "/account/tokens/{token}/revoke/", nobody()),
    # Establishments and structure
    Line("establishments:list", "/establishments/", group(SEES)),
    Line("establishments:detail", SITE, site(SEES)),
    *(
        Line(f"establishments:{name}", f"{SITE}{path}/", site(CONTROLS), method)
        for name, path in (
            ("edit", "edit"),
            ("transfer", "transfer"),
            ("capacities", "capacities"),
            ("exit", "exit"),
            ("link", "link"),
            ("funding", "fundings/new"),
        )
        for method in ("get", "post")
    ),
    *(
        post(f"establishments:{name}", f"{SITE}{path}/", site(CONTROLS))
        for name, path in (
            ("funding-end", "fundings/{funding}/end"),
            ("undo-entry", "undo/entry"),
            ("undo-transfer", "undo/transfer"),
            ("undo-exit", "undo/exit"),
            ("undo-link", "undo/link"),
            ("undo-capacity", "undo/capacities/CAP_FIN"),
        )
    ),
    Line("establishments:register", "/register/", group(CONTROLS)),
    Line("establishments:enter", "/register/{registered}/enter/", within(CONTROLS, refused=READS_REGISTER)),
    Line("establishments:structure", "/structure/", group(SEES)),
    Line("establishments:new", "/structure/new/establishment/", group(CONTROLS)),
    Line("establishments:entity-new", "/structure/new/entity/", group(CONTROLS)),
    Line("establishments:territory-new", "/structure/new/territory/", group(CONTROLS)),
    Line("establishments:funder-new", "/structure/new/funder/", group(CONTROLS)),
    Line("establishments:entity", "/structure/entities/E1/", hidden(SEES)),
    Line("establishments:entity-edit", "/structure/entities/E1/edit/", group(CONTROLS)),
    post("establishments:entity-method", "/structure/entities/E1/method/", group(CONTROLS)),
    post("establishments:entity-holding", "/structure/entities/E1/holding/", group(CONTROLS)),
    post("establishments:undo-method", "/structure/entities/E1/undo/method/", group(CONTROLS)),
    post("establishments:undo-holding", "/structure/entities/E1/undo/holding/E2/", group(CONTROLS)),
    Line("establishments:territory-edit", "/structure/territories/T1/", group(CONTROLS)),
    Line("establishments:funder-edit", "/structure/funders/F1/", group(CONTROLS)),
    Line("api-establishments", "/api/v1/establishments/", group(SEES)),
    Line("api-establishment", "/api/v1/establishments/{site}/", site(SEES)),
    # Monthly reports
    Line("reports:list", "/reports/", group(READS_REPORTS)),
    Line("reports:entry", MONTH, site(READS_REPORTS)),
    post("reports:entry", MONTH, site(WRITES)),
    post("reports:check", f"{MONTH}check/", site(WRITES)),
    Line("reports:history", f"{MONTH}history/", site(READS_HISTORY)),
    post("reports:move", f"{MONTH}validate/", site(("territory",))),
    post("reports:move", f"{MONTH}return/", site(("territory",)), reason="again"),
    post("reports:move", f"{MONTH}freeze/", site(CONTROLS)),
    post("reports:move", f"{MONTH}reopen/", site(CONTROLS), reason="again"),
    Line("api-reports", "/api/v1/reports/", group(READS_REPORTS)),
    Line("api-report", API_MONTH, site(READS_REPORTS)),
    Line("api-report", API_MONTH, site(WRITES), "put", {"values": {"J_HP": 1}}),
    Line("api-report-history", f"{API_MONTH}history/", site(READS_HISTORY)),
    post("api-report-submit", f"{API_MONTH}submit/", site(("director",))),
    post("api-report-validate", f"{API_MONTH}validate/", site(("territory",))),
    post("api-report-return", f"{API_MONTH}return/", site(("territory",)), reason="again"),
    post("api-report-freeze", f"{API_MONTH}freeze/", site(CONTROLS)),
    post("api-report-reopen", f"{API_MONTH}reopen/", site(CONTROLS), reason="again"),
    post("api-reports-bulk", "/api/v1/reports/bulk/", within(WRITES, refused=NO_WRITER), reports="{reports}"),
    # Imports
    Line("imports:list", "/imports/", group(CONTROLS)),
    Line("imports:template", "/imports/template.xlsx", group(CONTROLS)),
    Line("imports:export", "/imports/group.xlsx", group(CONTROLS)),
    Line("imports:detail", "/imports/{run}/", group(CONTROLS)),
    Line("imports:progress", "/imports/{run}/progress/", group(CONTROLS)),
    post("imports:apply", "/imports/{run}/apply/", group(CONTROLS)),
    post("imports:retry", "/imports/{run}/retry/", group(CONTROLS)),
    # Catalogue
    Line("catalogue:list", "/catalogue/", group(SEES)),
    Line("catalogue:item", "/catalogue/J_HP/", group(SEES)),
    post("catalogue:range", "/catalogue/AC01/range/", group(CONTROLS)),
    Line("api-measures", "/api/v1/measures/", group(SEES)),
    Line("api-indicators", "/api/v1/indicators/", group(SEES)),
    # People
    Line("people:list", "/people/", group(MANAGES)),
    Line("people:invite", "/people/invite/", group(MANAGES)),
    post("people:invite", "/people/invite/", group(MANAGES)),
    Line("people:scopes", "/people/scopes/", group(MANAGES)),
    Line("people:detail", PERSON, group(MANAGES)),
    post("people:mandate-add", f"{PERSON}mandates/", group(MANAGES)),
    post("people:mandate-end", f"{PERSON}mandates/{{mandate}}/end/", group(MANAGES)),
    post("people:mandate-withdraw", f"{PERSON}mandates/{{mandate}}/withdraw/", group(MANAGES)),
    post("people:deactivate", f"{PERSON}deactivate/", group(MANAGES)),
    post("people:reactivate", f"{PERSON}reactivate/", group(MANAGES)),
    post("people:invitation-send", f"{PERSON}invitation/send/", group(MANAGES)),
    post("people:invitation-cancel", f"{PERSON}invitation/cancel/", group(MANAGES)),
    # Figures
    Line("web:dashboard", "/", anyone()),
    Line("web:choose-scope", "/scopes/?scope=establishment:{site}", anyone()),
    Line("web:scope", "/scopes/establishment:{site}/", within(READS_SITES)),
    Line("web:scope", "/scopes/group/", hidden(WIDE)),
    Line("web:benchmark", "/scopes/establishment:{site}/benchmark/", within(READS_SITES)),
    Line("web:benchmark", "/scopes/group/benchmark/", hidden(WIDE)),
    Line("web:indicator", "/indicators/AC01/?scope=establishment:{site}", within(READS_ACTIVITY)),
    Line("web:explain", "/indicators/AC01/explain/?scope=establishment:{site}", within(READS_ACTIVITY)),
    Line(
        "web:explain-months",
        "/indicators/J_HP/explain/months/?scope=establishment:{site}&site={site}&period={month}&window=month",
        within(READS_ACTIVITY),
    ),
    Line("web:bridge", "/bridge/?scope=establishment:{site}&measure=J_HP", within(READS_ACTIVITY)),
    Line("web:bridge", "/bridge/?scope=group&measure=PR", hidden(READS_GROUP)),
    Line(
        "web:bridge",
        "/bridge/?scope=group&measure=PR&block=entries",
        within(READS_GROUP_SITES, refused=("acquisitions",)),
    ),
    Line("web:eliminations", "/eliminations/?scope=establishment:{site}", within(READS_FLOWS)),
    Line("web:eliminations", "/eliminations/?scope=group&view=legal", hidden(READS_GROUP)),
    Line("web:flows", "/eliminations/flows/?period={month}", group(CONTROLS)),
    Line("web:flow-new", "/eliminations/flows/new/", group(CONTROLS)),
    post("web:flow-new", "/eliminations/flows/new/", group(CONTROLS)),
    Line("web:flow", "/eliminations/flows/{flow}/", group(CONTROLS)),
    post("web:flow", "/eliminations/flows/{flow}/", group(CONTROLS), amount="12"),
    Line("web:flow-withdraw", "/eliminations/flows/{flow}/withdraw/", group(CONTROLS)),
    post("web:flow-withdraw", "/eliminations/flows/{flow}/withdraw/", group(CONTROLS)),
    Line("web:freshness", "/freshness/", anyone()),
    # Closes
    Line("web:closes", "/closes/", group(READS_CLOSES)),
    Line("web:close", "/closes/{closed}/", group(READS_CLOSES)),
    Line("web:close-checklist", "/closes/{month}/checklist/", group(CONTROLS)),
    post("web:close-checklist", "/closes/{month}/checklist/", group(CONTROLS)),
    Line("api-closes", "/api/v1/closes/", group(READS_CLOSES)),
    post("api-closes", "/api/v1/closes/", group(CONTROLS), period="2020-01"),
    Line("api-closes-period", "/api/v1/closes/{closed}/", group(READS_CLOSES)),
    # Figures over the API
    # How they are kept up to date
    Line("web:runs", "/consolidation/runs/", group(WATCHES)),
    Line("web:runs-state", "/consolidation/runs/state/", group(WATCHES)),
    Line("web:run", "/consolidation/runs/{check}/", group(WATCHES)),
    post("web:runs-start", "/consolidation/runs/start/check/", group(CONTROLS)),
    post("web:run-stop", "/consolidation/runs/{going}/stop/", group(CONTROLS)),
    post("web:runs-acknowledge", "/consolidation/runs/alerts/{alert}/acknowledge/", group(CONTROLS), reason="seen"),
    Line("api-scopes", "/api/v1/scopes/", group(READS_FIGURES)),
    Line(
        "api-consolidation",
        "/api/v1/consolidation/?scope=establishment:{site}&measures=J_HP&from={month}&to={month}",
        within(READS_ACTIVITY, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-bridge",
        "/api/v1/consolidation/bridge/?scope=establishment:{site}&measure=J_HP&from={month}&to={month}",
        within(READS_ACTIVITY, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-pro-forma",
        "/api/v1/consolidation/pro-forma/?scope=establishment:{site}&measure=J_HP&from={month}&to={month}",
        within(READS_ACTIVITY, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-children",
        "/api/v1/consolidation/children/?scope=establishment:{site}&by=establishment&indicators=&period={month}",
        within(READS_SITES, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-benchmark",
        "/api/v1/consolidation/benchmark/?scope=establishment:{site}&indicator=AC01&period={month}",
        within(READS_ACTIVITY, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-eliminations",
        "/api/v1/consolidation/eliminations/?scope=establishment:{site}&period={month}",
        within(READS_FLOWS, refused=NO_FIGURES),
    ),
    Line(
        "api-consolidation-explain",
        "/api/v1/consolidation/explain/?scope=establishment:{site}&code=J_HP&period={month}",
        within(READS_ACTIVITY, refused=NO_FIGURES),
    ),
)

# Routes of the matrix that are tried elsewhere, or that answer 404 to everyone.
ELSEWHERE: Final = {"api-nothing": "tests/api/test_nowhere.py", "admin:*": "tests/access/test_admin.py"}
