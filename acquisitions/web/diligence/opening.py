"""What the pages of due diligence have in common: the door, the log, the parts, the people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.access import WHOLE, get_deal_for, works_on
from acquisitions.models import Deal, DealMember
from acquisitions.routes.diligence import streams
from acquisitions.services.diligence import CHANGING
from acquisitions.services.rooms import entered
from acquisitions.web.room import room
from acquisitions.web.tabs import Tab
from establishments.access import access_in
from groupe.accounts.models import User
from groupe.accounts.signed_in import user_of
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb

PARTS: tuple[tuple[str, StrOrPromise], ...] = (
    ("diligence", gettext_lazy("Checklist")),
    ("diligence-requests", gettext_lazy("Requests to the seller")),
    ("diligence-questions", gettext_lazy("Questions and answers")),
    ("diligence-findings", gettext_lazy("Findings")),
    ("diligence-score", gettext_lazy("Score")),
)


class OwnerField(forms.ModelChoiceField):
    """Somebody who is named in the room."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False, empty_label="–")


def opened(request: HttpRequest, code: str, *, what: str = "diligence", write: bool = False) -> Deal:
    """The file, for whoever may; who came in is written down."""
    found = get_deal_for(access_in(request), code, write=write)
    entered(deal=found, user=user_of(request), what=what)
    return found


def shown(request: HttpRequest, deal: Deal, part: str) -> dict[str, Any]:
    """What a page of the due diligence is given besides its own."""
    parts = [Tab(label, reverse(f"acquisitions:{name}", args=[deal.code]), name == part) for name, label in PARTS]
    return room(request, deal, "diligence") | {"parts": parts, "may_work": may_work(request, deal)}


def may_work(request: HttpRequest, deal: Deal) -> bool:
    return works_on(access_in(request), deal) and deal.state in CHANGING


def people_of(deal: Deal) -> QuerySet[User]:
    """Who may own something here."""
    named = DealMember.objects.inside(today()).filter(deal=deal, level__in=WHOLE)
    return User.objects.filter(pk__in=named.order_by().values("user")).order_by("name", "email")


def stream_choices() -> list[tuple[str, str]]:
    return [(code, stream.label) for code, stream in streams().items()]


def back_to(deal: Deal, name: str, label: StrOrPromise = "", *args: object) -> Crumb:
    """To a page of the due diligence of the file."""
    return Crumb(
        label or f"{deal.name} – {_('Due diligence')}", reverse(f"acquisitions:{name}", args=[deal.code, *args])
    )
