"""What is done to a person's access; each is a post, answered by their page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from establishments.models import Mandate
from establishments.services.people import mandate_add, mandate_end, mandate_withdraw, person_deactivate
from establishments.web.people.forms import EndForm, MandateForm
from establishments.web.people.lists import author, link_of
from establishments.web.people.page import person_of, show
from groupe.accounts.models import User
from groupe.accounts.services.invitations import invitation_cancel, invitation_send
from groupe.accounts.services.users import user_reactivate
from groupe.kernel.errors import DomainError, NotVisible


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    form = MandateForm(request.POST)
    if form.is_valid():
        try:
            mandate_add(user=person, **form.cleaned_data)
        except DomainError as error:
            form.blame(error)
        else:
            messages.success(request, _("The mandate was given."))
            return redirect("people:detail", pk)
    return show(request, person, form, status=422)


@require_POST
def end(request: HttpRequest, pk: int, mandate: int) -> HttpResponse:
    held = _mandate_of(person_of(request, pk), mandate)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise DomainError("invalid", _("Give the last day of the mandate."))
    mandate_end(mandate=held, last=form.cleaned_data["last"])
    messages.success(request, _("The last day of the mandate was recorded."))
    return redirect("people:detail", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int, mandate: int) -> HttpResponse:
    mandate_withdraw(mandate=_mandate_of(person_of(request, pk), mandate))
    messages.success(request, _("The mandate was taken back."))
    return redirect("people:detail", pk)


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    person_deactivate(user=person)
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": person})
    return redirect("people:detail", pk)


@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    user_reactivate(user=person)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("people:detail", pk)


@require_POST
def send_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    invitation_send(user=person, by=author(request), link_of=link_of(request))
    messages.success(request, _("An invitation was sent to %(email)s.") % {"email": person.email})
    return redirect("people:detail", pk)


@require_POST
def cancel_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request, pk)
    gone = invitation_cancel(user=person)
    messages.success(request, _("The invitation of %(email)s was cancelled.") % {"email": person.email})
    return redirect("people:list") if gone else redirect("people:detail", pk)


def _mandate_of(person: User, pk: int) -> Mandate:
    found: Mandate | None = Mandate.objects.filter(user=person, pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such mandate."))
    return found
