"""How leads and their notices are told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from acquisitions.gazette.facts import facts_of
from acquisitions.gazette.kinds import LeadOrigin, LeadState, NoticeType
from acquisitions.models import Lead, Notice
from acquisitions.selectors.watch import reason_word
from groupe.kernel.web import formats
from groupe.kernel.web.components import Event, Tone
from groupe.kernel.web.tables import Column

TONES: dict[str, Tone] = {LeadState.NEW: "info", LeadState.FOLLOWED: "ok"}
NOTICE_TONES: dict[str, Tone] = {NoticeType.AMENDED: "warn", NoticeType.CANCELLED: "bad"}
Facts = list[tuple[str, object]]


def fit_tone(score: int) -> Tone:
    return "ok" if score >= 60 else "warn" if score >= 30 else ""


def state_word(lead: Any) -> str:
    """What the reader may know: that a file was opened is told to the members of its room alone."""
    return _("file opened") if getattr(lead, "has_file", False) else str(lead.get_state_display())


def main_reason(lead: Lead) -> str:
    """The reasons that gave points, the heaviest first, in two sentences at most."""
    told = sorted(lead.reasons, key=lambda reason: -reason["points"])
    return " · ".join(reason_word(reason) for reason in told[:2] if reason["points"] > 0)


COLUMNS = (
    Column("name", gettext_lazy("Organisation"), order=("name",), wrap=True, href=lambda row: row.get_absolute_url()),
    Column(
        "score", gettext_lazy("Fit"), "tag", value=lambda row: row.score, order=("score",),
        tone=lambda row: fit_tone(row.score),
    ),
    Column("reasons", gettext_lazy("Why"), value=main_reason, wrap=True),
    Column(
        "procedure", gettext_lazy("Procedure"), value=lambda row: row.get_procedure_display(), order=("procedure",)
    ),
    Column("place", gettext_lazy("Town"), value=lambda row: f"{row.postcode} {row.city}".strip(), order=("postcode",)),
    Column("published_on", gettext_lazy("Published"), "day", order=("published_on",)),
    Column("offers_until", gettext_lazy("Offers until"), "day", order=("offers_until",)),
    Column(
        "state", gettext_lazy("State"), "tag", value=state_word, order=("state",),
        tone=lambda row: "ok" if row.has_file else TONES.get(row.state, ""),
    ),
    Column("siren", "SIREN", order=("siren",)),
)  # fmt: skip
NOTICES = (
    Column("published_on", gettext_lazy("Published"), "day"),
    Column(
        "type", gettext_lazy("Notice"), "tag", value=lambda row: row.get_type_display(),
        tone=lambda row: NOTICE_TONES.get(row.type, ""),
    ),
    Column("nature", gettext_lazy("Judgment"), wrap=True),
    Column("judged_on", pgettext_lazy("judgment", "Of"), "day"),
    Column("standing", gettext_lazy("Stands"), "yes_no"),
    Column("number", gettext_lazy("Number"), value=str, href=lambda row: row.url),
)  # fmt: skip


def facts_told(lead: Lead, notice: Notice | None) -> Facts:
    """What is known of the organisation and its judgment; nothing is said of what is not known."""
    rows: Facts = [
        (_("SIREN"), lead.siren), (_("Legal form"), lead.legal_form), (_("Activity"), lead.activity), ("NAF", lead.naf),
        (_("Town"), f"{lead.postcode} {lead.city}".strip()), (_("Department"), lead.department),
        (_("Procedure"), lead.get_procedure_display()), (_("Step"), lead.get_step_display()), (_("Court"), lead.court),
        (_("Judgment"), _day(lead.judged_on)), (_("Published"), _day(lead.published_on)),
        (_("Offers until"), _day(lead.offers_until)), (_("Hearing"), _day(lead.hearing_on)),
    ]  # fmt: skip
    if notice is not None:
        told = facts_of(notice.nature, notice.details)
        rows += [
            (_("Payments stopped on"), _day(told.cessation_on)),
            (_("Activity goes on until"), _day(told.activity_until)),
            (_("Court administrator"), told.administrator), (_("Liquidator"), told.liquidator),
            (_("Creditors’ trustee"), told.trustee),
        ]  # fmt: skip
    if lead.origin == LeadOrigin.HAND:
        rows.append((_("Typed by"), f"{lead.author or formats.NOTHING}, {formats.when(lead.recorded_at)}"))
    return [(name, value) for name, value in rows if value]


def story_of(lead: Lead) -> list[Event]:
    """What was decided, the newest first."""
    return [
        Event(
            at=move.at,
            title=_("Typed by hand") if move.before == move.after else move.get_after_display().capitalize(),
            who=str(move.author) if move.author else _("the gazette"), text=move.reason,
            tone=TONES.get(move.after, ""),
        )
        for move in lead.moves.select_related("author")
    ]  # fmt: skip


def _day(day: Any) -> str:
    return formats.day(day) if day else ""
