"""Tables of the takeovers."""

from acquisitions.models.clocks import AuthorisationFile, CalendarFeed, Commitment, Reminder
from acquisitions.models.deal import Deal, DealTarget
from acquisitions.models.gates import DealDocument, DocumentVersion, GateAnswer
from acquisitions.models.integration import IntegrationAction
from acquisitions.models.room import DealAccess, DealMember, DealMove
from acquisitions.models.takeover import Takeover

__all__ = [
    "AuthorisationFile",
    "CalendarFeed",
    "Commitment",
    "Deal",
    "DealAccess",
    "DealDocument",
    "DealMember",
    "DealMove",
    "DealTarget",
    "DocumentVersion",
    "GateAnswer",
    "IntegrationAction",
    "Reminder",
    "Takeover",
]
