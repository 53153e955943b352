"""A file becomes a part of the group: prepared by one, confirmed by another, undone within the day."""

from acquisitions.services.takeover.plans import EntityPlan, HolderPlan, SitePlan, TakeoverPlan, plan_of
from acquisitions.services.takeover.preparing import takeover_prepare
from acquisitions.services.takeover.recording import takeover_record
from acquisitions.services.takeover.undoing import takeover_undo

__all__ = [
    "EntityPlan",
    "HolderPlan",
    "SitePlan",
    "TakeoverPlan",
    "plan_of",
    "takeover_prepare",
    "takeover_record",
    "takeover_undo",
]
