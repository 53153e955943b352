"""A plan as it is kept and told: plain values, amounts as decimal text; what is wrong names its field by its path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from acquisitions.valuation.cash import CashTerms
from acquisitions.valuation.faults import refused
from acquisitions.valuation.kinds import EUROS, MONTHS, PARAMETERS, WEEKS, Case, LeverKind, Parameter
from acquisitions.valuation.levers import Lever, Play
from acquisitions.valuation.outcome import Shock
from acquisitions.valuation.plan import Plan
from acquisitions.valuation.terms import Terms
from groupe.kernel.numbers import to_units
from groupe.kernel.periods import Month

MOST_LEVERS: Final = 30
NAME: Final = 120
MOST_JOBS: Final = 100_000
MOST_DAYS: Final = 180
MOST_PERCENT: Final = 200
SHOCK: Final = 100


class Reader:
    """Values below one path of what was given; keys that nobody asks for are refused."""

    def __init__(self, given: object, path: str = "") -> None:
        if not isinstance(given, Mapping):
            raise refused(path or "plan", _("An object is expected."))
        self.given: Mapping[str, Any] = given
        self.path = path
        self.asked: set[str] = set()

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def raw(self, name: str) -> Any:
        self.asked.add(name)
        found = self.given.get(name)
        return None if found == "" else found

    def done(self) -> None:
        for name in sorted(set(map(str, self.given)) - self.asked):
            raise refused(self.at(name), _("This field is not known."))

    def below(self, name: str) -> Reader:
        found = self.raw(name)
        return Reader({} if found is None else found, self.at(name))

    def items(self, name: str) -> list[Any]:
        found = self.raw(name)
        if found is None:
            return []
        if not isinstance(found, list | tuple):
            raise refused(self.at(name), _("A list is expected."))
        return list(found)

    def decimal(self, name: str, *, least: int, most: int, decimals: int = 2) -> Decimal | None:
        found = self.raw(name)
        if found is None:
            return None
        value = _decimal(found)
        if value is None or not least <= value <= most or value != round(value, decimals):
            told = {"least": least, "most": most, "decimals": decimals}
            message = _("A number from %(least)s to %(most)s, with %(decimals)s decimals at most.") % told
            raise refused(self.at(name), message)
        return value

    def fraction(self, name: str, *, least: int, most: int, default: int = 0) -> Fraction:
        found = self.decimal(name, least=least, most=most, decimals=4)
        return Fraction(default if found is None else found)

    def cents(self, name: str, *, least: int = 0) -> int | None:
        found = self.decimal(name, least=least, most=EUROS)
        return None if found is None else to_units(found, 2)

    def whole(self, name: str, *, least: int, most: int, default: int) -> int:
        found = self.decimal(name, least=least, most=most, decimals=0)
        return default if found is None else int(found)

    def text(self, name: str, most: int) -> str:
        found = self.raw(name)
        if found is not None and not isinstance(found, str):
            raise refused(self.at(name), _("A text is expected."))
        words = (found or "").strip()
        if len(words) > most:
            raise refused(self.at(name), _("%(most)s characters at most.") % {"most": most})
        return words


def _decimal(found: object) -> Decimal | None:
    """Text such as `1234.50`, or a number; a float counts for what it prints."""
    if isinstance(found, bool) or not isinstance(found, str | int | float | Decimal):
        return None
    try:
        value = Decimal(repr(found) if isinstance(found, float) else found)
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


def read_plan(given: object) -> Plan:
    """Raises DomainError (422) that names the field to blame, as `levers.0.parameters.points`."""
    reader = Reader(given)
    first = _month(reader)
    rows = reader.items("levers")
    if len(rows) > MOST_LEVERS:
        raise refused("levers", _("%(most)s levers at most.") % {"most": MOST_LEVERS})
    levers = [_lever(Reader(row, f"levers.{at}")) for at, row in enumerate(rows)]
    cases, terms, cash = reader.below("shocks"), reader.below("terms"), reader.below("cash")
    plan = Plan(first, levers, _shocks(cases), _terms(terms), _cash(cash))
    for each in (reader, cases, terms, cash):
        each.done()
    return plan


def _month(reader: Reader) -> Month:
    found = reader.raw("first")
    try:
        month = Month.parse(found if isinstance(found, str) else "")
    except ValueError:
        raise refused("first", _("Give a month such as 2026-01.")) from None
    if not 2000 <= month.year <= 2100:
        raise refused("first", _("Give a month such as 2026-01."))
    return month


def _lever(reader: Reader) -> Lever:
    kind = reader.raw("kind")
    if kind not in LeverKind.values:
        message = _("One of %(values)s is expected.") % {"values": ", ".join(LeverKind.values)}
        raise refused(reader.at("kind"), message)
    known, plays = reader.below("parameters"), reader.below("cases")
    lever = Lever(
        LeverKind(kind),
        reader.whole("start", least=1, most=MONTHS, default=1),
        reader.whole("ramp", least=0, most=MONTHS, default=1),
        reader.cents("one_off") or 0,
        reader.text("name", NAME),
        {each.code: _parameter(known, each) for each in PARAMETERS[LeverKind(kind)]},
        {case: _play(plays.below(case)) for case in Case},
    )
    for each in (reader, known, plays):
        each.done()
    return lever


def _parameter(reader: Reader, known: Parameter) -> Fraction:
    found = reader.decimal(known.code, least=known.least, most=known.most, decimals=known.decimals)
    if found is None and known.needed:
        raise refused(reader.at(known.code), _("This field is required."))
    return Fraction(found or 0)


def _play(reader: Reader) -> Play:
    play = Play(
        reader.fraction("realisation", least=0, most=MOST_PERCENT, default=100),
        reader.whole("delay", least=0, most=MONTHS, default=0),
    )
    reader.done()
    return play


def _shocks(reader: Reader) -> dict[Case, Shock]:
    found = {}
    for case in Case:
        each = reader.below(case)
        found[case] = Shock(*(each.fraction(name, least=-SHOCK, most=SHOCK) for name in ("prices", "wages")))
        each.done()
    return found


def _terms(reader: Reader) -> Terms:
    jobs = {
        name: reader.whole(name, least=0, most=MOST_JOBS, default=0)
        for name in ("jobs_before", "jobs_taken", "jobs_kept")
    }
    for part, whole in (("jobs_taken", "jobs_before"), ("jobs_kept", "jobs_taken")):
        if jobs[part] > jobs[whole]:
            raise refused(reader.at(part), _("More jobs than there are: %(count)s.") % {"count": jobs[whole]})
    fte = {name: reader.decimal(name, least=0, most=MOST_JOBS) for name in ("fte_before", "fte_taken")}
    if fte["fte_before"] is not None and (fte["fte_taken"] or 0) > fte["fte_before"]:
        raise refused(reader.at("fte_taken"), _("More jobs than there are: %(count)s.") % {"count": fte["fte_before"]})
    return Terms(
        price=reader.cents("price") or 0,
        recapitalisation=reader.cents("recapitalisation") or 0,
        social_debt=reader.cents("social_debt") or 0,
        asset_value=reader.cents("asset_value"),
        jobs_before=jobs["jobs_before"],
        jobs_taken=jobs["jobs_taken"],
        jobs_kept=jobs["jobs_kept"],
        fte_before=fte["fte_before"],
        fte_taken=fte["fte_taken"],
    )


def _cash(reader: Reader) -> CashTerms:
    weeks = reader.below("weeks")
    typed = {}
    for number in range(1, WEEKS + 1):
        week = weeks.below(str(number))
        pair = (week.cents("receipts"), week.cents("payments"))
        week.done()
        if pair != (None, None):
            typed[number] = pair
    weeks.done()
    return CashTerms(
        reader.cents("opening", least=-EUROS) or 0,
        reader.whole("receipts_delay", least=0, most=MOST_DAYS, default=30),
        reader.whole("payments_delay", least=0, most=MOST_DAYS, default=30),
        reader.fraction("contributions", least=0, most=100, default=40),
        typed,
    )
