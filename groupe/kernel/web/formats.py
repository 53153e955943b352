"""Figures, months and moments as a person reads them, in the active language.

French: narrow no-break space between groups, decimal comma, true minus sign; English: comma and point.
Nothing is rounded before it is printed, and then half away from zero (semantics, rules 16 and 30).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext as _p

from groupe.kernel.numbers import round_half_up
from groupe.kernel.periods import PARIS, Month

Number: TypeAlias = int | float | Decimal | Fraction
NOTHING: Final = "–"
MINUS: Final = "\u2212"
NO_BREAK: Final = "\u00a0"
NARROW_NO_BREAK: Final = "\u202f"
THIN_UNITS: Final = frozenset({"%"})
_MARKS: Final = {"fr": (NARROW_NO_BREAK, ","), "en": (",", ".")}

_MONTHS: Final = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_SHORT_MONTHS: Final = {
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
}

_WEEKDAYS: Final = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


class Figure(NamedTuple):
    """A printed number and its unit, apart, so that a page can set the unit smaller."""

    value: str
    unit: str

    def __str__(self) -> str:
        return with_unit(self.value, self.unit)


def language() -> str:
    """`fr` or `en`; French where the language has no formats of ours."""
    active = (get_language() or "fr")[:2]
    return active if active in _MARKS else "fr"


def rounded(value: Number, digits: int) -> Decimal:
    """The exact value, half away from zero; a float counts for what it prints."""
    if isinstance(value, Fraction | int):
        return round_half_up(value, digits)
    return round_half_up(Fraction(repr(value) if isinstance(value, float) else value), digits)


def number(value: Number | None, digits: int | None = None, *, signed: bool = False) -> str:
    """`1 234,5`; without `digits` the decimals of the value itself, two at most for a fraction or a float."""
    if value is None:
        return NOTHING
    shown = rounded(value, _own_digits(value) if digits is None else digits)
    group, mark = _MARKS[language()]
    digits_only = f"{abs(shown):,f}".replace(",", "\0").replace(".", mark).replace("\0", group)
    if shown == 0:
        return digits_only
    sign = MINUS if shown < 0 else "+" if signed else ""
    return sign + digits_only


def signed(value: Number | None, digits: int | None = None) -> str:
    """The same with its sign, which zero has not: `+42`, `−3,1`, `0`."""
    return number(value, digits, signed=True)


def with_unit(text: str, unit: str) -> str:
    if not unit or text == NOTHING:
        return text
    space = NARROW_NO_BREAK if unit in THIN_UNITS and language() == "fr" else NO_BREAK
    return f"{text}{space}{unit}"


def quantity(value: Number | None, unit: str, digits: int | None = None) -> str:
    """A figure with its unit: `94,3 %`, `1 700 j`."""
    return with_unit(number(value, digits), unit)


def percent(fraction: Number | None, digits: int = 1, *, signed: bool = False) -> str:
    """A fraction of one as a percentage: 0.0123 is `1,2 %`."""
    if fraction is None:
        return NOTHING
    exact = Fraction(repr(fraction)) if isinstance(fraction, float) else Fraction(fraction)
    return with_unit(number(exact * 100, digits, signed=signed), "%")


def euros(value: Number | None, digits: int = 0, *, signed: bool = False) -> str:
    return with_unit(number(value, digits, signed=signed), "€")


def compact_euros(value: Number | None, *, signed: bool = False) -> Figure:
    """Three or four digits and `€`, `k€` or `M€`: 37 890 412 is `37,9 M€`, 1 012 000 is `1 012 k€`."""
    if value is None:
        return Figure(NOTHING, "")
    exact = Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
    for size, unit in ((1_000_000, "M€"), (1_000, "k€")):
        if abs(exact) >= 10 * size:
            scaled = exact / size
            return Figure(number(scaled, 0 if abs(scaled) >= 100 else 1, signed=signed), unit)
    return Figure(number(exact, 0, signed=signed), "€")


def month(value: Month | dt.date | None) -> str:
    """`septembre 2026`."""
    return _named_month(value, _MONTHS)


def short_month(value: Month | dt.date | None) -> str:
    """`sept. 2026`."""
    return _named_month(value, _SHORT_MONTHS)


def month_name(value: Month | dt.date) -> str:
    """`sept.`, where the year is said elsewhere."""
    return _SHORT_MONTHS[language()][_number_of(value) - 1]


def day(value: dt.date | None) -> str:
    """`3 octobre 2026`; the first of a French month is `1er`."""
    if value is None:
        return NOTHING
    ordinal = "1er" if language() == "fr" and value.day == 1 else str(value.day)
    return f"{ordinal}{NO_BREAK}{_MONTHS[language()][value.month - 1]} {value.year}"


def short_day(value: dt.date | None) -> str:
    """`03/10/2026`."""
    return NOTHING if value is None else f"{value:%d/%m/%Y}"


def weekday(value: dt.date) -> str:
    """`lun.`"""
    return _WEEKDAYS[language()][value.weekday()]


def moment(value: dt.datetime | None) -> str:
    """`3 octobre 2026 à 14 h 32`, in Paris."""
    if value is None:
        return NOTHING
    local = value.astimezone(PARIS)
    return _("%(day)s at %(time)s") % {"day": day(local.date()), "time": clock(local)}


def when(value: dt.datetime | dt.date | None) -> str:
    """A moment with its time, a day without."""
    return moment(value) if value is None or isinstance(value, dt.datetime) else day(value)


def clock(value: dt.datetime) -> str:
    """`14 h 32`, in Paris."""
    local = value.astimezone(PARIS)
    if language() == "fr":
        return f"{local.hour}{NO_BREAK}h{NO_BREAK}{local:%M}"
    return f"{local:%H:%M}"


def duration(seconds: float) -> str:
    """The largest whole unit of a duration: `2 s`, `5 min`, `3 h`, `4 jours`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}{NO_BREAK}s"
    if whole < 3600:
        return f"{whole // 60}{NO_BREAK}min"
    if whole < 86_400:
        return f"{whole // 3600}{NO_BREAK}h"
    days = whole // 86_400
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}


def ago(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """`il y a 2 s`."""
    if value is None:
        return NOTHING
    elapsed = ((now or timezone.now()) - value).total_seconds()
    return _("%(duration)s ago") % {"duration": duration(elapsed)}


def yes_no(value: bool | None) -> str:
    if value is None:
        return NOTHING
    return _p("answer", "yes") if value else _p("answer", "no")


def _own_digits(value: Number) -> int:
    if isinstance(value, int):
        return 0
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0
    exact = Fraction(repr(value)) if isinstance(value, float) else value
    return next((digits for digits in (0, 1) if exact * 10**digits == int(exact * 10**digits)), 2)


def _number_of(value: Month | dt.date) -> int:
    return value.number if isinstance(value, Month) else value.month


def _named_month(value: Month | dt.date | None, names: Mapping[str, Sequence[str]]) -> str:
    return NOTHING if value is None else f"{names[language()][_number_of(value) - 1]} {value.year}"
