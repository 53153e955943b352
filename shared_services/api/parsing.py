"""What the API of pooled departments reads from requests."""

from __future__ import annotations

from django.utils.translation import gettext as _

from groupe.kernel.api.parsing import valid
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month

TAGS = ["shared-services"]

__all__ = ["TAGS", "month_of", "valid"]


def month_of(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        message = _("A month as YYYY-MM is expected.")
        raise DomainError("invalid", message, fields={"period": [message]}) from error
