"""People and their mandates: invited, given a role over a scope between two days, deactivated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from establishments.enums import Role
from establishments.models import Mandate
from establishments.scopes import KINDS, named_scopes
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.accounts.services.invitations import LinkOf, user_invite
from groupe.accounts.services.users import user_deactivate
from groupe.kernel.errors import WrongState
from groupe.kernel.periods import today
from groupe.kernel.ranges import inclusive

LONGEST_SCOPE = 80
POOL = re.compile(r"pool:[A-Za-z0-9][A-Za-z0-9_.-]*")  # a pooled department, whose head has the role "support"


@transaction.atomic
def person_invite(
    *,
    email: str,
    name: str,
    role: str,
    scope: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
    by: User | None,
    link_of: LinkOf,
) -> User:
    """A person with a first mandate, who is sent the link by which they choose a password."""
    _checked(role, scope, first or today(), last)
    user = user_invite(email=email, name=name, by=by, link_of=link_of).user
    mandate_add(user=user, role=role, scope=scope, first=first, last=last)
    return user


@transaction.atomic
def mandate_add(
    *, user: User, role: str, scope: str, first: dt.date | None = None, last: dt.date | None = None
) -> Mandate:
    """From `first` (today) to `last`, both included; never twice the same role over the same scope on one day."""
    _checked(role, scope, first or today(), last)
    mandate = Mandate(user=user, role=role, scope=scope, valid=inclusive(first or today(), last))
    try:
        mandate.full_clean()
        with transaction.atomic():
            mandate.save()
    except (ValidationError, IntegrityError) as error:
        raise refused("first", _("This person holds this role over this scope then already.")) from error
    return mandate


@transaction.atomic
def mandate_end(*, mandate: Mandate, last: dt.date) -> Mandate:
    """`last` is its last day; a day before the mandate began takes it back, if it has not begun yet."""
    check_day(last, "last")
    with _an_administrator_stays():
        mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if mandate.valid_from is not None and last < mandate.valid_from:
            raise refused("last", _("The mandate begins later than that."))
        mandate.valid = inclusive(mandate.valid_from, last)
        try:
            with transaction.atomic():
                mandate.save(update_fields=["valid"])
        except IntegrityError as error:
            raise refused("last", _("Another mandate of the same role and scope begins before that day.")) from error
    return mandate


@transaction.atomic
def mandate_withdraw(*, mandate: Mandate) -> None:
    """Takes back a mandate that has not begun; one that has is ended on a day."""
    if mandate.valid_from is None or mandate.valid_from <= today():
        raise WrongState("mandate_begun", _("This mandate has begun: end it on a day instead."))
    with _an_administrator_stays():
        mandate.delete()


@transaction.atomic
def person_deactivate(*, user: User) -> None:
    with _an_administrator_stays():
        user_deactivate(user=user)


def _checked(role: str, scope: str, first: dt.date, last: dt.date | None) -> None:
    if role not in Role.values:
        raise refused("role", _("There is no such role."))
    pool = role == Role.SUPPORT and POOL.fullmatch(scope) is not None
    if len(scope) > LONGEST_SCOPE or not (pool or scope in named_scopes([scope])):
        forms = ", ".join(kind if kind == "group" else f"{kind}:…" for kind in KINDS)
        forms += ", pool:…" if role == Role.SUPPORT else ""
        message = _("There is no scope “%(scope)s”. Accepted: %(forms)s.")
        raise refused("scope", message % {"scope": scope[:LONGEST_SCOPE], "forms": forms})
    if role == Role.ADMIN and scope != "group":
        raise refused("scope", _("A technical administrator acts for the whole group: choose “group”."))
    check_day(first, "first")
    if last is not None:
        check_day(last, "last")
        if last < first:
            raise refused("last", _("The last day comes before the first."))


@contextmanager
def _an_administrator_stays() -> Iterator[None]:
    """Refuses what would leave the group without an active administrator earlier than it would have been."""
    list(Mandate.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk"))
    before = _first_day_alone()
    yield
    after = _first_day_alone()
    if after is not None and (before is None or after < before):
        raise WrongState("last_administrator", _("The group needs an administrator: give someone else the role first."))


def _first_day_alone() -> dt.date | None:
    """The first day from today on without an active administrator, if there is one."""
    rows = Mandate.objects.filter(role=Role.ADMIN, scope="group", user__is_active=True).order_by("valid")
    day = today()
    for valid in rows.values_list("valid", flat=True):
        if valid.lower is not None and valid.lower > day:
            break
        if valid.upper is None:
            return None
        day = max(day, valid.upper)
    return day
