"""What every API reads from the body of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from groupe.kernel.errors import DomainError


def valid(serializer: type[serializers.Serializer[Any]], data: object, *, partial: bool = False) -> dict[str, Any]:
    """DomainError (400) naming the fields that are wrong."""
    found = serializer(data=data, partial=partial)
    if not found.is_valid():
        fields: Mapping[str, object] = {name: [str(each) for each in told] for name, told in found.errors.items()}
        raise DomainError("invalid", _("Some fields are not valid."), fields=fields)
    return dict(found.validated_data)
