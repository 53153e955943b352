"""What the API of pooled departments reads from requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month

TAGS = ["shared-services"]


def valid(serializer: type[serializers.Serializer[Any]], data: object) -> dict[str, Any]:
    """DomainError (400) naming the fields that are wrong."""
    found = serializer(data=data)
    if not found.is_valid():
        fields: Mapping[str, object] = {name: [str(each) for each in told] for name, told in found.errors.items()}
        raise DomainError("invalid", _("Some fields are not valid."), fields=fields)
    return dict(found.validated_data)


def month_of(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        message = _("A month as YYYY-MM is expected.")
        raise DomainError("invalid", message, fields={"period": [message]}) from error
