"""Which consolidated scopes a user may see, and which figures there."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from establishments.access import CAPABILITIES, THEMES, Access, Can, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models.structure import EstablishmentQuerySet
from establishments.scopes import KINDS, ScopeInfo, every_scope, named_scopes
from groupe.kernel.errors import NotVisible


def home_scope(access: Access) -> ScopeInfo | None:
    """The widest scope of the user's mandates, or None without any figure to see."""
    known = (code for code in access.scopes(Can.SEE_FIGURES) if code.partition(":")[0] in KINDS)
    scopes = sorted(known, key=lambda code: (KINDS.index(code.partition(":")[0]), code))
    named = named_scopes(scopes)
    return next((named[code] for code in scopes if code in named), None)


def get_scope_for(access: Access, code: str) -> ScopeInfo:
    """The one door to a scope; NotVisible (404) for what does not exist or may not be seen."""
    found = named_scopes([code]).get(code)
    if found is None or not _visible(access, found):
        raise NotVisible(_("There is no such scope."))
    return found


def visible_scopes(access: Access, *, most_sites: int | None = None) -> list[ScopeInfo]:
    """Every scope that the user may ask for, from the widest, by name; single sites only up to `most_sites`."""
    if not access.anywhere(Can.SEE_FIGURES):
        return []
    if access.whole_group(Can.SEE_FIGURES):
        found = every_scope()
    else:
        found = list(named_scopes(set(access.scopes(Can.SEE_FIGURES)) | _territories_under(access)).values())
    if sees_sites(access):
        rows = _members(access).order_by().values_list("code", "name")
        sites = list(rows if most_sites is None else rows[: most_sites + 1])
        if most_sites is None or len(sites) <= most_sites:
            known = {scope.code for scope in found}
            made = (ScopeInfo(f"establishment:{code}", name, "establishment") for code, name in sites)
            found += [scope for scope in made if scope.code not in known]
    return sorted(found, key=lambda scope: (KINDS.index(scope.kind), scope.name.casefold()))


def readable_codes(access: Access, scope: str) -> frozenset[str] | None:
    """The figures that the user may read in a scope; None for all of them.

    Quality officers and human resources read their theme alone (domain.md, section 12).
    """
    themes: set[str] = set()
    for mandate in access.mandates:
        role = Role(mandate.role)
        if Can.SEE_FIGURES not in CAPABILITIES[role] or not _covers(access, mandate.scope, scope):
            continue
        if role not in THEMES:
            return None
        themes |= THEMES[role]
    return frozenset(_of_themes(themes))


def get_eliminations_for(access: Access, code: str) -> tuple[ScopeInfo, bool]:
    """The one door to the flows of a scope, and whether single establishments may be named.

    NotVisible (404) for who does not read all of its finance: a theme alone, or validated reports alone.
    """
    scope = get_scope_for(access, code)
    if readable_codes(access, code) is not None or validated_only(access, code):
        raise NotVisible(_("There is no such scope."))
    return scope, sees_sites_in(access, code)


def validated_only(access: Access, scope: str) -> bool:
    """Whether the user reads validated reports alone here: a funder does."""
    roles = {
        Role(mandate.role)
        for mandate in access.mandates
        if Can.SEE_FIGURES in CAPABILITIES[Role(mandate.role)] and _covers(access, mandate.scope, scope)
    }
    return roles == {Role.FUNDER}


def _territories_under(access: Access) -> set[str]:
    below: set[str] = set()
    for scope in access.scopes(Can.SEE_FIGURES):
        name, _colon, code = scope.partition(":")
        if name == "territory":
            below |= access.territories.codes_under(code)
    return {f"territory:{code}" for code in below}


def sees_sites(access: Access) -> bool:
    """The acquisitions team reads aggregates, not single establishments."""
    return any(
        Can.SEE_FIGURES in CAPABILITIES[Role(mandate.role)] and mandate.role != Role.ACQUISITIONS
        for mandate in access.mandates
    )


def sees_sites_in(access: Access, scope: str) -> bool:
    """Whether a mandate that reads single establishments covers the scope."""
    return any(
        Can.SEE_FIGURES in CAPABILITIES[Role(mandate.role)]
        and mandate.role != Role.ACQUISITIONS
        and _covers(access, mandate.scope, scope)
        for mandate in access.mandates
    )


def _members(access: Access) -> EstablishmentQuerySet:
    return visible_establishments(access, Can.SEE_FIGURES).ever_members()


def _visible(access: Access, scope: ScopeInfo) -> bool:
    if not access.anywhere(Can.SEE_FIGURES):
        return False
    if scope.is_site:
        return sees_sites(access) and _members(access).filter(code=scope.code.partition(":")[2]).exists()
    return any(_covers(access, own, scope.code) for own in access.scopes(Can.SEE_FIGURES))


def _covers(access: Access, own: str, scope: str) -> bool:
    """Whether everything in `scope` lies in `own`."""
    if own in {"group", scope}:
        return True
    name, _colon, code = scope.partition(":")
    own_name, _colon, own_code = own.partition(":")
    if name == "territory" and own_name == "territory":
        return code in access.territories.codes_under(own_code)
    if name == "establishment":
        return _members(access).filter(code=code).exists()
    return False


def _of_themes(themes: Iterable[str]) -> set[str]:
    """The indicators of some themes, and the measures and derived measures that they are made of."""
    source = catalogue()
    chosen = set(themes)
    codes = {code for code, indicator in source.indicators.items() if indicator.theme in chosen}
    sections = {section.code for section in source.sections.values() if section.theme in chosen}
    return codes | {code for code, measure in source.measures.items() if measure.section in sections}
