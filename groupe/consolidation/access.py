"""Which consolidated scopes a user may see, and which figures there."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from establishments.access import CAPABILITIES, THEMES, Access, Can, visible_establishments
from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models import Establishment, Funder, LegalEntity, Territory
from establishments.models.structure import EstablishmentQuerySet
from establishments.scopes import KINDS, ScopeInfo, named_scopes
from groupe.kernel.errors import NotVisible


def home_scope(access: Access) -> ScopeInfo | None:
    """The widest scope of the user's mandates, or None without any figure to see."""
    scopes = sorted(access.scopes(Can.SEE_FIGURES), key=lambda code: (KINDS.index(code.partition(":")[0]), code))
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
        codes = _every_scope()
    else:
        codes = set(access.scopes(Can.SEE_FIGURES)) | _territories_under(access)
    if sees_sites(access):
        sites = _members(access).order_by().values_list("code", flat=True)
        found = list(sites if most_sites is None else sites[: most_sites + 1])
        if most_sites is None or len(found) <= most_sites:
            codes |= {f"establishment:{code}" for code in found}
    return sorted(named_scopes(codes).values(), key=lambda scope: (KINDS.index(scope.kind), scope.name.casefold()))


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


def validated_only(access: Access, scope: str) -> bool:
    """Whether the user reads validated reports alone here: a funder does."""
    roles = {
        Role(mandate.role)
        for mandate in access.mandates
        if Can.SEE_FIGURES in CAPABILITIES[Role(mandate.role)] and _covers(access, mandate.scope, scope)
    }
    return roles == {Role.FUNDER}


def _every_scope() -> set[str]:
    source = catalogue()
    codes = {"group"} | {f"sector:{code}" for code in source.sectors} | {f"kind:{code}" for code in source.kinds}
    holders = LegalEntity.objects.filter(attachments__isnull=False).distinct()
    for name, rows in (("territory", Territory.objects.all()), ("entity", holders), ("funder", Funder.objects.all())):
        codes |= {f"{name}:{code}" for code in rows.values_list("code", flat=True)}
    departments = Establishment.objects.ever_members().exclude(department="").values_list("department", flat=True)
    return codes | {f"department:{code}" for code in departments.distinct()}


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
