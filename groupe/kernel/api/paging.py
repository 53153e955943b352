"""Lists page by page on a unique key: `?limit=`, and `?after=` as the previous page's `next` gave it.

class EstablishmentList(APIView):
    @extend_schema(parameters=PAGING, responses=paged(EstablishmentSerializer))
    def get(self, request: Request) -> Response:
        return keyset_page(request, rows, key="code", render=lambda page: EstablishmentSerializer(page, many=True).data)
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import FieldError, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from groupe.kernel.errors import DomainError

DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
PAGING: Final = [
    OpenApiParameter("limit", OpenApiTypes.INT, description=f"Rows per page, {DEFAULT_LIMIT} by default."),
    OpenApiParameter("after", OpenApiTypes.STR, description="Where the page starts: taken from `next`."),
]


def keyset_page(
    request: Request,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    key: str,
    render: Callable[[list[Any]], Sequence[Any]] = list,
) -> Response:
    """`{"results", "next"}`; `key` is a unique field, or attribute, by which the rows are ordered."""
    limit = _limit(request)
    after = _decode(request.query_params.get("after", ""))
    found = _rows_after(rows, key, after, limit + 1)
    page = list(found[:limit])
    more = len(found) > limit
    address = (
        replace_query_param(request.build_absolute_uri(), "after", _encode(_key_of(page[-1], key))) if more else None
    )
    return Response({"results": render(page), "next": address})


def paged(item: type[serializers.Serializer[Any]] | serializers.Serializer[Any]) -> serializers.Serializer[Any]:
    """The schema of a page of such items."""
    shown = item(many=True) if isinstance(item, type) else item
    name = item.__name__ if isinstance(item, type) else type(item).__name__
    fields = {"results": shown, "next": serializers.URLField(allow_null=True)}
    return inline_serializer(f"Paged{name.removesuffix('Serializer')}", fields)


def _limit(request: Request) -> int:
    asked = request.query_params.get("limit", "")
    if not asked:
        return DEFAULT_LIMIT
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9 and 1 <= int(asked) <= MAX_LIMIT):
        message = _("Between 1 and %(most)s.") % {"most": MAX_LIMIT}
        raise DomainError("invalid", message, fields={"limit": [message]})
    return int(asked)


def _rows_after(rows: QuerySet[Any] | Sequence[Any], key: str, after: str | int | None, most: int) -> list[Any]:
    if not isinstance(rows, QuerySet):
        ordered = sorted(rows, key=lambda row: _key_of(row, key))
        return [row for row in ordered if after is None or str(_key_of(row, key)) > str(after)][:most]
    ordered_rows = rows.order_by(key)
    if after is None:
        return list(ordered_rows[:most])
    try:
        value = rows.model._meta.get_field(key).to_python(after) if key != "pk" else int(after)
        return list(ordered_rows.filter(**{f"{key}__gt": value})[:most])
    except (ValidationError, ValueError, FieldError) as error:
        raise _unreadable() from error


def _key_of(row: Any, key: str) -> Any:
    return row[key] if isinstance(row, Mapping) else getattr(row, key)


def _encode(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, default=str).encode()).decode().rstrip("=")


def _decode(text: str) -> str | int | None:
    if not text:
        return None
    try:
        value = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _unreadable() from error
    if isinstance(value, bool) or not isinstance(value, str | int) or "\0" in str(value):
        raise _unreadable()
    return value


def _unreadable() -> DomainError:
    message = _("Take the address of the next page as it was given.")
    return DomainError("invalid", message, fields={"after": [message]})
