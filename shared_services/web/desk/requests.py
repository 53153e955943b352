"""Requests: the list, the board, one of them, and its moves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from establishments.access import Access, Can, access_in
from establishments.services.structure.checks import refused
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.web import formats
from groupe.kernel.web.components import Crumb
from groupe.kernel.web.exports import attached
from groupe.kernel.web.tables import build_table
from shared_services.access import asks_for, get_request_for, require_requests, serves
from shared_services.enums import Priority, RequestState, Side
from shared_services.filters import RequestFilters
from shared_services.models import RequestFile, ServiceRequest
from shared_services.selectors.requests import board_of, request_rows
from shared_services.services.acting import offered, request_act
from shared_services.services.requests import request_comment
from shared_services.services.serving import team_of
from shared_services.web.desk.forms import FilesField, read_files
from shared_services.web.desk.words import COLUMNS, NO_REQUEST, PRIORITY_TONES, TONES, clock_word, story_of
from shared_services.web.tabs import tabs


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_requests(access)
    filters = RequestFilters(request.GET, access=access)
    rows = filters.kept(request_rows(access))
    table = build_table(request, COLUMNS, rows, sort="-asked_at", empty=NO_REQUEST, caption=_("Requests"))
    if file := table.file(_("Requests")):
        return file
    context = {
        "table": table,
        "filters": filters,
        "may_ask": access.anywhere(Can.ASK_SERVICE),
        "works": access.anywhere(Can.SERVE),
        "tabs": tabs(request, "requests"),
    }
    return render(request, "shared_services/desk/list.html", context)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What a department works on, one column a state."""
    access = access_in(request)
    require_requests(access)
    filters = RequestFilters(request.GET, access=access)
    for name in ("state", "late"):
        del filters.fields[name]
    found = board_of(filters.kept(request_rows(access)))
    columns = [
        (state, RequestState(state).label, [_card(access, row) for row in rows]) for state, rows in found.items()
    ]
    context = {"columns": columns, "filters": filters, "tabs": tabs(request, "requests")}
    return render(request, "shared_services/desk/board.html", context)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    access = access_in(request)
    return _page(request, access, get_request_for(access, pk))


@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """409 where somebody else moved it since the page was read; a refusal of what was typed comes back with it."""
    access = access_in(request)
    found = get_request_for(access, pk)
    sides, seen = sides_of(access, found), request.GET.get("revision", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    try:
        if name == "comment":
            _comment(request, found, sides)
        else:
            request_act(
                request=found, author=user_of(request), move=name, sides=sides, given=request.POST.dict(),
                expected=expected,
            )  # fmt: skip
    except DomainError as error:
        if error.status != 422:
            raise
        return _page(request, access, found, refusal=error.message)
    messages.success(request, _("Done."))
    return redirect("shared_services:board" if request.GET.get("board") else found)


@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """To those who see the request; always saved, never shown by the browser."""
    found = get_request_for(access_in(request), pk)
    row = RequestFile.objects.filter(request=found, pk=number).first()
    if row is None:
        raise NotVisible(_("There is no such file."))
    return attached(row.name, row.kind, bytes(row.content))


def sides_of(access: Access, found: ServiceRequest) -> set[str]:
    """Whether the user acts for the asker, for the department, or for both."""
    sides: set[str] = set()
    if serves(access, found.service.department):
        sides.add(Side.DEPARTMENT)
    if asks_for(access, found.establishment):
        sides.add(Side.ASKER)
    return sides


def _page(request: HttpRequest, access: Access, found: ServiceRequest, refusal: str = "") -> HttpResponse:
    sides = sides_of(access, found)
    moves = offered(found, sides)
    context = {
        "found": found,
        "facts": _facts(found),
        "story": story_of(found),
        "files": found.files.defer("content"),
        "moves": moves,
        "team": team_of(found.service.department) if "assign" in moves else [],
        "priorities": [choice for choice in Priority.choices if choice[0] != found.priority],
        "may_comment": found.open or found.state == RequestState.RESOLVED,
        "clock": clock_word(found),
        "state_tone": TONES.get(found.state, ""),
        "refusal": refusal,
        "typed": request.POST,
        "crumbs": [Crumb(_("Requests"), reverse("shared_services:requests"))],
    }
    return render(request, "shared_services/desk/request.html", context, status=422 if refusal else 200)


def _facts(found: ServiceRequest) -> list[tuple[str, object]]:
    service, words = found.service, {"yes": _("Yes"), "no": _("No")}
    rows: list[tuple[str, object]] = [
        (_("Service"), f"{service.name} · {service.department.name}"),
        (_("Establishment"), found.establishment.name),
        (_("Asked by"), f"{found.author}, {formats.when(found.asked_at)}"),
        (_("Priority"), found.get_priority_display()),
        (_("Assigned to"), found.assignee or formats.NOTHING),
        (_("First answer"), _reached(found.answered_at, found.answer_due)),
        (_("Resolution"), _reached(found.resolved_at, found.resolve_due)),
    ]
    rows += [(each["label"], words.get(each["value"], each["value"])) for each in found.answers]
    if found.rating is not None:
        rows.append((_("Rating"), f"{found.rating} / 5 {found.rating_word}"))
    return rows


def _reached(at: Any, due: Any) -> str:
    if at is None:
        return _("due %(moment)s") % {"moment": formats.moment(due)}
    return _("%(moment)s, due %(due)s") % {"moment": formats.moment(at), "due": formats.moment(due)}


def _card(access: Access, row: ServiceRequest) -> dict[str, Any]:
    """With the moves that its department makes, by the column that they lead to."""
    sides = {Side.DEPARTMENT} if serves(access, row.service.department) else set()
    told = {"start": _("Start"), "resume": _("Resume"), "pause": _("Wait"), "resolve": _("Resolve")}
    moves = offered(row, sides)
    buttons = [
        {"name": name, "label": label, "to": moves[name].to, "asks": name in {"pause", "resolve"}}
        for name, label in told.items()
        if name in moves
    ]
    return {"row": row, "clock": clock_word(row), "priority": PRIORITY_TONES.get(row.priority, ""), "buttons": buttons}


def _comment(request: HttpRequest, found: ServiceRequest, sides: set[str]) -> None:
    try:
        files = read_files(FilesField().clean(request.FILES.getlist("files")))
    except ValidationError as error:
        raise refused("files", " ".join(error.messages)) from error
    request_comment(
        request=found, author=user_of(request), text=request.POST.get("text", ""), files=files,
        by_department=Side.ASKER not in sides or (Side.DEPARTMENT in sides and found.author_id != request.user.pk),
    )  # fmt: skip
