"""Tables of the pooled departments."""

from shared_services.models.costs import DepartmentMonth
from shared_services.models.department import Department
from shared_services.models.invoices import Invoice, InvoiceLine, VatStatus
from shared_services.models.pools import DirectCharge, PoolKey, PoolShare
from shared_services.models.runs import AllocationRun, RunLine

__all__ = [
    "AllocationRun",
    "Department",
    "DepartmentMonth",
    "DirectCharge",
    "Invoice",
    "InvoiceLine",
    "PoolKey",
    "PoolShare",
    "RunLine",
    "VatStatus",
]
