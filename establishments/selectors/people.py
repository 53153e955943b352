"""People, what they may do, and what was done to their access."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from establishments.enums import PersonStatus, Role
from establishments.models import Mandate
from establishments.scopes import ScopeInfo, named_scopes
from groupe.accounts.models import Invitation, User
from groupe.kernel.periods import today
from groupe.kernel.ranges import last_day
from groupe.kernel.web.formats import day as shown_day

WITHOUT_PASSWORD = Q(("password__startswith", UNUSABLE_PASSWORD_PREFIX))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of people is narrowed to; empty is no matter."""

    search: str = ""
    role: str = ""
    scope: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """Something done to the access of a person, newest first in lists."""

    at: dt.datetime
    title: str
    text: str
    by: str


def with_status(users: QuerySet[User]) -> QuerySet[User]:
    """Annotated with `status`, a `PersonStatus`."""
    invited = Exists(Invitation.objects.pending().filter(user=OuterRef("pk")).order_by())
    status = Case(
        When(invited, then=Value(PersonStatus.INVITED.value)),
        When(is_active=False, then=Value(PersonStatus.DEACTIVATED.value)),
        When(WITHOUT_PASSWORD, then=Value(PersonStatus.WITHOUT.value)),
        default=Value(PersonStatus.ACTIVE.value),
        output_field=CharField(),
    )
    return users.annotate(status=status)


def people(asked: Asked) -> QuerySet[User]:
    """With `status`, and `held`: the mandates of today or later. A role and a scope are those of one such mandate."""
    current = Mandate.objects.filter(Q(valid__endswith__gt=today()) | Q(valid__upper_inf=True))
    users = with_status(User.objects.all())
    for word in asked.search.split()[:6]:
        users = users.filter(Q(name__unaccent__icontains=word) | Q(email__icontains=word))
    if asked.role or asked.scope:
        wanted = {name: value for name, value in (("role", asked.role), ("scope", asked.scope)) if value}
        users = users.filter(Exists(current.filter(user=OuterRef("pk"), **wanted).order_by()))
    if asked.status:
        users = users.filter(Q(status=asked.status))
    return users.prefetch_related(Prefetch("mandates", current.order_by("valid", "pk"), to_attr="held"))


def held_scopes() -> dict[str, ScopeInfo]:
    """Every scope that a mandate names, by its code; what does not exist (any more) is left out."""
    codes = set(Mandate.objects.order_by().values_list("scope", flat=True).distinct())
    return named_scopes(codes)


def mandates_of(user: User) -> list[Mandate]:
    """All of them, the latest to begin first."""
    return list(Mandate.objects.filter(user=user).order_by("-valid", "-pk"))


def history_of(user: User) -> list[PastEvent]:
    """Newest first. A query per table of events, one for the scopes and one for the names."""
    mandates = _events(Mandate, user=user)
    selves = _events(User, pgh_obj_id=user.pk)
    names = _names([*mandates, *selves])
    scopes = named_scopes({row["scope"] for row in mandates})
    told = [*_of_mandates(mandates, scopes, names), *_of_accounts(selves, names)]
    return sorted(told, key=lambda event: event.at, reverse=True)


def _events(model: type[Mandate | User], **wanted: Any) -> list[dict[str, Any]]:
    events: Any = getattr(model, "pgh_event_model")  # noqa: B009 - set by pghistory
    rows = events.objects.filter(**wanted).order_by("pgh_id").select_related("pgh_context")
    return [{**row, "by": _author(row["pgh_context__metadata"])} for row in rows.values(*_fields(events))]


def _fields(events: Any) -> list[str]:
    own = [field.attname for field in events._meta.concrete_fields if not field.name.startswith("pgh_")]
    return [*own, "pgh_obj_id", "pgh_created_at", "pgh_label", "pgh_context__metadata"]


def _author(metadata: Mapping[str, Any] | None) -> int:
    found = (metadata or {}).get("user")
    return found if isinstance(found, int) else 0


def _names(rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    users = {row["by"] for row in rows} - {0}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=users)} if users else {}


def _of_mandates(
    rows: list[dict[str, Any]], scopes: Mapping[str, ScopeInfo], names: Mapping[int, str]
) -> Iterable[PastEvent]:
    titles = {"insert": _("Mandate given"), "update": _("Mandate changed"), "delete": _("Mandate withdrawn")}
    for row in rows:
        place = scopes[row["scope"]].name if row["scope"] in scopes else row["scope"]
        role = Role(row["role"]).label if row["role"] in Role.values else row["role"]
        text = f"{role} · {place} · {_span(row['valid'])}"
        yield PastEvent(row["pgh_created_at"], titles[row["pgh_label"]], text, names.get(row["by"], ""))


def _span(valid: Any) -> str:
    first, last = valid.lower, last_day(valid)
    if last is None:
        return _("since %(first)s") % {"first": shown_day(first)}
    return _("from %(first)s to %(last)s") % {"first": shown_day(first), "last": shown_day(last)}


def _of_accounts(rows: list[dict[str, Any]], names: Mapping[int, str]) -> Iterable[PastEvent]:
    before: dict[str, Any] = {}
    for row in rows:
        for title, text in _account_changes(before, row):
            yield PastEvent(row["pgh_created_at"], title, text, names.get(row["by"], ""))
        before = row


def _account_changes(before: Mapping[str, Any], row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if row["pgh_label"] == "insert" or not before:
        yield _("Account created"), row["email"]
        return
    if row["is_active"] != before["is_active"]:
        yield (_("Account activated") if row["is_active"] else _("Account deactivated")), ""
    for field in ("name", "email"):
        if row[field] != before[field]:
            yield _("Account changed"), f"{before[field] or '–'} → {row[field] or '–'}"
