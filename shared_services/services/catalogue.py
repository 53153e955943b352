"""Services are described and priced here."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from establishments.models.structure import code_validator
from establishments.services.structure.checks import check_day, refused
from establishments.services.structure.dated import set_from
from shared_services.enums import PriceBasis, Priority, QuestionKind
from shared_services.models import Department, Service, ServicePrice

LONGEST_TARGET = 2000
MOST_QUESTIONS = 8


@transaction.atomic
def service_save(*, service: Service | None = None, department: Department, code: str, **given: Any) -> Service:
    """Opens a service or describes it anew; its code is given once. What is asked already keeps its targets."""
    if service is None:
        _check_code(department, code)
        service = Service(department=department, code=code)
    for name in ("name", "description", "basis", "unit", "weekdays", "opens", "closes", "active"):
        if name in given:
            setattr(service, name, given[name])
    if "targets" in given:
        service.targets = _targets(given["targets"])
    if "questions" in given:
        service.questions = _questions(given["questions"])
    if not service.name.strip():
        raise refused("name", _("Give a name."))
    if not service.weekdays or not set(service.weekdays) <= set(range(7)):
        raise refused("weekdays", _("Open on one day of the week at least."))
    if service.closes <= service.opens and service.closes != dt.time(0):
        raise refused("closes", _("A desk closes after it opens."))
    if service.basis == PriceBasis.UNIT and not service.unit:
        raise refused("unit", _("A price per unit needs a unit."))
    service.save()
    return service


@transaction.atomic
def service_price_set(*, service: Service, price: Decimal, since: dt.date) -> ServicePrice:
    """The price from `since` until the next one."""
    check_day(since, "since")
    if service.basis != PriceBasis.UNIT:
        raise refused("price", _("Only a service with a price per unit has one."))
    if price < 0 or price != round(price, 2):
        raise refused("price", _("An amount in euros and cents, not below 0."))
    return set_from(ServicePrice, since, of={"service": service}, values={"price": price}, field="price")


def _check_code(department: Department, code: str) -> None:
    try:
        code_validator(code)
    except ValidationError as error:
        raise refused("code", " ".join(error.messages)) from error
    if Service.objects.filter(department=department, code=code).exists():
        raise refused("code", _("This code is taken."))


def _targets(given: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """Hours to the first answer, which comes no later than the resolution, by priority."""
    found = {}
    for priority in Priority.values:
        try:
            answer, resolve = (float(hours) for hours in given[priority])
        except (KeyError, TypeError, ValueError) as error:
            raise refused("targets", _("Each priority has two times, in working hours.")) from error
        if not (math.isfinite(answer) and math.isfinite(resolve) and 0 < answer <= resolve <= LONGEST_TARGET):
            raise refused("targets", _("The first answer comes after 0 hours, and no later than the resolution."))
        found[priority] = [answer, resolve]
    return found


def _questions(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if len(given) > MOST_QUESTIONS:
        raise refused("questions", _("%(most)d questions at most.") % {"most": MOST_QUESTIONS})
    found = []
    for each in given:
        label, kind = str(each.get("label", "")).strip(), each.get("kind", QuestionKind.TEXT)
        if not label or len(label) > 120 or kind not in QuestionKind.values:
            raise refused("questions", _("A question has a label and one of the known types."))
        found.append({"label": label, "kind": str(kind), "required": bool(each.get("required", False))})
    if len({each["label"] for each in found}) < len(found):
        raise refused("questions", _("Each question is asked once."))
    return found
