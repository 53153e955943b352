"""Who may see and do what: closed by default.

A mandate gives a role over a scope between two dates; a role gives capabilities (domain.md, section 12).
What one may not see does not exist (404); what one may see but not do is refused (403).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.request import Request

from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models import Attachment, Establishment, Funding, Mandate, Territory
from establishments.models.dated import DatedQuerySet
from establishments.models.structure import EstablishmentQuerySet
from groupe.accounts.models import User
from groupe.kernel.errors import NotAllowed, NotVisible
from groupe.kernel.periods import today


class Can(StrEnum):
    """A capability, over the scope of the mandate that gives it."""

    SEE_STRUCTURE = auto()
    EDIT_STRUCTURE = auto()
    SEE_REPORTS = auto()
    SEE_HISTORY = auto()
    DRAFT = auto()
    SUBMIT = auto()
    VALIDATE = auto()
    FREEZE = auto()
    REOPEN = auto()
    SEE_FIGURES = auto()
    SEE_CATALOGUE = auto()
    EDIT_CATALOGUE = auto()
    IMPORT = auto()
    SEE_ENGINE = auto()
    CONSOLIDATE = auto()
    SEE_CLOSES = auto()
    CLOSE = auto()
    SEE_SHARED = auto()
    SEE_QUOTA = auto()
    ASK_SERVICE = auto()
    SERVE = auto()
    RUN_SHARES = auto()
    APPROVE_SHARES = auto()
    SEE_PIPELINE = auto()
    SEE_DEALS = auto()
    WORK_PIPELINE = auto()
    APPROVE_GATES = auto()
    MANAGE_USERS = auto()


_READER = {Can.SEE_STRUCTURE, Can.SEE_REPORTS, Can.SEE_FIGURES, Can.SEE_CATALOGUE}
# Reads what pooled departments cost and who pays for them.
_SHARING = {Can.SEE_SHARED, Can.SEE_QUOTA}
CAPABILITIES: dict[Role, frozenset[Can]] = {
    Role.EXECUTIVE: frozenset(
        _READER
        | _SHARING
        | {
            Can.SEE_HISTORY,
            Can.SEE_CLOSES,
            Can.SEE_ENGINE,
            Can.APPROVE_SHARES,
            Can.SEE_PIPELINE,
            Can.SEE_DEALS,
            Can.APPROVE_GATES,
        }
    ),
    Role.CONTROLLER: frozenset(
        _READER
        | _SHARING
        | {
            Can.SEE_HISTORY,
            Can.FREEZE,
            Can.REOPEN,
            Can.EDIT_STRUCTURE,
            Can.EDIT_CATALOGUE,
            Can.IMPORT,
            Can.SEE_ENGINE,
            Can.CONSOLIDATE,
            Can.SEE_CLOSES,
            Can.CLOSE,
            Can.ASK_SERVICE,
            Can.RUN_SHARES,
            Can.APPROVE_SHARES,
            Can.SEE_PIPELINE,
            Can.SEE_DEALS,
            Can.WORK_PIPELINE,
            Can.APPROVE_GATES,
        }
    ),
    Role.TERRITORY: frozenset(
        _READER | _SHARING | {Can.SEE_HISTORY, Can.VALIDATE, Can.ASK_SERVICE, Can.SEE_PIPELINE, Can.SEE_DEALS}
    ),
    Role.DIRECTOR: frozenset(_READER | _SHARING | {Can.SEE_HISTORY, Can.DRAFT, Can.SUBMIT, Can.ASK_SERVICE}),
    Role.ASSISTANT: frozenset({Can.SEE_STRUCTURE, Can.SEE_REPORTS, Can.DRAFT, Can.SEE_CATALOGUE}),
    Role.SUPPORT: frozenset(_READER | _SHARING | {Can.SERVE}),
    Role.ACQUISITIONS: frozenset(
        {Can.SEE_STRUCTURE, Can.SEE_FIGURES, Can.SEE_CATALOGUE, Can.SEE_PIPELINE, Can.SEE_DEALS, Can.WORK_PIPELINE}
        | _SHARING
    ),
    Role.QUALITY: frozenset({Can.SEE_STRUCTURE, Can.SEE_FIGURES, Can.SEE_CATALOGUE}),
    Role.HR: frozenset({Can.SEE_STRUCTURE, Can.SEE_FIGURES, Can.SEE_CATALOGUE, Can.SEE_PIPELINE} | _SHARING),
    Role.AUDITOR: frozenset(_READER | _SHARING | {Can.SEE_HISTORY, Can.SEE_CLOSES, Can.SEE_PIPELINE, Can.SEE_DEALS}),
    Role.FUNDER: frozenset({Can.SEE_STRUCTURE, Can.SEE_FIGURES, Can.SEE_CATALOGUE, Can.SEE_QUOTA}),
    Role.ADMIN: frozenset({Can.MANAGE_USERS}),
}
# Roles that read a part of the figures only, by theme of the catalogue; the others read all of it.
THEMES: dict[Role, frozenset[str]] = {Role.QUALITY: frozenset({"quality"}), Role.HR: frozenset({"workforce"})}

ScopeRule = Callable[[str, dt.date], Q]
# Scopes that only a package above knows, such as `pool:<code>`.
_BROUGHT: dict[str, ScopeRule] = {}


def bring_scope(name: str, rule: ScopeRule) -> None:
    """From now on `name:<code>` holds the establishments that `rule(code, day)` matches."""
    _BROUGHT[name] = rule


class Territories:
    """The tree of territories, read once."""

    def __init__(self) -> None:
        self._rows = list(Territory.objects.order_by("pk").values_list("pk", "parent", "code"))

    def under(self, code: str) -> set[int]:
        """The territory of this code and all below it, as primary keys; empty where there is none."""
        found = {pk for pk, _parent, own in self._rows if own == code}
        while grown := {pk for pk, parent, _own in self._rows if parent in found} - found:
            found |= grown
        return found

    def codes_under(self, code: str) -> set[str]:
        found = self.under(code)
        return {own for pk, _parent, own in self._rows if pk in found}


@dataclass(frozen=True)
class Access:
    """What one user may do today, resolved once per request."""

    user: User | AnonymousUser
    mandates: tuple[Mandate, ...]
    _scopes: dict[Can, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def roles(self) -> frozenset[Role]:
        return frozenset(Role(mandate.role) for mandate in self.mandates)

    def scopes(self, can: Can) -> frozenset[str]:
        """The scopes over which a mandate gives this capability."""
        if can not in self._scopes:
            given = (mandate.scope for mandate in self.mandates if can in CAPABILITIES[Role(mandate.role)])
            self._scopes[can] = frozenset(given)
        return self._scopes[can]

    def anywhere(self, can: Can) -> bool:
        return bool(self.scopes(can))

    def whole_group(self, can: Can) -> bool:
        return "group" in self.scopes(can)

    @cached_property
    def territories(self) -> Territories:
        return Territories()


def access_in(request: HttpRequest | Request) -> Access:
    """What the user of this request may do; a page or an API call asks the database once."""
    carrier = request._request if isinstance(request, Request) else request
    access: Access | None = getattr(carrier, "_access", None)
    if access is None or access.user != request.user:
        access = access_of(request.user)
        carrier._access = access  # type: ignore[attr-defined]
    return access


def access_of(user: User | AnonymousUser) -> Access:
    """The mandates in force today, of an active user."""
    if not isinstance(user, User) or not user.is_active:
        return Access(user, ())
    return Access(user, tuple(Mandate.objects.filter(user=user).on(today()).order_by("pk")))


def establishments_in(scopes: Iterable[str], day: dt.date | None = None, territories: Territories | None = None) -> Q:
    """The establishments that lie in one of these scopes on `day` (today), or did so last.

    A member that left is found where its last attachment put it; a funder sees those that it funds on the day;
    a scope that no rule knows matches nothing.
    """
    condition, day = Q(pk__in=[]), day or today()
    for scope in scopes:
        name, _colon, code = scope.partition(":")
        if name == "territory":
            territories = territories or Territories()
            attached = _last_attachments(day).filter(territory__in=territories.under(code))
            condition |= Q(pk__in=attached.values("establishment"))
        else:
            condition |= _establishments_of(name, code, day)
    return condition


def _establishments_of(name: str, code: str, day: dt.date) -> Q:
    match name:
        case "group" if not code:
            return ~Q(pk__in=[])  # everything: an empty Q() would vanish beside another
        case "establishment":
            return Q(code=code)
        case "sector":
            return Q(kind__in=[kind.code for kind in catalogue().kinds.values() if kind.sector == code])
        case "kind" if code:
            return Q(kind=code)
        case "department" if code:
            return Q(department=code)
        case "entity":
            return Q(pk__in=_last_attachments(day).filter(entity__code=code).values("establishment"))
        case "funder":
            return Q(pk__in=Funding.objects.on(day).filter(funder__code=code).values("establishment"))
    return _BROUGHT[name](code, day) if name in _BROUGHT else Q(pk__in=[])


def _last_attachments(day: dt.date) -> DatedQuerySet:
    """Each establishment's attachment on `day`, or the last one before."""
    later = Attachment.objects.filter(
        establishment=OuterRef("establishment"),
        valid__startswith__lte=day,
        valid__startswith__gt=OuterRef("valid__startswith"),
    )
    return Attachment.objects.filter(~Exists(later), valid__startswith__lte=day)


def visible_establishments(access: Access, can: Can = Can.SEE_STRUCTURE) -> EstablishmentQuerySet:
    """The establishments over which the user holds this capability."""
    scopes = access.scopes(can)
    if not scopes:
        return Establishment.objects.none()
    return Establishment.objects.filter(_in_scopes(access, scopes))


def get_establishment_for(access: Access, code: str, can: Can = Can.SEE_STRUCTURE) -> Establishment:
    """The one door to an establishment: NotVisible (404) for strangers, NotAllowed (403) where `can` is not given."""
    scopes = frozenset().union(*(access.scopes(seen) for seen in (Can.SEE_STRUCTURE, can)))
    found = Establishment.objects.filter(_in_scopes(access, scopes), code=code).first() if scopes else None
    if found is None:
        raise NotVisible(_("There is no such establishment."))
    if can is not Can.SEE_STRUCTURE and not visible_establishments(access, can).filter(pk=found.pk).exists():
        raise NotAllowed(_("Your role does not allow this here."))
    return found


def capabilities_over(access: Access, establishment: Establishment) -> frozenset[Can]:
    """All that the user may do with this establishment, one query per scope that is not plain."""
    scopes = {mandate.scope for mandate in access.mandates}
    covering = {scope for scope in scopes if scope in {"group", f"establishment:{establishment.code}"}}
    for scope in scopes - covering:
        if Establishment.objects.filter(_in_scopes(access, [scope]), pk=establishment.pk).exists():
            covering.add(scope)
    roles = {Role(mandate.role) for mandate in access.mandates if mandate.scope in covering}
    return frozenset().union(*(CAPABILITIES[role] for role in roles))


def require(access: Access, can: Can) -> None:
    """For what concerns the whole group: imports, the structure itself, the people."""
    if not access.whole_group(can):
        raise NotAllowed(_("Your role does not allow this."))


def require_anywhere(access: Access, can: Can) -> None:
    """For what is the same everywhere, such as reading the catalogue: any mandate that gives it will do."""
    if not access.anywhere(can):
        raise NotAllowed(_("Your role does not allow this."))


def _in_scopes(access: Access, scopes: Iterable[str]) -> Q:
    in_a_territory = any(scope.startswith("territory:") for scope in scopes)
    return establishments_in(scopes, territories=access.territories if in_a_territory else None)
