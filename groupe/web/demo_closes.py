"""Closes of a demo group: past quarters, one of them restated and closed again, one restated since."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from establishments.demo.users import DOMAIN
from establishments.enums import Role, Scenario, Status
from establishments.models import Report
from establishments.selectors.reports import current_values
from establishments.services.reporting import report_reopen, report_save_draft, report_submit
from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.services import fold_all
from groupe.consolidation.services.closing import close_period
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month

QUARTERS = 4
BILL = Decimal("2480.50")


def close_demo_quarters(first: Month, last: Month) -> list[Close]:
    """The last quarters that are over, oldest first; nothing where the group is too young for one."""
    controller = User.objects.get(email=f"{Role.CONTROLLER}@{DOMAIN}")
    ends = [month for month in first.to(last) if month.number % 3 == 0][-QUARTERS:]
    closes = [close_period(author=controller, month=month, confirm_late=True) for month in ends]
    if len(closes) > 1:
        reason = _("An invoice of the quarter came in after the close")
        if correct_one(ends[-2], controller, reason):
            closes.append(close_period(author=controller, month=ends[-2], reason=reason, confirm_late=True))
        correct_one(ends[-1], controller, _("An invoice had been forgotten"))
        fold_all()
    return closes


def correct_one(month: Month, controller: User, reason: str) -> bool:
    """One more invoice in a frozen report of the month: reopened, corrected by its site, submitted again."""
    frozen = Report.objects.filter(month=month.first, scenario=Scenario.ACTUAL, status=Status.FROZEN)
    for report in islice(frozen.select_related("establishment", "counting__author").order_by("pk"), 20):
        author = report.counting and report.counting.author
        costs = current_values(report).get("CH_G1")
        if author is None or not isinstance(costs, Decimal):
            continue
        site: Any = {"establishment": report.establishment, "month": month, "author": author}
        try:
            with transaction.atomic():
                report_reopen(report=report, author=controller, reason=reason)
                report_save_draft(**site, values={"CH_G1": costs + BILL}, comment=reason)
                report_submit(**site)
        except DomainError:
            continue  # an oddity of the demo that the rules do not let through: another site
        return True
    return False
