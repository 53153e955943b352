"""People of the demo group: one sign-in per role, and a director for every site."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from establishments.demo.geography import AREA_OF, AREAS
from establishments.demo.model import Group, Site
from establishments.demo.names import people
from establishments.demo.structure import funders_of
from establishments.enums import Role
from establishments.models import Mandate
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.ranges import inclusive

DOMAIN = "demo.example"
GROUP_ROLES = (
    Role.EXECUTIVE,
    Role.CONTROLLER,
    Role.AUDITOR,
    Role.QUALITY,
    Role.HR,
    Role.ACQUISITIONS,
    Role.SUPPORT,
    Role.ADMIN,
)
LOCAL_ROLES = (Role.TERRITORY, Role.DIRECTOR, Role.ASSISTANT, Role.FUNDER)
SECOND_DIRECTOR = "director2"


@dataclass(frozen=True)
class SignIn:
    """What `make demo` prints, but for the password."""

    email: str
    name: str
    role: Role
    scope: str


def sign_ins(group: Group | None) -> list[SignIn]:
    """One per role; without a group, those that need a place in it have no mandate yet (scope "")."""
    names = people(random.Random("people"))  # noqa: S311 - a demo, not a secret
    places = _places(group)
    found = [
        SignIn(f"{role}@{DOMAIN}", next(names), role, "group" if role in GROUP_ROLES else places.get(role, ""))
        for role in (*GROUP_ROLES, *LOCAL_ROLES)
    ]
    if group and places:
        second = second_site(group)
        found.append(SignIn(f"{SECOND_DIRECTOR}@{DOMAIN}", next(names), Role.DIRECTOR, f"establishment:{second.code}"))
    return found


def _places(group: Group | None) -> dict[Role, str]:
    if group is None or not group.sites:
        return {}
    site = main_site(group)
    own = f"establishment:{site.code}"
    funders = funders_of(site)
    return {
        Role.TERRITORY: f"territory:{AREA_OF[site.commune.department]}",
        Role.DIRECTOR: own,
        Role.ASSISTANT: own,
        Role.FUNDER: f"funder:{funders[-1]}" if funders else "",
    }


def main_site(group: Group) -> Site:
    """The nursing home whose director and assistant sign in, or the first site."""
    return _steady(group, "ehpad")[0]


def second_site(group: Group) -> Site:
    return next((site for site in _steady(group, "creche_psu") if site is not main_site(group)), group.sites[-1])


def _steady(group: Group, kind: str) -> list[Site]:
    steady = [site for site in group.sites if site.story == "steady" and not site.exit]
    return [site for site in steady if site.kind == kind] or steady or group.sites


def create_sign_ins(found: Iterable[SignIn], password: str) -> dict[str, User]:
    """The users, by e-mail: created, or given this password again."""
    users: dict[str, User] = {}
    hashed = make_password(password)
    for one in found:
        fields = {"name": one.name, "password": hashed, "is_active": True, "is_staff": one.role == Role.ADMIN}
        users[one.email], _created = User.objects.update_or_create(email=one.email, defaults=fields)
        EmailAddress.objects.update_or_create(
            user=users[one.email], email=one.email, defaults={"verified": True, "primary": True}
        )
    return users


def create_mandates(found: Iterable[SignIn], users: dict[str, User]) -> None:
    rows = [(users[one.email], one.role, one.scope) for one in found if one.scope]
    known = set(Mandate.objects.filter(user__in=users.values()).values_list("user", "role", "scope"))
    Mandate.objects.bulk_create(
        Mandate(user=user, role=role, scope=scope, valid=inclusive(today(), None))
        for user, role, scope in rows
        if (user.pk, str(role), scope) not in known
    )


def create_directors(group: Group, users: dict[str, User]) -> dict[str, User]:
    """By site code: the two that sign in, and for the others people who cannot (no password)."""
    directors = {main_site(group).code: users[f"{Role.DIRECTOR}@{DOMAIN}"]}
    directors.setdefault(second_site(group).code, users[f"{SECOND_DIRECTOR}@{DOMAIN}"])
    others = [site for site in group.sites if site.code not in directors]
    rows = [
        User(email=f"{_slug(site.director)}.{site.code}@{DOMAIN}", name=site.director, password=make_password(None))
        for site in others
    ]
    User.objects.bulk_create(rows)
    Mandate.objects.bulk_create(
        Mandate(
            user=row, role=Role.DIRECTOR, scope=f"establishment:{site.code}", valid=inclusive(site.entry, site.exit)
        )
        for site, row in zip(others, rows, strict=True)
    )
    return directors | {site.code: row for site, row in zip(others, rows, strict=True)}


def create_territory_directors(group: Group, users: dict[str, User]) -> dict[str, User]:
    """By territory: the one that signs in, and one for each other."""
    mine = AREA_OF[main_site(group).commune.department]
    names = people(random.Random("territories"))  # noqa: S311 - a demo, not a secret
    found = {mine: users[f"{Role.TERRITORY}@{DOMAIN}"]}
    for area in AREAS:
        if area.departments and area.code not in found:
            name = next(names)
            user = User.objects.create(
                email=f"{_slug(name)}.{area.code}@{DOMAIN}", name=name, password=make_password(None)
            )
            Mandate.objects.create(
                user=user, role=Role.TERRITORY, scope=f"territory:{area.code}", valid=inclusive(today(), None)
            )
            found[area.code] = user
    return found


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".").replace("'", "")
