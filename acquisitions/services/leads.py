"""Leads follow the notices that stand: found, weighed, moved, taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from acquisitions.gazette.facts import facts_of
from acquisitions.gazette.kinds import LeadOrigin, LeadState, Step
from acquisitions.gazette.scoring import Subject, score_of
from acquisitions.gazette.words import name_key
from acquisitions.models import Lead, LeadMove, Notice
from acquisitions.selectors.register import holdings, register_matches
from groupe.kernel.periods import today
from groupe.kernel.recording import recorded_now

LOCK: Final = 7_260_510
BATCH: Final = 500
TOLD: Final = (
    "name", "siren", "legal_form", "city", "postcode", "department", "activity", "naf", "procedure", "step", "court",
    "judged_on", "published_on",
)  # fmt: skip
WEIGHED: Final = ("entity", "kinds", "score", "reasons")
WRITTEN: Final = ("state", "offers_until", "hearing_on", *TOLD, *WEIGHED)


def lead_key(siren: str, name: str, department: str) -> str:
    """One organisation, one lead: by its SIREN, else by its name in its department."""
    return f"siren:{siren}" if siren else f"name:{name_key(name)}|{department}"


def leads_from(notices: Iterable[Notice]) -> int:
    """Leads of the notices' chains, made or brought up to date; how many were made. Within a load."""
    chains: dict[str, list[Notice]] = defaultdict(list)
    for row in notices:
        chains[row.chain].append(row)
    before = {row.lead_id for rows in chains.values() for row in rows if row.lead_id}
    made = _assigned(list(chains.values()))
    after = {row.lead_id for rows in chains.values() for row in rows if row.lead_id}
    _renewed(Lead.objects.filter(pk__in=before | after))
    return made


def leads_weigh(leads: Iterable[Lead]) -> list[Lead]:
    """Scores anew, unsaved: those whose score or reasons changed."""
    rows = list(leads)
    matches, held, day = register_matches(rows), holdings(), today()
    facts = {row.lead_id: row for row in _newest(rows).values()}
    changed = []
    for lead in rows:
        known, notice = matches.get(lead.key), facts.get(lead.pk)
        told = facts_of(notice.nature, notice.details) if notice else facts_of("", "")
        subject = Subject(
            name=lead.name, activity=lead.activity, naf=lead.naf, department=lead.department,
            procedure=lead.procedure, step=lead.step, since=lead.judged_on or lead.published_on,
            simplified=told.simplified, administrator=bool(told.administrator), activity_until=told.activity_until,
            offers_until=lead.offers_until, cancelled=notice is None and lead.origin == LeadOrigin.GAZETTE,
        )  # fmt: skip
        score = score_of(subject, known.match if known else None, held, day)
        values = (known.entity if known else None, list(score.kinds), score.points, score.as_json())
        if (lead.entity_id, lead.kinds, lead.score, lead.reasons) != values:
            lead.entity_id, lead.kinds, lead.score, lead.reasons = values
            changed.append(lead)
    return changed


def leads_rescore() -> int:
    """Time passes and the group changes: scores of open leads are worked out again; how many changed."""
    changed = leads_weigh(Lead.objects.exclude(state=LeadState.DISMISSED))
    Lead.objects.bulk_update(changed, WEIGHED, batch_size=BATCH)
    return len(changed)


def one_at_a_time() -> None:
    """Until the transaction ends, nobody else brings leads: a page, a command and the daily task may come together."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def _assigned(chains: list[list[Notice]]) -> int:
    """Gives each chain the lead of its organisation; a notice that corrects the SIREN moves its chain."""
    standing = [(rows, row) for rows in chains if (row := _standing(rows)) is not None]
    wanted = {lead_key(row.siren, row.name, row.department): row for _rows, row in standing}
    leads = {lead.key: lead for lead in Lead.objects.filter(key__in=wanted)}
    leads |= _adopted({key: row for key, row in wanted.items() if key not in leads and row.siren})
    new = [
        Lead(key=key, origin=LeadOrigin.GAZETTE, siren=row.siren, name=row.name, recorded_at=recorded_now())
        for key, row in wanted.items()
        if key not in leads
    ]
    leads |= {lead.key: lead for lead in Lead.objects.bulk_create(new)}
    changed = []
    for rows, row in standing:
        lead = leads[lead_key(row.siren, row.name, row.department)]
        for each in rows:
            if each.lead_id != lead.pk:
                each.lead = lead
                changed.append(each)
    Notice.objects.bulk_update(changed, ["lead"], batch_size=BATCH)
    return len(new)


def _adopted(wanted: dict[str, Notice]) -> dict[str, Lead]:
    """Leads that were known by name alone, whose SIREN a notice tells now."""
    by_name = {lead_key("", row.name, row.department): key for key, row in wanted.items()}
    found = {by_name[lead.key]: lead for lead in Lead.objects.filter(key__in=by_name, siren="")}
    for key, lead in found.items():
        lead.key, lead.siren = key, wanted[key].siren
        lead.save(update_fields=["key", "siren"])
    return found


def _standing(rows: Iterable[Notice]) -> Notice | None:
    """The notice of a chain that stands and says something of its own."""
    return next((row for row in rows if row.standing and row.step != Step.OTHER), None)


def _newest(leads: Iterable[Lead]) -> dict[int, Notice]:
    """By lead, the newest of its notices that stand."""
    rows = Notice.objects.filter(lead__in=[lead.pk for lead in leads], standing=True).exclude(step=Step.OTHER)
    return {row.lead_id: row for row in rows.order_by("published_on", "number", "pk") if row.lead_id}


def _renewed(leads: Iterable[Lead]) -> None:
    """What the newest notice says, and what follows: another judgment brings a dismissed lead back."""
    rows = list(leads)
    newest, moves = _newest(rows), []
    alone = set(Lead.objects.filter(pk__in=[lead.pk for lead in rows], notices=None).values_list("pk", flat=True))
    for lead in rows:
        notice = newest.get(lead.pk)
        before = (lead.procedure, lead.step)
        if notice is not None:
            for name in TOLD:
                setattr(lead, name, getattr(notice, name) or getattr(lead, name))
            told = facts_of(notice.nature, notice.details)
            lead.offers_until, lead.hearing_on = told.offers_until, told.hearing_on
        if move := _moved(lead, notice, before, gone=lead.pk in alone):
            moves.append(move)
    leads_weigh(rows)
    Lead.objects.bulk_update(rows, WRITTEN, batch_size=BATCH)
    LeadMove.objects.bulk_create(moves)


def _moved(lead: Lead, notice: Notice | None, before: tuple[str, str], *, gone: bool) -> LeadMove | None:
    """What a notice decides by itself. What people follow stays followed: its score tells that the notice is void."""
    if notice is None and lead.origin == LeadOrigin.GAZETTE and lead.state == LeadState.NEW:
        reason = (
            _("The notice was corrected: it is about another organisation.") if gone else _("The gazette took it back.")
        )
        return _move(lead, LeadState.DISMISSED, reason)
    if notice is not None and lead.state == LeadState.DISMISSED:
        last = LeadMove.objects.filter(lead=lead).first()
        if before != (lead.procedure, lead.step) or (last is not None and last.author_id is None):
            return _move(lead, LeadState.NEW, _("A new notice: %(nature)s.") % {"nature": notice.nature[:200]})
    return None


def _move(lead: Lead, state: str, reason: str) -> LeadMove:
    move = LeadMove(lead=lead, before=lead.state, after=state, reason=reason[:300], at=recorded_now())
    lead.state = state
    return move
