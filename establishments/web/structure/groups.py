"""Legal entities, territories and funders: the page of the structure, and the forms that change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from establishments.access import Can, access_in, require_anywhere, visible_establishments
from establishments.filters import entities_seen, territories_seen
from establishments.models import ConsolidationTerm, Funder, Holding, LegalEntity, Territory
from establishments.selectors.structure.group import (
    descend,
    entity_tree,
    funder_rows,
    funders_seen,
    territory_tree,
)
from establishments.services.structure import holding_undo, term_undo
from establishments.web.structure.actions import entity_undos
from establishments.web.structure.editing import change_page, editor_only, undo
from establishments.web.structure.forms.base import ChangeForm
from establishments.web.structure.forms.groups import EntityForm, FunderForm, HoldingForm, TermForm, TerritoryForm
from groupe.kernel.errors import NotVisible
from groupe.kernel.periods import today
from groupe.kernel.web.components import Crumb

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def structure(request: HttpRequest) -> HttpResponse:
    access = access_in(request)
    require_anywhere(access, Can.SEE_STRUCTURE)
    seen, day = visible_establishments(access), today()
    context = {
        "entities": list(descend(entity_tree(entities_seen(access), seen, day))),
        "territories": list(descend(territory_tree(territories_seen(access), seen, day))),
        "funders": funder_rows(funders_seen(access, day), seen, day),
        "may_edit": access.whole_group(Can.EDIT_STRUCTURE),
        "day": day,
    }
    return render(request, "establishments/structure.html", context)


@require_safe
def entity(request: HttpRequest, code: str) -> HttpResponse:
    """One legal entity: how it is consolidated since when, who holds it, what it holds."""
    access = access_in(request)
    found = _one(entities_seen(access), code)
    may_edit = access.whole_group(Can.EDIT_STRUCTURE)
    holdings = Holding.objects.select_related("owner", "owned").order_by("-valid", "pk")
    terms, holders = (
        list(ConsolidationTerm.objects.filter(entity=found).order_by("-valid")),
        holdings.filter(owned=found),
    )
    context = {
        "entity": found,
        "crumbs": [_back()],
        "terms": terms,
        "holders": holders,
        "holds": holdings.filter(owner=found),
        "sites": f"{reverse('establishments:list')}?entity={found.code}",
        "may_edit": may_edit,
        "undos": entity_undos(found, terms, holders) if may_edit else [],
    }
    return render(request, "establishments/entity.html", context)


@read_or_write
def entity_new(request: HttpRequest) -> HttpResponse:
    return _change(request, EntityForm, _("Add a legal entity"))


@read_or_write
def entity_edit(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, LegalEntity.objects.all(), code)
    return _change(request, lambda data: EntityForm(data, known=known), str(known), back=_page_of(known))


@read_or_write
def entity_method(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, LegalEntity.objects.all(), code)
    return _change(
        request, lambda data: TermForm(data, entity=known), _("Change the consolidation method"), back=_page_of(known)
    )


@read_or_write
def entity_holding(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, LegalEntity.objects.all(), code)
    return _change(request, lambda data: HoldingForm(data, entity=known), _("Change a holding"), back=_page_of(known))


@require_POST
def undo_method(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, LegalEntity.objects.all(), code)
    said = _("The last change of method is undone.")
    return undo(request, lambda: term_undo(entity=known), back=_page_of(known).url, said=said)


@require_POST
def undo_holding(request: HttpRequest, code: str, owner: str) -> HttpResponse:
    known = _known(request, LegalEntity.objects.all(), code)
    holder = _one(LegalEntity.objects.all(), owner)
    said = _("The last change of the holding is undone.")
    return undo(request, lambda: holding_undo(owner=holder, owned=known), back=_page_of(known).url, said=said)


@read_or_write
def territory_new(request: HttpRequest) -> HttpResponse:
    return _change(request, TerritoryForm, _("Add a territory"))


@read_or_write
def territory_edit(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, Territory.objects.select_related("parent"), code)
    return _change(request, lambda data: TerritoryForm(data, known=known), str(known))


@read_or_write
def funder_new(request: HttpRequest) -> HttpResponse:
    return _change(request, FunderForm, _("Add a funder"))


@read_or_write
def funder_edit(request: HttpRequest, code: str) -> HttpResponse:
    known = _known(request, Funder.objects.all(), code)
    return _change(request, lambda data: FunderForm(data, known=known), str(known))


def _change(
    request: HttpRequest, make: Callable[[Any], ChangeForm], title: str, *, back: Crumb | None = None
) -> HttpResponse:
    editor_only(request)
    above = [_back()] if back else []
    return change_page(request, make, title=title, label=_("Save"), back=back or _back(), above=above)


def _known(request: HttpRequest, rows: QuerySet[Any], code: str) -> Any:
    editor_only(request)
    return _one(rows, code)


def _one(rows: QuerySet[Any], code: str) -> Any:
    found: Model | None = rows.filter(code=code).first()
    if found is None:
        raise NotVisible(_("There is nothing with this code."))
    return found


def _back() -> Crumb:
    return Crumb(_("Structure"), reverse("establishments:structure"))


def _page_of(known: LegalEntity) -> Crumb:
    return Crumb(known.name, reverse("establishments:entity", args=[known.code]))
