"""One way to change the structure: a form, the sentence of what will change, the change, a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from establishments.access import Can, access_in, get_establishment_for, require
from establishments.models import Establishment
from establishments.web.structure.forms.base import ChangeForm
from groupe.kernel.errors import DomainError
from groupe.kernel.web.components import Crumb

MakeForm = Callable[[Any], ChangeForm]


def editor_only(request: HttpRequest) -> None:
    """The structure is changed by those who may over the whole group."""
    require(access_in(request), Can.EDIT_STRUCTURE)


def editable(request: HttpRequest, code: str) -> Establishment:
    """404 for what the user may not see, then 403 for what they may not change."""
    found = get_establishment_for(access_in(request), code)
    editor_only(request)
    return found


def change_page(
    request: HttpRequest,
    make: MakeForm,
    *,
    title: StrOrPromise,
    back: Crumb,
    label: StrOrPromise,
    intro: StrOrPromise = "",
    danger: bool = False,
    done: str = "",
    above: Sequence[Crumb] = (),
    template: str = "establishments/change.html",
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """GET shows the form; POST changes, or is 422 with the errors; with `preview` it only tells what would happen."""
    preview, sentence = "preview" in request.POST, ""
    form = make(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sentence = _applied(form, keep=not preview)
        if sentence and not preview:
            messages.success(request, sentence)
            return redirect(done or back.url)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "crumbs": [*above, back],
        "label": label,
        "intro": intro,
        "danger": danger,
        "sentence": sentence,
        "preview": preview,
        **(extra or {}),
    }
    status = 422 if form.is_bound and not preview else 200
    return render(request, template, context, status=status)


def undo(request: HttpRequest, service: Callable[[], object], *, back: str, said: StrOrPromise) -> HttpResponse:
    """A confirmed undo; a refusal comes back as a message."""
    try:
        service()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said or _("Undone."))
    return redirect(back)


def _applied(form: ChangeForm, *, keep: bool) -> str:
    """The sentence, empty where the service refuses; without `keep` nothing stays written."""
    try:
        with transaction.atomic():
            sentence = form.apply()
            if not keep:
                transaction.set_rollback(True)
    except DomainError as error:
        form.blame(error)
        return ""
    return sentence
