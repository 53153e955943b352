"""Updates that hold only if nobody changed the thing meanwhile: `ETag` and `If-Match` (RFC 9110, 13.1.1)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from groupe.kernel.errors import DomainError

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The `ETag` last read: 412 when it is stale."
)


def etag_of(*parts: object) -> str:
    """The quoted tag of a state, such as `etag_of(report.pk, report.revision)`."""
    return quote_etag("-".join(str(part) for part in parts))


def require_match(request: HttpRequest | Request, current: str | None) -> None:
    """DomainError 412 where the request carries an `If-Match` that `current` (None: nothing exists) does not meet.

    Compare under the lock of the row that is about to change, so that two updates cannot both pass.
    """
    header = request.headers.get("If-Match")
    if header is None:
        return
    wanted = parse_etags(header)
    if current is None or ("*" not in wanted and current not in wanted):
        raise DomainError("stale", _("This has changed since you read it: read it again."), status=412)
