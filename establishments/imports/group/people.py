"""Mandates; a person who is not known yet gets an account without a password."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from establishments.imports.group.context import Load
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.spans import Told, end_of, settle
from establishments.imports.group.timeline import BEGINNING, Timeline, timelines, verdict_of, write
from establishments.models import Mandate
from establishments.scopes import named_scopes
from groupe.accounts.models import User

POOL = re.compile(r"pool:[A-Za-z0-9][A-Za-z0-9_.-]*")
SCOPES = (
    "group, sector:CODE, kind:CODE, territory:CODE, entity:CODE, funder:CODE, department:CODE, establishment:CODE, "
    "pool:CODE"
)


def load_mandates(load: Load) -> None:
    """A mandate without a first day is in force since ever."""
    parsed = load.tables["mandates"]
    rows = load.once(parsed, "email", "role", "scope", "valid_from")
    _check_scopes(load, parsed, rows)
    load.problems.raise_if_any()
    users = _users(load, rows)
    key = ("user_id", "role", "scope")
    lines = timelines(Mandate.objects.filter(user__in=users.values()).order_by("pk"), key, ())
    told: Told = []
    for row in sorted(rows, key=lambda row: row["valid_from"] or BEGINNING):
        line = lines.setdefault((users[row["email"]].pk, row["role"], row["scope"]), Timeline())
        told.append((row, line, line.span(row["valid_from"] or BEGINNING, end_of(row), ())))
    settle(load, parsed, told, lambda row: f"{row['email']} {row['role']} {row['scope']}")
    _refuse_without_right(load, parsed, told)
    load.problems.raise_if_any()
    write(Mandate, lines, key, ())
    load.close("mandates")


def _check_scopes(load: Load, parsed: Parsed, rows: list[Row]) -> None:
    known = named_scopes({row["scope"] for row in rows if row["scope"]})
    for row in rows:
        if row["scope"] and row["scope"] not in known and not POOL.fullmatch(row["scope"]):
            message = _("“%(value)s” is not a scope of this group.") % {"value": row["scope"]}
            load.problem(parsed, row, "scope", message, SCOPES)


def _users(load: Load, rows: list[Row]) -> dict[str, User]:
    users = {user.email: user for user in User.objects.filter(email__in={row["email"] for row in rows})}
    missing = sorted({row["email"] for row in rows} - set(users))
    created = [User(email=email, password=make_password(None)) for email in missing]
    if load.people:
        User.objects.bulk_create(created, batch_size=2000)
    else:
        for row in rows:
            if row["email"] in missing:
                _refuse(load, parsed=load.tables["mandates"], row=row)
        load.problems.raise_if_any()
    return users | {user.email: user for user in created}


def _refuse_without_right(load: Load, parsed: Parsed, told: Told) -> None:
    """Who may import may not give rights: that takes the management of people."""
    if not load.people:
        for row, _line, stretch in told:
            if verdict_of(stretch) != "unchanged":
                _refuse(load, parsed, row)


def _refuse(load: Load, parsed: Parsed, row: Row) -> None:
    load.problem(parsed, row, "email", _("Your role does not let you change mandates."))
