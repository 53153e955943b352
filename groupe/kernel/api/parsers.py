"""JSON that the database can keep: no NUL, no lone surrogates, no bottomless nesting, no endless body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"


class StrictJSONParser(JSONParser):
    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(settings.API_MAX_BODY + 1)
        if len(raw) > settings.API_MAX_BODY:
            raise BodyTooLarge(_("The body is too large."))
        try:
            data = json.loads(raw.decode(), parse_constant=_refuse)
            if _SUSPECT.search(raw):
                _refuse_unstorable(data)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("The body is not valid JSON: %(problem)s") % {"problem": error}) from error
        return data


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _refuse_unstorable(data: object) -> None:
    """Raises ValueError on text that UTF-8 or PostgreSQL cannot hold."""
    text = json.dumps(data, ensure_ascii=False)
    text.encode()
    if "\\u0000" in text:
        raise ValueError("NUL character")
