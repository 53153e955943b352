"""The door of the API to a file: who comes in is written down; owners are people of the room."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.request import Request

from acquisitions.access import WHOLE, get_deal_for
from acquisitions.models import Deal, DealMember
from acquisitions.services.rooms import entered
from establishments.access import access_in
from establishments.services.structure.checks import refused
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.kernel.periods import today


def opened(request: Request, code: str, *, what: str = "diligence", write: bool = False) -> Deal:
    found = get_deal_for(access_in(request), code, write=write)
    entered(deal=found, user=user_of(request), what=what)
    return found


def member_of(deal: Deal, email: str | None) -> User | None:
    """The person of the room with this e-mail; others are refused (422) whether they exist or not."""
    if not email:
        return None
    named = DealMember.objects.inside(today()).filter(deal=deal, level__in=WHOLE, user__email__iexact=email)
    row = named.select_related("user").first()
    if row is None:
        raise refused("owner", _("This person is not named in the room of the file."))
    return row.user
