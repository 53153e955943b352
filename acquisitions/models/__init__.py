"""Tables of the takeovers."""

from acquisitions.models.clocks import AuthorisationFile, CalendarFeed, Commitment, Reminder
from acquisitions.models.deal import Deal, DealTarget
from acquisitions.models.diligence import ChecklistItem, DealQuestion, QuestionAnswer, RequestLine, SellerRequest
from acquisitions.models.findings import CAP, DealScore, Finding, ScoringGrid
from acquisitions.models.gates import DealDocument, DocumentVersion, GateAnswer
from acquisitions.models.integration import IntegrationAction
from acquisitions.models.jobs import JobsReview
from acquisitions.models.offers import Competitor, Offer, OfferFiling, OfferVersion
from acquisitions.models.plan import RecoveryPlan, TargetMonth
from acquisitions.models.room import DealAccess, DealMember, DealMove
from acquisitions.models.takeover import Takeover
from acquisitions.models.watch import GazetteReading, Lead, LeadFile, LeadMove, Notice

__all__ = [
    "CAP",
    "AuthorisationFile",
    "CalendarFeed",
    "ChecklistItem",
    "Commitment",
    "Competitor",
    "Deal",
    "DealAccess",
    "DealDocument",
    "DealMember",
    "DealMove",
    "DealQuestion",
    "DealScore",
    "DealTarget",
    "DocumentVersion",
    "Finding",
    "GateAnswer",
    "GazetteReading",
    "IntegrationAction",
    "JobsReview",
    "Lead",
    "LeadFile",
    "LeadMove",
    "Notice",
    "Offer",
    "OfferFiling",
    "OfferVersion",
    "QuestionAnswer",
    "RecoveryPlan",
    "Reminder",
    "RequestLine",
    "ScoringGrid",
    "SellerRequest",
    "Takeover",
    "TargetMonth",
]
