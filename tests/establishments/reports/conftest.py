"""Two sites of one kind in two territories, each with its director; one month is over, in a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from establishments.catalogue import catalogue
from establishments.enums import Role
from establishments.models import Report
from establishments.services.reporting import report_freeze, report_save_draft, report_submit, report_validate
from establishments.vectors import Value
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.world import World

OCTOBER = Month.parse("2026-10")
MINE, OTHERS = "A", "B"


def required(kind: str = "property") -> dict[str, Value | None]:
    """Zero for all that a month of this kind must have."""
    return {m.code: Decimal(0) for m in catalogue().measures_of(kind) if m.entered and m.required_for(kind) == "R"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """24 November 2026: October is over, and was due on the 10th."""
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=True):
        yield


class Cast:
    """Site A in the north, B in the south; B reports as A does, and strangers to A own it."""

    def __init__(self) -> None:
        self.world = World()
        self.a = self.world.site(MINE, "property", entry="2026-09-01", territory="north")
        self.b = self.world.site(OTHERS, "property", entry="2026-09-01", territory="south")
        self.director = person(Role.DIRECTOR, "establishment:A")
        self.assistant = person(Role.ASSISTANT, "establishment:A")
        self.neighbour = person(Role.DIRECTOR, "establishment:B")
        self.territory = person(Role.TERRITORY, "territory:north")
        self.elsewhere = person(Role.TERRITORY, "territory:south")
        self.controller = person(Role.CONTROLLER)
        self.executive = person(Role.EXECUTIVE)
        self.auditor = person(Role.AUDITOR)
        self.funder = person(Role.FUNDER)
        self.nobody = person()

    def drafted(self, code: str = MINE, month: Month = OCTOBER, **values: Value | None) -> Report:
        site, author = self.world.get(code), self._author(code)
        given = {**required(site.kind), **values}
        return report_save_draft(establishment=site, month=month, values=given, author=author).report

    def submitted(self, code: str = MINE, month: Month = OCTOBER, **values: Value | None) -> Report:
        self.drafted(code, month, **values)
        return report_submit(establishment=self.world.get(code), month=month, author=self._author(code)).report

    def validated(self, code: str = MINE, month: Month = OCTOBER) -> Report:
        return report_validate(report=self.submitted(code, month), author=self.territory).report

    def frozen(self, code: str = MINE, month: Month = OCTOBER) -> Report:
        return report_freeze(report=self.validated(code, month), author=self.controller).report

    def _author(self, code: str) -> User:
        return self.director if code == MINE else self.neighbour


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
