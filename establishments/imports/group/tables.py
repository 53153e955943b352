"""The tables of the group workbook as data: columns, what they accept, what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from establishments.enums import (
    Account,
    DeclaredBy,
    EntryReason,
    ExitReason,
    FunderKind,
    Method,
    Role,
    Scenario,
    Status,
)

Kind = Literal["text", "code", "choice", "date", "instant", "month", "number", "integer", "email"]
CODE = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`required` is about the cell. `refers` names a table (or the catalogue's kinds, measures) that has the code.

    `width` is the number of characters of official numbers: a spreadsheet that took one for a number lost zeros.
    """

    name: str
    kind: Kind
    note: StrOrPromise = ""
    required: bool = True
    blank: bool = False
    accepted: tuple[str, ...] = ()
    refers: str = ""
    pattern: str = ""
    shape: StrOrPromise = ""
    longest: int = 200
    width: int = 0
    digits: int = 0
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the folder, a sheet of the workbook."""

    name: str
    label: StrOrPromise
    columns: tuple[Column, ...]
    required: bool = False

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def _code(note: StrOrPromise = "") -> Column:
    shape = _("letters, digits, -, _ and .")
    return Column(name="code", kind="code", pattern=CODE, longest=40, shape=shape, note=note)


def _ref(name: str, table: str, *, required: bool = True, note: StrOrPromise = "") -> Column:
    return Column(name=name, kind="code", refers=table, required=required, note=note, longest=80)


def _text(name: str, longest: int = 200, *, required: bool = True, blank: bool = False) -> Column:
    return Column(name=name, kind="text", longest=longest, required=required, blank=blank)


def _choice(name: str, choices: list[str], *, required: bool = True, note: StrOrPromise = "") -> Column:
    return Column(name=name, kind="choice", accepted=tuple(choices), required=required, note=note)


def _date(name: str, *, required: bool = True, note: StrOrPromise = "") -> Column:
    return Column(name=name, kind="date", required=required, note=note)


def _percent(name: str, *, required: bool = True, note: StrOrPromise = "") -> Column:
    zero = Decimal(0)
    return Column(name=name, kind="number", required=required, digits=6, low=zero, high=HUNDRED, note=note)


def _official(name: str, pattern: str, width: int, shape: StrOrPromise, *, required: bool = False) -> Column:
    return Column(name=name, kind="code", pattern=pattern, width=width, shape=shape, required=required)


def _count(name: str) -> Column:
    return Column(name=name, kind="integer", required=False, low=Decimal(0), high=Decimal(100_000))


def _years() -> Column:
    low, high = Decimal(1), Decimal(100)
    return Column(name="years", kind="integer", required=False, low=low, high=high, note=_("of an asset gain"))


LAST_DAY = _("last day included")
PERIOD = Column(name="period", kind="month")
VALUE = Column(
    name="value", kind="text", required=False, note=_("a number with a point; na: not applicable; empty: unknown")
)
MEASURE = _ref("measure", "measures")
SITE = _ref("establishment", "establishments")
REPORT_SCENARIOS = [Scenario.ACTUAL.value, Scenario.PRE_ACQUISITION.value]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "entities",
            _("Legal entities"),
            (
                _code(_("SIREN, or a code of your own")),
                _text("name"),
                _text("legal_form", 80, blank=True),
                _choice("method", Method.values),
                _date("valid_from"),
                _date("valid_to", required=False, note=LAST_DAY),
                _ref("parent", "entities", required=False, note=_("the entity that holds this one")),
                _percent("interest", required=False, note=_("capital that the parent holds directly")),
                _percent("control", required=False, note=_("votes that the parent holds directly")),
            ),
            required=True,
        ),
        Table(
            "holdings",
            _("Holdings"),
            (
                _ref("owner", "entities"),
                _ref("owned", "entities"),
                _percent("votes"),
                _percent("capital"),
                _date("valid_from"),
                _date("valid_to", required=False, note=LAST_DAY),
            ),
        ),
        Table(
            "territories",
            _("Territories"),
            (_code(), _text("name", 120), _ref("parent", "territories", required=False)),
            required=True,
        ),
        Table(
            "establishments",
            _("Establishments"),
            (
                _code(),
                _text("name"),
                _ref("kind", "kinds"),
                _ref("entity", "entities", note=_("on the day of entry")),
                _ref("territory", "territories", note=_("on the day of entry")),
                _official("commune", r"\d{5}|2[AB]\d{3}", 5, _("INSEE code of 5 characters"), required=True),
                _official("finess", r"\d[0-9AB]\d{7}", 9, _("9 characters")),
                _official("siret", r"\d{14}", 14, _("14 digits")),
                _date("entry_date", note=_("one that comes back has a second row")),
                _choice("entry_reason", EntryReason.values),
                _date("exit_date", required=False, note=_("last day in the group")),
                _choice("exit_reason", ExitReason.values, required=False),
                _count("headcount_at_entry"),
                _count("people_at_entry"),
            ),
            required=True,
        ),
        Table(
            "attachments",
            _("Attachments"),
            (
                SITE,
                _ref("entity", "entities", required=False, note=_("empty: as before")),
                _ref("territory", "territories", required=False, note=_("empty: as before")),
                _date("valid_from"),
            ),
        ),
        Table(
            "links",
            _("Links"),
            (
                _ref("old", "establishments"),
                _ref("new", "establishments"),
                Column(name="weight", kind="number", digits=6, low=Decimal("0.000001"), high=Decimal(1)),
                _date("date"),
            ),
        ),
        Table(
            "capacities",
            _("Capacities"),
            (
                SITE,
                MEASURE,
                Column(
                    name="value", kind="integer", required=False, low=Decimal(0), high=Decimal(100_000),
                    note=_("empty: the authorisation ends the day before"),
                ),
                _date("valid_from", note=_("until the next row of the same capacity")),
            ),
        ),
        Table(
            "funders",
            _("Funders"),
            (_code(), _text("name", 160), _choice("kind", FunderKind.values)),
        ),
        Table(
            "funding",
            _("Funding"),
            (
                SITE,
                _ref("funder", "funders"),
                _date("valid_from"),
                _date("valid_to", required=False, note=LAST_DAY),
            ),
        ),
        Table(
            "reports",
            _("Reports"),
            (
                SITE,
                PERIOD,
                MEASURE,
                VALUE,
                Column(name="recorded_at", kind="instant", required=False, note=_("each instant is a version")),
                _choice("status", Status.values, required=False, note=_("empty: submitted")),
                _choice("scenario", REPORT_SCENARIOS, required=False, note=_("empty: actual")),
            ),
        ),
        Table(
            "budgets",
            _("Budgets"),
            (
                SITE,
                PERIOD,
                MEASURE,
                VALUE,
                Column(name="version", kind="text", required=False, longest=80, note=_("the last one applies")),
            ),
        ),
        Table(
            "flows",
            _("Intra-group flows"),
            (
                PERIOD,
                _ref("seller_entity", "entities"),
                _ref("buyer_entity", "entities"),
                _ref("seller_establishment", "establishments", required=False),
                _ref("buyer_establishment", "establishments", required=False),
                _choice("account", Account.values),
                Column(name="amount", kind="number", digits=2, low=Decimal("-1e11"), high=Decimal("1e11")),
                _years(),
                _choice("declared_by", DeclaredBy.values, required=False, note=_("empty: both")),
            ),
        ),
        Table(
            "mandates",
            _("Mandates"),
            (
                Column(name="email", kind="email", longest=254),
                _choice("role", Role.values),
                Column(name="scope", kind="text", longest=80, note=_("group, territory:CODE, establishment:CODE, …")),
                _date("valid_from", required=False),
                _date("valid_to", required=False, note=LAST_DAY),
            ),
        ),
    )
}  # fmt: skip
