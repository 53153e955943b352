"""The pooled departments of a demo group."""

from __future__ import annotations

from django.db import transaction

from groupe.kernel.periods import Month
from shared_services.demo.departments import write_departments
from shared_services.demo.desk import write_desk
from shared_services.demo.invoices import write_invoices
from shared_services.demo.parties import write_parties
from shared_services.demo.quota import write_quotas
from shared_services.demo.runs import write_runs
from shared_services.demo.savings import write_savings


@transaction.atomic
def write_shared_services(last: Month) -> None:
    """Departments and all that they do, up to `last`; everything is replaced with the group."""
    departments = write_departments(last)
    if departments:
        write_runs(departments, last)
        write_invoices()
        write_desk(departments)
        write_savings(departments, last)
        write_quotas(last)
    write_parties(last)
