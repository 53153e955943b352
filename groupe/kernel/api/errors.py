"""One error body for the whole API: `{"code", "message", "fields"}`."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from groupe.kernel.api.parsers import BodyTooLarge
from groupe.kernel.errors import DomainError


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook: every refusal as the same JSON; None lets an unforeseen error be a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = BodyTooLarge(_("The body is too large."))
    if isinstance(error, DomainError):
        set_rollback()
        return _answer(error.status, error.code, error.message, error.fields)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    response = _answer(error.status_code, _code(error), _message(error), _fields(error))
    for header, value in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait")):
        if getattr(error, value, None):
            response[header] = str(getattr(error, value))
    return response


def _answer(status: int, code: str, message: str, fields: dict[str, object]) -> Response:
    return Response({"code": code, "message": message, "fields": fields}, status=status)


def _code(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "invalid"
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def _message(error: exceptions.APIException) -> str:
    if isinstance(error, exceptions.ValidationError):
        return _("Some fields are not valid.")
    return str(error.detail)


def _fields(error: exceptions.APIException) -> dict[str, object]:
    if not isinstance(error, exceptions.ValidationError):
        return {}
    return dict(error.detail) if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
