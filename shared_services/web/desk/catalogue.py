"""The catalogue of services: found by directors, kept by heads."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from establishments.access import Can, access_in, establishments_in, require_anywhere, visible_establishments
from establishments.web.structure.editing import change_page
from groupe.accounts.signed_in import user_of
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb
from shared_services.access import get_department_for, get_service_for, visible_services
from shared_services.filters import search_services
from shared_services.models import Service, ServicePrice
from shared_services.web.desk.forms import AskForm, PriceForm, ServiceForm
from shared_services.web.desk.words import price_word
from shared_services.web.tabs import tabs

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


class CatalogueFilters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Search"), required=False, widget=forms.SearchInput())


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    filters = CatalogueFilters(request.GET)
    filters.full_clean()
    rows = visible_services(access).filter(active=True).select_related("department")
    rows = search_services(rows, filters.cleaned_data["q"]).order_by("department__name", "department", "name")
    prices = dict(ServicePrice.objects.on(today()).filter(service__in=rows).values_list("service", "price"))
    shown = [(service, price_word(service, prices), service.targets["normal"]) for service in rows]
    groups = [(name, list(group)) for name, group in groupby(shown, key=lambda each: each[0].department)]
    context = {
        "groups": groups,
        "filters": filters,
        "may_ask": access.anywhere(Can.ASK_SERVICE),
        "tabs": tabs(request, "catalogue"),
    }
    return render(request, "shared_services/desk/catalogue.html", context)


@read_or_write
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The second click: the form, for the own establishment."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_SHARED)
    service = get_service_for(access, pk)
    require_anywhere(access, Can.ASK_SERVICE)
    sites = visible_establishments(access, Can.ASK_SERVICE).members_on(today())
    sites = sites.filter(establishments_in([service.department.scope])).order_by("name")
    sent = request.method == "POST"
    form = AskForm(request.POST if sent else None, request.FILES if sent else None, service=service, sites=sites)
    if sent and form.is_valid():
        try:
            return redirect(form.ask(user_of(request)))
        except DomainError as error:
            for name in error.fields or {"": error.message}:
                form.add_error(name if name in form.fields else None, error.message)
    context = {
        "form": form,
        "service": service,
        "price": price_word(service, _prices(service)),
        "crumbs": [Crumb(_("Catalogue of services"), reverse("shared_services:catalogue"))],
    }
    return render(request, "shared_services/desk/ask.html", context, status=422 if sent else 200)


@read_or_write
def service_new(request: HttpRequest, code: str) -> HttpResponse:
    found = get_department_for(access_in(request), code, write=True)
    return change_page(
        request,
        lambda data: ServiceForm(data, department=found),
        title=_("Offer a service"),
        back=Crumb(found.name, found.get_absolute_url()),
        label=_("Save"),
    )


@read_or_write
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_service_for(access_in(request), pk, write=True)
    return change_page(
        request,
        lambda data: ServiceForm(data, department=service.department, service=service),
        title=service.name,
        back=Crumb(service.department.name, service.department.get_absolute_url()),
        label=_("Save"),
        intro=_("Requests that are under way keep the times that they were asked with."),
    )


@read_or_write
def service_price(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_service_for(access_in(request), pk, write=True)
    return change_page(
        request,
        lambda data: PriceForm(data, service=service),
        title=_("Price of %(name)s") % {"name": service.name},
        back=Crumb(service.department.name, service.department.get_absolute_url()),
        label=_("Save"),
    )


def _prices(service: Service) -> dict[int, object]:
    return dict(service.prices.on(today()).values_list("service", "price"))
