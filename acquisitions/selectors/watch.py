"""The watch list, one lead, and how they are told. The gazette is public; files opened from it are behind the wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from acquisitions.access import require_pipeline, sees_pipeline, visible_deals
from acquisitions.gazette.kinds import Step
from acquisitions.models import Deal, GazetteReading, Lead, LeadFile, Notice
from establishments.access import Access
from establishments.catalogue import catalogue
from groupe.kernel.errors import NotVisible
from groupe.kernel.web import formats

SENTENCES: Final[dict[str, StrOrPromise]] = {
    "register": gettext_lazy("In the FINESS register: %(about)s"),
    "register_name": gettext_lazy("Same name and town as in the FINESS register: %(about)s"),
    "naf": gettext_lazy("NAF %(about)s is one of our sectors"),
    "naf_other": gettext_lazy("NAF %(about)s is another trade"),
    "words": gettext_lazy("The name or the activity tells the sector: %(about)s"),
    "against": gettext_lazy("The name or the activity speaks against it: %(about)s"),
    "kind": gettext_lazy("The group runs such establishments: %(about)s"),
    "department": gettext_lazy("Establishments of the group in this department: %(about)s"),
    "sale_recovery": gettext_lazy("Receivership: a court sale may open"),
    "sale_liquidation": gettext_lazy("Liquidation: assets may be sold"),
    "sale_safeguard": gettext_lazy("Safeguard: the debtor stays, no sale yet"),
    "sale_cession": gettext_lazy("Sale plan"),
    "activity": gettext_lazy("The activity goes on until %(about)s"),
    "administrator": gettext_lazy("A court administrator is appointed"),
    "simplified": gettext_lazy("Simplified liquidation: hardly anything left to take over"),
    "deadline": gettext_lazy("Days left before the court’s deadline: %(about)s"),
    "deadline_past": gettext_lazy("The court’s deadline was %(about)s"),
    "fresh": gettext_lazy("Recent: days since the judgment: %(about)s"),
    "old": gettext_lazy("Old: days since the judgment: %(about)s"),
    "no_sector": gettext_lazy("Nothing tells one of our sectors: the score is limited"),
    "decided": gettext_lazy("The court has chosen a buyer: the score is limited"),
    "own": gettext_lazy("An entity of the group itself: %(about)s"),
    "cancelled": gettext_lazy("The gazette took its notice back"),
}


def visible_leads(access: Access) -> QuerySet[Lead]:
    """All of them, to those who see the pipeline; `has_file` where a file that they see was opened from it."""
    if not sees_pipeline(access):
        return Lead.objects.none()
    files = LeadFile.objects.filter(lead=OuterRef("pk"), deal__in=visible_deals(access))
    return Lead.objects.annotate(has_file=Exists(files))


def visible_notices(access: Access) -> QuerySet[Notice]:
    return Notice.objects.all() if sees_pipeline(access) else Notice.objects.none()


def get_lead_for(access: Access, pk: int, *, write: bool = False) -> Lead:
    """The one door to a lead: NotVisible (404) for strangers to the pipeline, NotAllowed (403) for who only reads."""
    require_pipeline(access)
    found = visible_leads(access).filter(pk=pk).select_related("entity", "author").first()
    if found is None:
        raise NotVisible(_("There is no such lead."))
    require_pipeline(access, write=write)
    return found


def get_notice_for(access: Access, pk: int) -> Notice:
    """The one door to a notice."""
    require_pipeline(access)
    found = visible_notices(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such notice."))
    return found


def files_of(access: Access, lead: Lead) -> list[Deal]:
    """Files opened from this lead, among those whose rooms the user is named in."""
    return list(visible_deals(access).filter(lead_file__lead=lead).order_by("code"))


def leading_notice(lead: Lead) -> Notice | None:
    """The newest of its notices that stand: what the lead says comes from it."""
    rows = lead.notices.filter(standing=True).exclude(step=Step.OTHER)
    return rows.order_by("-published_on", "-number").first()


def last_reading() -> GazetteReading | None:
    """The last try to read the gazette from its address."""
    return GazetteReading.objects.order_by("-tried_at", "-day").first()


def reason_word(reason: Mapping[str, Any]) -> str:
    """A reason of the score as a sentence."""
    code, about = str(reason.get("code", "")), str(reason.get("about", ""))
    if code == "kind":
        about = ", ".join(str(catalogue().kinds[kind].label) for kind in about.split(",") if kind in catalogue().kinds)
    elif code in {"activity", "deadline_past"}:
        about = formats.day(dt.date.fromisoformat(about))
    told = str(SENTENCES.get(code, code))
    return told % {"about": about} if "%(about)s" in told else told
