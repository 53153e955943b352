"""What requests come to is told in the draft of the report, and never in one that was submitted."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import QuerySet

from establishments.enums import Role, Status
from establishments.models import Establishment, Report
from establishments.selectors.reports import current_values
from groupe.kernel.periods import Month
from shared_services.models import ServiceRequest
from shared_services.selectors.requests import got_by
from shared_services.services.figures import figures_write, figures_write_all
from shared_services.services.requests import request_rate
from shared_services.services.serving import request_resolve
from tests.cast import client_of, person
from tests.shared_services.desk.office import Office, clock

MARCH, APRIL = Month.parse("2026-03"), Month.parse("2026-04")


def closed(office: Office, asked: str, resolved: str, end: str, **given: object) -> ServiceRequest:
    made = office.ask(asked, **given)
    with clock(resolved):
        made = request_resolve(request=made, author=office.head, answer="Done.")
    with clock(end):
        return request_rate(request=made, author=office.director, rating=4)


def told(office: Office, month: Month) -> dict[str, int]:
    report = Report.objects.get(establishment=office.desk_site, month=month.first)
    return {code: int(value) for code, value in current_values(report).items() if isinstance(value, Decimal)}


def of(site: Establishment) -> QuerySet[Establishment]:
    return Establishment.objects.filter(pk=site.pk)


def test_departments_of_one_site_add_up(office: Office) -> None:
    office.hr.site = office.desk_site
    office.hr.save()
    closed(office, "2026-03-10 10:00", "2026-03-11 10:00", "2026-03-12 10:00")
    closed(office, "2026-03-10 10:00", "2026-03-20 10:00", "2026-03-20 12:00")
    closed(office, "2026-03-31 23:30", "2026-04-01 10:00", "2026-04-01 12:00", service=office.serve(office.hr, "pay"))
    office.ask("2026-03-31 12:00")
    assert figures_write_all(month=MARCH) == 1
    assert told(office, MARCH) == {"TK_REC": 4, "TK_CLO": 2, "TK_SLA": 1, "TK_OUV": 2}
    assert figures_write_all(month=MARCH) == 0
    assert figures_write_all(month=APRIL) == 1
    assert told(office, APRIL) == {"TK_REC": 0, "TK_CLO": 1, "TK_SLA": 1, "TK_OUV": 1}
    level = got_by(of(office.site), APRIL)[-2:]
    assert [(each.received, each.closed, each.in_time, each.open) for each in level] == [(4, 2, 1, 2), (0, 1, 1, 1)]
    assert (level[0].percent, level[0].rating) == (50, 4)
    assert got_by(of(office.other_site), MARCH)[-1].received == 0


def test_a_report_that_was_submitted_is_left_as_it_is(office: Office) -> None:
    closed(office, "2026-03-10 10:00", "2026-03-11 10:00", "2026-03-12 10:00")
    office.world.report("IT1", "2026-03", {"TK_REC": 9}, status=Status.SUBMITTED)
    left = figures_write(site=office.desk_site, month=MARCH, author=None)
    assert not left.written
    assert left.refusal
    assert "TK_REC" in left.differs
    assert told(office, MARCH) == {"TK_REC": 9}


def test_nothing_is_written_where_nothing_was_asked(office: Office) -> None:
    assert figures_write_all(month=MARCH) == 0
    assert not Report.objects.exists()
    page = client_of(person(Role.CONTROLLER)).post("/shared-services/departments/it/figures/")
    assert page.status_code == 302
    assert client_of(office.head).post("/shared-services/departments/it/figures/").status_code == 302
