"""What people decide of leads: follow, dismiss with a reason, take up again, type one, open a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from acquisitions.enums import Origin, Route
from acquisitions.gazette.kinds import LeadOrigin, LeadState
from acquisitions.gazette.organisation import department_of
from acquisitions.gazette.words import naf_code
from acquisitions.models import Deal, Lead, LeadFile, LeadMove
from acquisitions.services.describing import Description
from acquisitions.services.leads import lead_key, leads_weigh, one_at_a_time
from acquisitions.services.rooms import deal_open
from acquisitions.services.words import told
from establishments.catalogue import catalogue
from establishments.identifiers import check_siren
from establishments.services.structure.checks import check_day, refused
from groupe.accounts.models import User
from groupe.kernel.errors import WrongState
from groupe.kernel.recording import recorded_now, saving

TEXTS: Final = {"name": 200, "city": 120, "activity": 500, "note": 500, "court": 200}
DAYS: Final = ("judged_on", "offers_until", "hearing_on")


@saving()
def lead_follow(*, lead: Lead, author: User, reason: str = "") -> Lead:
    return _decided(lead, LeadState.FOLLOWED, author, told(reason, "reason", longest=300, needed=False))


@saving()
def lead_dismiss(*, lead: Lead, author: User, reason: str) -> Lead:
    """With a reason: the next one who finds it wonders why."""
    return _decided(lead, LeadState.DISMISSED, author, told(reason, "reason", longest=300))


@saving()
def lead_reopen(*, lead: Lead, author: User, reason: str = "") -> Lead:
    """A dismissed or followed lead is new again."""
    return _decided(lead, LeadState.NEW, author, told(reason, "reason", longest=300, needed=False))


@saving()
def lead_add(*, author: User, given: Mapping[str, Any]) -> Lead:
    """Typed by hand; WrongState (409) where the organisation is on the list already."""
    lead = Lead(origin=LeadOrigin.HAND, author=author, recorded_at=recorded_now())
    for name, longest in TEXTS.items():
        setattr(lead, name, told(str(given.get(name) or ""), name, longest=longest, needed=name == "name"))
    lead.siren = "".join(str(given.get("siren") or "").split())
    if lead.siren and not check_siren(lead.siren):
        raise refused("siren", _("This SIREN is not valid: nine digits with their key."))
    _placed(lead, given)
    for name in DAYS:
        if (day := given.get(name)) is not None:
            check_day(day, name)
            setattr(lead, name, day)
    lead.procedure = given.get("procedure") or ""
    one_at_a_time()
    lead.key = lead_key(lead.siren, lead.name, lead.department)
    if known := Lead.objects.filter(key=lead.key).first():
        raise WrongState("listed", _("%(name)s is on the list already.") % {"name": known.name})
    leads_weigh([lead])
    lead.save()
    LeadMove.objects.create(lead=lead, before=lead.state, after=lead.state, author=author, at=recorded_now())
    return lead


@saving()
def lead_open_file(*, lead: Lead, author: User, name: str, signed_on: dt.date) -> Deal:
    """A file of the court sale with what the gazette told; its author is alone in its room.

    Others who work on the watch are told nothing: the lead is only followed, as it may have been before.
    """
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if LeadFile.objects.filter(lead=held, author=author).exists():
        raise WrongState("file_opened", _("You opened a file from this lead already."))
    facts = Description(
        origin=Origin.WATCH, siren=held.siren, legal_form=held.legal_form[:60], court=held.court[:120],
        sector=next((catalogue().kinds[kind].sector for kind in held.kinds if kind in catalogue().kinds), ""),
        cause=_cause(held),
    )  # fmt: skip
    deal = deal_open(route=Route.COURT_SALE, name=name, author=author, signed_on=signed_on, description=facts)
    LeadFile.objects.create(lead=held, deal=deal, author=author, at=recorded_now())
    if held.state != LeadState.FOLLOWED:
        _decided(held, LeadState.FOLLOWED, author, "")
    return deal


def _placed(lead: Lead, given: Mapping[str, Any]) -> None:
    lead.postcode = str(given.get("postcode") or "").strip()
    lead.department = department_of(lead.postcode)
    if lead.postcode and not lead.department:
        raise refused("postcode", _("A French postcode has five digits."))
    naf = str(given.get("naf") or "")
    lead.naf = naf_code(naf)
    if naf.strip() and not lead.naf:
        raise refused("naf", _("A NAF code is four digits and a letter, such as 87.10A."))


def _decided(lead: Lead, state: str, author: User, reason: str) -> Lead:
    """409 where it is so already: somebody else was faster."""
    held = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if held.state == state:
        raise WrongState("already_so", _("This lead is %(state)s already.") % {"state": held.get_state_display()})
    LeadMove.objects.create(lead=held, before=held.state, after=state, reason=reason, author=author, at=recorded_now())
    held.state = state
    held.save(update_fields=["state"])
    return held


def _cause(lead: Lead) -> str:
    """What the gazette says, as the first word on the cause of distress."""
    if not lead.procedure:
        return ""
    return f"{lead.get_procedure_display()}, {lead.judged_on or lead.published_on or ''}".strip(", ")
