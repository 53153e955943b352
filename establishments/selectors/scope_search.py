"""Scopes by what people remember of them."""

from __future__ import annotations

from django.db.models import Q

from establishments.catalogue import catalogue
from establishments.models import Establishment
from establishments.scopes import KINDS, SCOPE_TABLES, ScopeInfo, named_scopes

MOST = 20


def find_scopes(text: str, most: int = MOST) -> list[ScopeInfo]:
    """Those whose name or code holds every word, wide ones first; at most a query per table."""
    words = text.replace(":", " ").split()[:6]
    found: list[str] = []
    for kind in KINDS:
        asked = [word for word in words if word.lower() != kind]
        if kind in SCOPE_TABLES:
            rows = SCOPE_TABLES[kind]._default_manager.filter(_matching(asked)).order_by("name", "pk")
            found += [f"{kind}:{code}" for code in rows.values_list("code", flat=True)[:most]]
        else:
            found += _unstored(kind, asked)
        if len(found) >= most:
            break
    named = named_scopes(found[:most])
    return [named[code] for code in found[:most] if code in named]


def _matching(words: list[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(name__unaccent__icontains=word) | Q(code__icontains=word)
    return condition


def _unstored(kind: str, words: list[str]) -> list[str]:
    """Scopes that are no rows: the group, sectors and kinds of the catalogue, departments with establishments."""
    if kind == "department":
        known = Establishment.objects.ever_members().order_by("department").values_list("department", flat=True)
        codes = [f"department:{code}" for code in known.distinct() if code]
    else:
        codes = _catalogued(kind)
    names = named_scopes(codes)
    return [
        code
        for code in codes
        if code in names and all(word.lower() in f"{code} {names[code].name}".lower() for word in words)
    ]


def _catalogued(kind: str) -> list[str]:
    match kind:
        case "sector":
            return [f"sector:{code}" for code in catalogue().sectors]
        case "kind":
            return [f"kind:{code}" for code in catalogue().kinds]
    return [kind]
