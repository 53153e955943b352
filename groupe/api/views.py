"""The schema, its reader, and what lies nowhere."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from groupe.api.errors import error
from groupe.api.reader import read_schema
from groupe.api.schema import openapi


class SameMethodRedirect(HttpResponsePermanentRedirect):
    status_code = 308


@require_safe
@login_not_required
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI schema, for everyone: it tells what the product does, not what the group is."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


@require_safe
@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"groups": read_schema(openapi()), "info": openapi()["info"]})


@csrf_exempt
@login_not_required
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address below `/api/`: the one with a slash where that exists, else 404 as JSON."""
    if not request.path.endswith("/") and _exists(f"{request.path_info}/"):
        query = request.META.get("QUERY_STRING", "")
        return SameMethodRedirect(f"{request.path}/" + (f"?{query}" if query else ""))
    return error(404, "not_found", _("There is nothing at this address."))


def _exists(path: str) -> bool:
    try:
        return resolve(path).func is not nothing_here
    except Resolver404:
        return False
