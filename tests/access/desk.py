"""Who may open what of the desk: departments that are described, services, requests (see `tests/access/matrix.py`)."""

from __future__ import annotations

from typing import Final

from tests.access.matrix import (
    CONTROLS,
    FORBIDDEN,
    OK,
    READS_SHARED,
    UNSEEN,
    Line,
    Rule,
    group,
    hidden,
    post,
    runs_pools,
)

ASKS: Final = ("controller", "territory", "director")


def serves_pools() -> Rule:
    """A move of the department: 403 for who asks, 404 for who sees no request."""
    return lambda role, _place: OK if role == "support" else FORBIDDEN if role in ASKS else UNSEEN


def serves_sites() -> Rule:
    """A move of who asks."""
    return lambda role, _place: OK if role in ASKS else FORBIDDEN if role == "support" else UNSEEN


DESK: Final = (
    Line("shared_services:department-new", "/shared-services/departments/new/", group(CONTROLS)),
    post("shared_services:department-new", "/shared-services/departments/new/", group(CONTROLS)),
    Line("shared_services:department-edit", "/shared-services/departments/{department}/edit/", runs_pools()),
    post("shared_services:department-edit", "/shared-services/departments/{department}/edit/", runs_pools()),
    post("shared_services:department-figures", "/shared-services/departments/{department}/figures/", runs_pools()),
    Line("shared_services:service-new", "/shared-services/departments/{department}/services/new/", runs_pools()),
    post("shared_services:service-new", "/shared-services/departments/{department}/services/new/", runs_pools()),
    *(
        Line(f"shared_services:service-{name}", f"/shared-services/catalogue/{{service}}/{name}/", rule, method)
        for name in ("edit", "price")
        for method in ("get", "post")
        for rule in [runs_pools()]
    ),
    Line("shared_services:catalogue", "/shared-services/catalogue/", group(READS_SHARED)),
    Line("shared_services:service-ask", "/shared-services/catalogue/{service}/ask/", group(ASKS)),
    post("shared_services:service-ask", "/shared-services/catalogue/{service}/ask/", group(ASKS)),
    Line("shared_services:requests", "/shared-services/requests/", group((*ASKS, "support"))),
    Line("shared_services:board", "/shared-services/requests/board/", group((*ASKS, "support"))),
    Line("shared_services:request", "/shared-services/requests/{request}/", hidden((*ASKS, "support"))),
    Line(
        "shared_services:request-file", "/shared-services/requests/{request}/files/{file}/", hidden((*ASKS, "support"))
    ),
    post("shared_services:request-move", "/shared-services/requests/{request}/start/", serves_pools()),
    post("shared_services:request-move", "/shared-services/requests/{request}/close/", serves_sites(), reason="x"),
    post(
        "shared_services:request-move",
        "/shared-services/requests/{request}/comment/",
        hidden((*ASKS, "support")),
        text="x",
    ),
    Line("api-services", "/api/v1/shared-services/services/", group(READS_SHARED)),
    Line("api-requests", "/api/v1/shared-services/requests/", group((*ASKS, "support"))),
    post("api-requests", "/api/v1/shared-services/requests/", group(ASKS)),
    Line("api-request", "/api/v1/shared-services/requests/{request}/", hidden((*ASKS, "support"))),
    post(
        "api-request-comments",
        "/api/v1/shared-services/requests/{request}/comments/",
        hidden((*ASKS, "support")),
        text="x",
    ),
    post("api-request-files", "/api/v1/shared-services/requests/{request}/files/", hidden((*ASKS, "support"))),
    post("api-request-move", "/api/v1/shared-services/requests/{request}/start/", serves_pools()),
    post("api-request-move", "/api/v1/shared-services/requests/{request}/close/", serves_sites(), reason="x"),
)
