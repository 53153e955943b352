"""The columns of periods, figures, changes and sites."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from establishments.catalogue import catalogue
from establishments.catalogue.units import unit_label
from establishments.enums import Account, Scenario
from groupe.consolidation.models import CloseSite
from groupe.consolidation.selectors.closes import Effect, PeriodState, ReportChange, StructureChange
from groupe.kernel.periods import Month, Window
from groupe.kernel.web.components import Empty, Tone
from groupe.kernel.web.tables import Column

SHORT = 12
Standing = CloseSite.Standing
STANDING_TONES: Final[dict[str, Tone]] = {
    Standing.FROZEN: "ok",
    Standing.CORRECTED: "ok",
    Standing.OWN: "info",
    Standing.SUBMITTED: "warn",
    Standing.LATE: "bad",
}
SPAN_LABELS: Final[dict[Window, StrOrPromise]] = {"month": gettext_lazy("Month"), "ytd": gettext_lazy("Since January")}


def _state(period: PeriodState) -> str:
    return _("closed, version %(number)d") % {"number": period.close.version} if period.close else _("open")


def _restated(period: PeriodState) -> str:
    if period.restated is None:
        return ""
    return _("figures have changed") if period.restated else _("as published")


def _late(period: PeriodState) -> int | None:
    return len(period.close.checklist["late"]) if period.close else None


def _of_close(name: str) -> Any:
    return lambda period: getattr(period.close, name) if period.close else None


def period_column(*, may_close: bool) -> Column:
    """To the page of what is closed, and to the checklist of what is open, for those who close."""

    def href(period: PeriodState) -> str:
        if period.close:
            return reverse("web:close", args=[period.month])
        return reverse("web:close-checklist", args=[period.month]) if may_close else ""

    return Column("month", gettext_lazy("Period"), kind="month", order=("month",), href=href)


PERIODS = (
    Column(
        "state",
        gettext_lazy("State"),
        kind="tag",
        value=_state,
        tone=lambda period: "ok" if period.close else "",
        order=("state",),
    ),
    Column(
        "restated",
        gettext_lazy("Since then"),
        kind="tag",
        value=_restated,
        tone=lambda period: "warn" if period.restated else "ok",
    ),
    Column("closed_at", gettext_lazy("When"), kind="moment", value=_of_close("closed_at")),
    Column("author", gettext_lazy("By"), value=lambda period: str(_of_close("author")(period) or ""), wrap=True),
    Column("late", gettext_lazy("Late sites"), kind="number", value=_late, order=("late",)),
    Column(
        "fingerprint",
        gettext_lazy("Fingerprint"),
        value=lambda period: (_of_close("fingerprint")(period) or "")[:SHORT],
    ),
)


def label_of(code: str) -> str:
    item = catalogue().code(code)
    unit = unit_label(item.unit)
    return f"{item.label} ({unit})" if unit else str(item.label)


FIGURES = (
    Column("code", gettext_lazy("Figure"), value=lambda effect: label_of(effect.code), wrap=True),
    Column("published", gettext_lazy("Published"), kind="number", digits=2),
    Column("now", gettext_lazy("Today"), kind="number", digits=2),
    Column("difference", gettext_lazy("Difference"), kind="signed", digits=2),
)


def _span(effect: Effect) -> str:
    return str(SPAN_LABELS[effect.window])


def effect_columns(names: dict[str, str], version: int) -> tuple[Column, ...]:
    """Of figures that changed, in whatever scope; `names` by code of scope."""

    def behind(effect: Effect) -> str:
        asked = {"tab": "effects", "version": version, "scope": effect.scope}
        return f"?{urlencode(asked | {'code': effect.code, 'window': effect.window})}#parts"

    return (
        Column(
            "scope",
            _("Scope"),
            value=lambda effect: names[effect.scope],
            href=lambda effect: reverse("web:scope", args=[effect.scope]),
            wrap=True,
        ),
        *FIGURES,
        Column("span", _("Length"), value=_span),
        Column("sites", _("Because of"), value=lambda _effect: _("which sites"), href=behind),
    )


def behind_columns(code: str) -> tuple[Column, ...]:
    """Of the sites behind a figure that changed."""
    return (
        Column(
            "name",
            _("Establishment"),
            href=lambda site: reverse("web:scope", args=[site.scope]),
            order=("name",),
            wrap=True,
        ),
        Column("published", f"{label_of(code)}, {_('published')}", kind="number", digits=2),
        Column("now", _("Today"), kind="number", digits=2),
        Column("difference", _("Difference"), kind="signed", digits=2),
    )


def _versions(change: ReportChange) -> str:
    before = _("none") if change.before is None else f"v{change.before}"
    return f"{before} → {_('none') if change.after is None else f'v{change.after}'}"


def _report_url(change: ReportChange) -> str:
    if change.scenario != Scenario.ACTUAL:
        return ""
    return reverse("reports:history", args=[change.establishment.code, change.month])


REPORTS = (
    Column(
        "site",
        gettext_lazy("Establishment"),
        value=lambda change: change.establishment.name,
        href=_report_url,
        order=("site",),
    ),
    Column("month", gettext_lazy("Month"), kind="month", order=("month",)),
    Column("scenario", gettext_lazy("Kind"), value=lambda change: str(Scenario(change.scenario).label)),
    Column("versions", gettext_lazy("Version that counts"), value=_versions),
    Column("author", gettext_lazy("By"), wrap=True),
    Column("at", gettext_lazy("When"), kind="moment", order=("at",)),
    Column("reason", gettext_lazy("Reason"), wrap=True),
)


def _told(change: StructureChange) -> str:
    return "; ".join(f"{name}: {before or '–'} → {after or '–'}" for name, before, after in change.fields)


STRUCTURE = (
    Column("subject", gettext_lazy("Whose"), order=("subject",), wrap=True),
    Column("what", gettext_lazy("What"), value=lambda change: str(change.what), order=("what",)),
    Column("told", gettext_lazy("Change"), value=_told, wrap=True),
    Column("by", gettext_lazy("By"), wrap=True),
    Column("at", gettext_lazy("When"), kind="moment", order=("at",)),
)


def _site_url(site: CloseSite) -> str:
    return reverse("reports:entry", args=[site.establishment.code, Month.of(site.close.month)])


SITES = (
    Column(
        "name",
        gettext_lazy("Establishment"),
        value=lambda site: site.establishment.name,
        href=_site_url,
        order=("name",),
    ),
    Column(
        "standing",
        gettext_lazy("At the close"),
        kind="tag",
        value=lambda site: site.get_standing_display(),
        tone=lambda site: STANDING_TONES[site.standing],
        order=("standing",),
    ),
    Column(
        "version",
        gettext_lazy("Version that counted"),
        kind="number",
        value=lambda site: site.counting and site.counting.version,
    ),
    Column(
        "unanswered",
        gettext_lazy("Findings without an answer"),
        value=lambda site: ", ".join(site.close.checklist["unanswered"].get(site.establishment.code, ())),
        wrap=True,
    ),
)
AWAITED = (
    Column("name", gettext_lazy("Establishment"), order=("name",), wrap=True),
    Column(
        "standing",
        gettext_lazy("Report"),
        kind="tag",
        value=lambda state: str(state.standing.label),
        tone=lambda state: STANDING_TONES[state.standing],
        order=("standing",),
    ),
    Column(
        "unanswered",
        gettext_lazy("Findings without an answer"),
        value=lambda state: ", ".join(state.unanswered),
        wrap=True,
    ),
)
DIFFERENCES = (
    Column("seller", gettext_lazy("Seller"), value=lambda each: each.seller_name or each.seller, wrap=True),
    Column("buyer", gettext_lazy("Buyer"), value=lambda each: each.buyer_name or each.buyer, wrap=True),
    Column("account", gettext_lazy("Account"), value=lambda each: str(Account(each.account).label)),
    Column("sold", gettext_lazy("Declared by the seller"), kind="euros", digits=2),
    Column("bought", gettext_lazy("Declared by the buyer"), kind="euros", digits=2),
    Column("difference", gettext_lazy("Difference"), kind="signed", digits=2, unit="€"),
)
NO_PERIOD = Empty(
    title=gettext_lazy("Nothing to close yet"),
    text=gettext_lazy("A month can be closed once a report of it is in."),
    icon="lock-closed",
)
UNCHANGED = Empty(
    title=gettext_lazy("As published"),
    text=gettext_lazy("Nothing here has changed since the close."),
    icon="check-circle",
)
ALL_DONE = Empty(
    title=gettext_lazy("Nothing is open"),
    text=gettext_lazy("All reports of the period can be frozen."),
    icon="check-circle",
)
