"""Tables of the takeovers."""

from acquisitions.models.clocks import AuthorisationFile, CalendarFeed, Commitment, Reminder
from acquisitions.models.deal import Deal, DealTarget
from acquisitions.models.gates import DealDocument, DocumentVersion, GateAnswer
from acquisitions.models.room import DealAccess, DealMember, DealMove

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
    "Reminder",
]
