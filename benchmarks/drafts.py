"""Reports taken up again, ready to be submitted."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from establishments.enums import Role, Scenario, Status
from establishments.models import Mandate, Report
from establishments.services.reporting import report_reopen, report_return, report_save_draft
from establishments.vectors import from_text
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.kernel.numbers import from_units
from groupe.kernel.periods import Month
from groupe.kernel.ranges import inclusive

CHANGED = "CH_G1"
MONTHS = 24


@dataclass(frozen=True)
class Draft:
    """A site-month whose draft differs from what counted, and breaks no rule."""

    establishment: int
    month: int


def writer() -> tuple[User, str]:
    """Someone who may submit everywhere, and the token of that person."""
    user, made = User.objects.get_or_create(email="bench@demo.example")
    secret = ApiToken.new_secret()
    ApiToken.objects.create(user=user, name="bench", digest=token_digest(secret), prefix=secret[:12], scope="write")
    if made:
        Mandate.objects.create(user=user, role=Role.DIRECTOR, scope="group", valid=inclusive(dt.date(2000, 1, 1), None))
    return user, secret


class Drafts:
    """Site-months of the last two years in an order of chance, each handed out once."""

    def __init__(self, author: User, last: Month) -> None:
        self.author = author
        found = Report.objects.filter(
            scenario=Scenario.ACTUAL, counting__isnull=False, month__range=((last - (MONTHS - 1)).first, last.first)
        ).exclude(status=Status.DRAFT)
        self._waiting = list(found.order_by("pk").values_list("pk", flat=True))
        random.Random(1).shuffle(self._waiting)

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, count: int) -> list[Draft]:
        """As many as are left, `count` at most; those that break a rule are left aside."""
        found: list[Draft] = []
        for draft in self._prepared():
            found.append(draft)
            if len(found) >= count:
                break
        return found

    def _prepared(self) -> Iterator[Draft]:
        while self._waiting:
            report = Report.objects.select_related("establishment").get(pk=self._waiting.pop())
            if report.status in {Status.FROZEN, Status.CORRECTED}:
                outcome = report_reopen(report=report, author=self.author, reason="Benchmark")
            else:
                outcome = report_return(report=report, author=self.author, reason="Benchmark")
            values = from_text(outcome.report.draft)
            spent = values.get(CHANGED)
            if spent is None or spent == "na":
                continue
            saved = report_save_draft(
                establishment=report.establishment,
                month=Month.of(report.month),
                values={CHANGED: spent + from_units(1, 2)},
                author=self.author,
            )
            if not saved.errors:
                yield Draft(report.establishment_id, Month.of(report.month).index)
