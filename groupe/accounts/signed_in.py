"""Who asks: pages and the API let nobody in without signing in, and services want a person, not a visitor."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request

from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed


def user_of(request: HttpRequest | Request) -> User:
    """The user of a page or of a call; NotAllowed (403) for a visitor."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Your role does not allow this."))
    return request.user
