"""Services of the departments, and requests of half a year in all states."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from establishments.demo.users import DOMAIN
from establishments.enums import Role
from establishments.models import Establishment, Mandate
from groupe.accounts.models import User
from groupe.kernel.clock import HOUR, after
from groupe.kernel.periods import today
from groupe.kernel.ranges import inclusive
from shared_services.enums import PriceBasis, Priority, RequestState
from shared_services.models import Department, RequestComment, RequestEvent, RequestPause, Service, ServiceRequest
from shared_services.services.catalogue import service_price_set, service_save
from shared_services.services.moving import timed
from shared_services.services.requests import REOPEN

WORDS: Final = Path(__file__).with_name("desk.toml")
COUNT: Final = 126
DAYS: Final = 180
SITES: Final = 20
HEADED: Final = "informatique"
Told = dict[str, Any]


def write_desk(departments: Sequence[Department]) -> None:
    """Every department offers something; the person of the support role heads one of them."""
    told = tomllib.loads(WORDS.read_text())
    chance = random.Random("desk")  # noqa: S311 - a demo, not a secret
    worker = User.objects.get(email=f"{Role.SUPPORT}@{DOMAIN}")
    by_code = {row.code: row for row in departments}
    Mandate.objects.get_or_create(
        user=worker, role=Role.SUPPORT, scope=f"pool:{HEADED}", defaults={"valid": inclusive(today(), None)}
    )
    Department.objects.filter(pk=by_code[HEADED].pk).update(head=worker)
    services = [(_service(one, by_code[one["department"]]), one) for one in told["services"]]
    askers = _askers()
    now = timezone.now()
    for number in range(COUNT if askers else 0):
        asked = now - dt.timedelta(days=DAYS * ((number + chance.random()) / COUNT) ** 2)  # the newest are many
        service, one = services[chance.randrange(len(services))]
        _Story(chance, told, worker, now).write(service, one, askers[chance.randrange(len(askers))], asked)


def _service(one: Told, department: Department) -> Service:
    basis = PriceBasis.UNIT if "price" in one else PriceBasis.QUOTE if one.get("quote") else PriceBasis.INCLUDED
    targets = {Priority.NORMAL: [8, 40], Priority.HIGH: [4, 16], Priority.URGENT: [1, 8]}
    if one.get("urgent"):
        targets = {Priority.NORMAL: [4, 16], Priority.HIGH: [2, 8], Priority.URGENT: [1, 4]}
    form = [{"label": label, "kind": kind, "required": required} for label, kind, required in one.get("form", ())]
    made = service_save(
        department=department, code=slugify(one["name"]), name=one["name"], description=one["description"],
        basis=basis, unit=one.get("unit", ""), targets=targets, questions=form,
    )  # fmt: skip
    if basis == PriceBasis.UNIT:
        service_price_set(service=made, price=Decimal(one["price"]), since=dt.date(2020, 1, 1))
    return made


def _askers() -> list[tuple[Establishment, User]]:
    """Members with their directors; those who sign in come first."""
    mandates = Mandate.objects.filter(role=Role.DIRECTOR, scope__startswith="establishment:").on(today())
    known = {mandate.scope.partition(":")[2]: mandate.user for mandate in mandates.select_related("user")}
    sites = Establishment.objects.members_on(today()).filter(code__in=known).order_by("pk")
    signing = Q(code__in=[code for code, user in known.items() if user.has_usable_password()])
    chosen = [*sites.filter(signing), *sites.exclude(signing)[:SITES]]
    return [(site, known[site.code]) for site in chosen]


class _Story:
    """What happens to one request: old ones are closed, the newest wait in every state, some are late."""

    def __init__(self, chance: random.Random, told: Told, worker: User, now: dt.datetime) -> None:
        self.chance, self.told, self.worker, self.now = chance, told, worker, now
        self.events: list[RequestEvent] = []

    def write(self, service: Service, one: Told, asker: tuple[Establishment, User], asked: dt.datetime) -> None:
        site, author = asker
        priority = self.chance.choices(Priority.values, (7, 2, 1))[0]
        answer, resolve = service.target(priority)
        made = ServiceRequest(
            service=service, establishment=site, author=author, title=self.chance.choice(one["asked"]),
            priority=priority, asked_at=asked, answer_target=answer, resolve_target=resolve,
        )  # fmt: skip
        timed(made)
        made.save()
        self._event(made, asked, "ask", RequestState.NEW)
        self._served(made, service, answer, resolve)
        made.save()
        RequestEvent.objects.bulk_create(self.events)

    def _served(self, made: ServiceRequest, service: Service, answer: int, resolve: int) -> None:
        hours = service.hours
        answered = after(hours, made.asked_at, int(answer * self.chance.uniform(0.1, 0.9)))
        if answered >= self.now:
            return
        made.assignee, made.answered_at = self.worker, answered
        self._event(made, answered, "assign", RequestState.ASSIGNED, str(self.worker))
        if self.chance.random() < 0.15 and made.asked_at > self.now - REOPEN:
            return
        self._event(made, answered, "start", RequestState.IN_PROGRESS)
        self._said(made, answered, self.worker, "said")
        pace = self.chance.choices((self.chance.uniform(0.2, 0.95), self.chance.uniform(1.1, 1.7)), (5, 1))[0]
        if self.chance.random() < 0.2 and not self._asked_back(made, answered, service):
            return
        resolved = max(after(hours, made.asked_at, int(resolve * pace)), answered + dt.timedelta(hours=1))
        if made.pauses.exists():
            resolved = max(resolved, after(hours, made.pauses.get().until or answered, 2 * HOUR))
        if resolved >= self.now:
            return
        made.resolved_at = resolved
        made.breached_at = made.warned_at = resolved if resolved > made.resolve_due else None
        self._event(made, resolved, "resolve", RequestState.RESOLVED)
        self._said(made, resolved, self.worker, "answers")
        self._ended(made, resolved)

    def _asked_back(self, made: ServiceRequest, since: dt.datetime, service: Service) -> bool:
        """The clock stops until the asker says more; False where it still waits."""
        until = after(service.hours, since, self.chance.randrange(4, 20) * HOUR)
        question = self.chance.choice(self.told["questions"])
        over = until < self.now
        RequestPause.objects.create(request=made, since=since, until=until if over else None, reason=question)
        self._event(made, since, "pause", RequestState.WAITING, question)
        if over:
            self._event(made, until, "resume", RequestState.IN_PROGRESS)
            timed(made)
        return over

    def _ended(self, made: ServiceRequest, resolved: dt.datetime) -> None:
        closed = resolved + (REOPEN if self.chance.random() < 0.3 else dt.timedelta(days=self.chance.uniform(0.2, 5)))
        if closed >= self.now:
            return
        made.closed_at = closed
        if closed < resolved + REOPEN:
            made.rating = self.chance.choices((5, 4, 3, 2), (6, 5, 2, 1))[0]
            made.rating_word = self.chance.choice(self.told["words"])
            self._event(made, closed, "rate", RequestState.CLOSED, f"{made.rating}/5", made.author)
        else:
            self._event(made, closed, "close", RequestState.CLOSED)

    def _said(self, made: ServiceRequest, at: dt.datetime, author: User, words: str) -> None:
        RequestComment.objects.create(
            request=made, at=at, author=author, by_department=True, text=self.chance.choice(self.told[words])
        )

    def _event(
        self, made: ServiceRequest, at: dt.datetime, move: str, state: str, reason: str = "", author: User | None = None
    ) -> None:
        who = author or (made.author if move in {"ask", "resume"} else None if move == "close" else self.worker)
        self.events.append(
            RequestEvent(request=made, at=at, author=who, move=move, before=made.state, after=state, reason=reason)
        )
        made.state = state
