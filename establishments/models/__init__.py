"""Tables of the structure, the reports and the mandates."""

from establishments.models.access import Mandate
from establishments.models.attachments import Attachment, Capacity, Funding, Link
from establishments.models.changes import Change
from establishments.models.flows import Flow
from establishments.models.imports import ImportRun
from establishments.models.perimeter import Stay
from establishments.models.reporting import Report, ReportEvent, ReportVersion
from establishments.models.structure import (
    ConsolidationTerm,
    Establishment,
    Funder,
    Holding,
    LegalEntity,
    Territory,
)
from establishments.models.thresholds import Threshold

__all__ = [
    "Attachment",
    "Capacity",
    "Change",
    "ConsolidationTerm",
    "Establishment",
    "Flow",
    "Funder",
    "Funding",
    "Holding",
    "ImportRun",
    "LegalEntity",
    "Link",
    "Mandate",
    "Report",
    "ReportEvent",
    "ReportVersion",
    "Stay",
    "Territory",
    "Threshold",
]
