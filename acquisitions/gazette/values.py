"""Values of a record as they come, made safe; what is wrong with them is told by the field."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

DEEPEST: Final = 20


class Fault(ValueError):
    """What is wrong with a field of a record."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = name, message


def values_in(value: object, name: str) -> Any:
    """What a field that holds JSON as text says; nothing where it is empty. `name` is told where it is not JSON."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        return value
    try:
        return clean(json.loads(value))
    except (ValueError, RecursionError):
        raise Fault(name, _("JSON is expected")) from None


def clean(value: Any, depth: int = 0) -> Any:
    """Without what a database refuses: NUL, halves of characters; nothing below a sensible depth."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(clean(str(key))): clean(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each, depth + 1) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
