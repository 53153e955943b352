"""What closed sites of a demo group still cost: the lease goes on for a while, quarter after quarter."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from establishments.enums import ExitReason, Scenario
from establishments.models import Report, Stay
from establishments.residual import open_measures, residual_spans
from establishments.services.reporting import report_save_draft, report_submit
from groupe.kernel.periods import Month

RENT = Decimal("18400.00")
EVERY = 3


def settle_closures(last: Month) -> int:
    """Reports of costs after each closure, by the one who reported last; how many there are."""
    made = 0
    for stay in Stay.objects.filter(exit_reason=ExitReason.CLOSED).select_related("establishment").order_by("pk"):
        site = stay.establishment
        reports = Report.objects.filter(establishment=site, scenario=Scenario.ACTUAL, counting__author__isnull=False)
        latest = reports.select_related("counting__author").order_by("-month").first()
        author = latest.counting.author if latest and latest.counting else None
        if author is None:
            continue
        values = {code: Decimal(0) for code in open_measures(site.kind)} | {"CH_G3": RENT}
        for _closed, first, until in residual_spans(site.stays.all()):
            for month in list(first.to(min(until, last)))[::EVERY]:
                comment = _("The rent of the premises, until the lease ends")
                report_save_draft(establishment=site, month=month, author=author, values=values, comment=comment)
                report_submit(establishment=site, month=month, author=author)
                made += 1
    return made
