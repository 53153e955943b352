"""The catalogue: definitions, formulas, sources, where each is used, and what is usual."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from establishments.access import Can, access_in, require, require_anywhere
from establishments.catalogue import Derived, Indicator, Measure, catalogue
from establishments.catalogue.units import unit_label
from establishments.selectors.catalogue_uses import Uses, uses_of
from establishments.selectors.thresholds import Item, judged, thresholds_of
from establishments.services.thresholds import threshold_set
from establishments.web.catalogue.forms import CatalogueFilters, RangeForm
from establishments.web.catalogue.rows import (
    COLUMNS,
    OVER_TIME,
    REQUIRED,
    THEMES,
    TYPES,
    formula_of,
    linked_codes,
    matching,
    rows,
    type_of,
    usual_range,
)
from establishments.web.catalogue.sources import source_words
from groupe.kernel.errors import DomainError, NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web import formats
from groupe.kernel.web.tables import build_table


@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    require_anywhere(access_in(request), Can.SEE_CATALOGUE)
    source = catalogue()
    items = judged((*source.indicators, *source.measures, *source.derived), today())
    form = CatalogueFilters(request.GET)
    asked = {name: request.GET.get(name, "") for name in form.fields}
    found = matching(
        rows(items), search=asked["search"], type_=asked["type"], theme=asked["theme"], sector=asked["sector"]
    )
    table = build_table(request, COLUMNS, found, sort="", caption=_("Catalogue"))
    if file := table.file(_("Catalogue")):
        return file
    return render(request, "establishments/catalogue/list.html", {"table": table, "filters": form, "count": len(items)})


@require_safe
def catalogue_item(request: HttpRequest, code: str) -> HttpResponse:
    require_anywhere(access_in(request), Can.SEE_CATALOGUE)
    return _item_page(request, get_item(code), RangeForm())


@require_POST
def set_range(request: HttpRequest, code: str) -> HttpResponse:
    """The group's own usual range, from a day on."""
    access = access_in(request)
    require_anywhere(access, Can.SEE_CATALOGUE)
    item = get_item(code)
    require(access, Can.EDIT_CATALOGUE)
    form = RangeForm(request.POST)
    if not form.is_valid():
        return _item_page(request, item, form, status=422)
    try:
        threshold_set(indicator=code, **form.cleaned_data)
    except DomainError as error:
        if not error.fields:
            raise
        for field, message in error.fields.items():
            form.add_error(field if field in form.fields else None, str(message))
        return _item_page(request, item, form, status=error.status)
    messages.success(request, _("The usual range of %(code)s is set.") % {"code": code})
    return redirect("catalogue:item", code)


def get_item(code: str) -> Item:
    found = judged([code], today()).get(code)
    if found is None:
        raise NotVisible(_("The catalogue has no such code."))
    return found


def _item_page(request: HttpRequest, item: Item, form: RangeForm, status: int = 200) -> HttpResponse:
    editable = isinstance(item, Indicator) and access_in(request).whole_group(Can.EDIT_CATALOGUE)
    kinds = catalogue().kinds
    context = {
        "item": item,
        "facts": _facts(item),
        "formula": linked_codes(formula_of(item)),
        "uses": _named(uses_of(item.code)),
        "kinds": sorted(kinds[code].label for code in item.kinds),
        "ranges": thresholds_of(item.code) if isinstance(item, Indicator) else [],
        "form": form if editable else None,
    }
    return render(request, "establishments/catalogue/item.html", context, status=status)


def _facts(item: Item) -> list[tuple[Any, object]]:
    facts: list[tuple[Any, object]] = [
        (_("Type"), TYPES[type_of(item)]),
        (_("Theme"), THEMES.get(item.theme, item.theme)),
        (_("Unit"), unit_label(item.unit) or "–"),
    ]
    if isinstance(item, Measure):
        facts += [
            (_("Section"), catalogue().sections[item.section].label),
            (_("To be filled in"), REQUIRED[item.required]),
            (_("Bounds"), f"{formats.number(item.minimum)} – {formats.number(item.maximum)}"),
        ]
    if isinstance(item, Measure | Derived):
        facts.append((_("Over time"), OVER_TIME[item.time]))
    if usual_range(item):
        facts.append((_("Usual"), usual_range(item)))
    if source := getattr(item, "source", ""):
        facts.append((_("Source"), source_words(source)))
    return facts


def _named(uses: Uses) -> list[tuple[str, str, str]]:
    """(code, name, address) of what uses an item; rules have no page of their own."""
    source = catalogue()
    found = [
        (code, source.code(code).label, reverse("catalogue:item", args=[code]))
        for code in (*uses.derived, *uses.indicators)
    ]
    return [*found, *((code, source.rules[code].message, "") for code in uses.rules)]
