"""Tables of the pooled departments."""

from shared_services.models.catalogue import Service, ServicePrice
from shared_services.models.costs import DepartmentMonth
from shared_services.models.department import Department
from shared_services.models.invoices import Invoice, InvoiceLine, VatStatus
from shared_services.models.parties import (
    Agreement,
    AgreementApproval,
    AlertAcknowledgement,
    Evidence,
    Loan,
    LoanBalance,
)
from shared_services.models.pools import DirectCharge, PoolKey, PoolShare
from shared_services.models.quota import HeadOfficeAuthorisation, HeadOfficeQuota, QuotaLine
from shared_services.models.requests import RequestComment, RequestEvent, RequestFile, RequestPause, ServiceRequest
from shared_services.models.runs import AllocationRun, RunLine
from shared_services.models.savings import Saving

__all__ = [
    "Agreement",
    "AgreementApproval",
    "AlertAcknowledgement",
    "AllocationRun",
    "Department",
    "DepartmentMonth",
    "DirectCharge",
    "Evidence",
    "HeadOfficeAuthorisation",
    "HeadOfficeQuota",
    "Invoice",
    "InvoiceLine",
    "Loan",
    "LoanBalance",
    "PoolKey",
    "PoolShare",
    "QuotaLine",
    "RequestComment",
    "RequestEvent",
    "RequestFile",
    "RequestPause",
    "RunLine",
    "Saving",
    "Service",
    "ServicePrice",
    "ServiceRequest",
    "VatStatus",
]
