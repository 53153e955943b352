"""Changes of structure in words: what kind of row, whose, and what of it differs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db import models
from django_stubs_ext import StrOrPromise

from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.selectors.closes.steps import OWNERS, TRACKED, UNTOLD, State, Step, steps_since
from groupe.kernel.ranges import last_day
from groupe.kernel.web import formats


@dataclass(frozen=True)
class StructureChange:
    """`what` kind of row, whose, what of it changed (label, before, after; empty where there was or is no row)."""

    at: dt.datetime
    by: str
    what: StrOrPromise
    subject: str
    fields: tuple[tuple[StrOrPromise, str, str], ...]


def structure_since(close: Close, sites: Set[int] | None) -> list[StructureChange]:
    """The newest first; of these establishments alone where `sites` are given, without what belongs to none."""
    steps = [
        step
        for model in TRACKED
        if sites is None or model in OWNERS
        for step in steps_since(model, close)
        if sites is None or step.state[OWNERS[model]] in sites
    ]
    names = _Names(steps)
    found = [names.told(step) for step in steps]
    return sorted(found, key=lambda each: each.at, reverse=True)


class _Names:
    """What numbers stand for: a query for each table that is named, and one for the people."""

    def __init__(self, steps: Sequence[Step]) -> None:
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for step in steps:
            for state in (step.before, step.after):
                for field in step.model._meta.concrete_fields:
                    if field.is_relation and state.get(field.attname):
                        wanted[_target(field)].add(state[field.attname])
        self._names = {
            model: {row.pk: str(row) for row in model._default_manager.filter(pk__in=pks)}
            for model, pks in wanted.items()
        }
        users = {step.by for step in steps} - {0}
        self._people = {user.pk: str(user) for user in User.objects.filter(pk__in=users)} if users else {}

    def told(self, step: Step) -> StructureChange:
        model, kept = step.model, TRACKED[step.model]
        fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in UNTOLD
            and (kept is None or field.name in kept)
            and step.before.get(field.attname) != step.after.get(field.attname)
        ]
        shown = tuple(
            (field.verbose_name, self._shown(field, step.before), self._shown(field, step.after)) for field in fields
        )
        return StructureChange(
            step.at, self._people.get(step.by, ""), model._meta.verbose_name or "", self._subject(step), shown
        )

    def _subject(self, step: Step) -> str:
        if "name" in step.state:
            return str(step.state["name"])
        relations = [field for field in step.model._meta.concrete_fields if field.is_relation]
        named = [self._shown(field, step.state) for field in relations[: 1 if step.model in OWNERS else 2]]
        return " → ".join(name for name in named if name)

    def _shown(self, field: Any, state: State) -> str:
        value = state.get(field.attname)
        if value is None:
            return ""
        if field.is_relation:
            return self._names[_target(field)].get(value, str(value))
        if field.name == "valid":
            end = last_day(value)
            return f"{formats.short_day(value.lower)} – {formats.short_day(end) if end else '…'}"
        if isinstance(value, dt.date):
            return formats.short_day(value)
        return str(dict(field.flatchoices).get(value, value))


def _target(field: Any) -> type[models.Model]:
    found: type[models.Model] = field.related_model
    return found
