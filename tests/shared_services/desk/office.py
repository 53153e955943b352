"""A department with one service, those who work there and those who ask."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS
from shared_services.enums import Priority
from shared_services.models import Department, Service, ServiceRequest
from shared_services.services.catalogue import service_save
from shared_services.services.departments import department_save
from shared_services.services.requests import request_ask
from tests.cast import person
from tests.consolidation.world import World

TARGETS = {"normal": [4, 16], "high": [2, 8], "urgent": [1, 4]}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=PARIS)


class Office:
    """Sites A and B; IT serves the group, its head works for `pool:it`; the pool HR is another one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.site, self.other_site = world.site("A"), world.site("B")
        self.desk_site = world.site("IT1", "support_department")
        self.head: User = person(Role.SUPPORT, "pool:it")
        self.director: User = person(Role.DIRECTOR, "establishment:A")
        self.it: Department = department_save(code="it", name="IT", head=self.head, site=self.desk_site)
        self.hr: Department = department_save(code="hr", name="HR")
        self.service = self.serve(self.it, "laptop")

    def serve(self, department: Department, code: str, **given: Any) -> Service:
        return service_save(department=department, code=code, **{"name": code, "targets": TARGETS, **given})

    def ask(self, when: str = "", **given: Any) -> ServiceRequest:
        asked = {"service": self.service, "establishment": self.site, "author": self.director, "title": "A laptop"}
        if not when:
            return request_ask(**(asked | given))
        with clock(when):
            return request_ask(**{**asked, "priority": Priority.NORMAL, **given})


def clock(when: str) -> Any:
    """The instant at which services record what they do; days of the perimeter stay those of today."""
    modules = ("requests", "serving", "moving", "watching")
    return _Clocks(
        [mock.patch(f"shared_services.services.{name}.recorded_now", return_value=at(when)) for name in modules]
    )


class _Clocks:
    def __init__(self, patches: list[Any]) -> None:
        self.patches = patches

    def __enter__(self) -> None:
        for patch in self.patches:
            patch.start()

    def __exit__(self, *_told: object) -> None:
        for patch in self.patches:
            patch.stop()
