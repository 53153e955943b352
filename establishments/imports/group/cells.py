"""One cell and its column: what is accepted, what it means."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from establishments.imports.group.problems import listing
from establishments.imports.group.reading import Cell
from establishments.imports.group.tables import Column
from groupe.kernel.periods import PARIS, Month

_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,12})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2200, 1, 1)


class Refused(Exception):
    """A cell that is not accepted: a message, and what would be."""

    def __init__(self, message: str, accepted: str = "") -> None:
        super().__init__(message)
        self.message, self.accepted = message, accepted


def value_of(column: Column, cell: Cell) -> Any:
    """The value of a cell, None where it is empty and may be; Refused where it is not accepted."""
    if cell is None or cell == "":
        if column.required and not column.blank:
            raise Refused(_("A value is needed."), accepted_by(column))
        return None
    return _PARSERS[column.kind](column, cell)


def accepted_by(column: Column) -> str:
    """What a column takes, in words; nothing where any text will do."""
    if column.accepted:
        return listing(column.accepted)
    if column.shape:
        return str(column.shape)
    shapes = {"date": "YYYY-MM-DD", "month": "YYYY-MM", "instant": "YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS"}
    if column.kind in {"number", "integer"}:
        whole = _("a whole number") if column.kind == "integer" else _("a number with a point")
        return f"{whole}, {column.low:f} – {column.high:f}" if column.low is not None else whole
    return shapes.get(column.kind, "")


def _refused(column: Column, cell: Cell) -> Refused:
    return Refused(_("“%(value)s” is not accepted.") % {"value": str(cell)[:60]}, accepted_by(column))


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        text = cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)
    else:
        text = cell if isinstance(cell, str) else f"{cell:.15g}"
    if len(text) > column.longest:
        message = _("This is too long: %(number)d characters at most.") % {"number": column.longest}
        raise Refused(message)
    if any(ord(letter) < 32 for letter in text):
        raise Refused(_("This holds a control character."))
    return text


def _code(column: Column, cell: Cell) -> str:
    text = _text(column, cell)
    if column.width and isinstance(cell, int | float):
        text = text.zfill(column.width)
    if column.pattern and not re.fullmatch(column.pattern, text, re.ASCII):
        raise _refused(column, cell)
    return text


def _choice(column: Column, cell: Cell) -> str:
    if cell not in column.accepted:
        raise _refused(column, cell)
    return str(cell)


def _date(column: Column, cell: Cell) -> dt.date:
    day = cell.date() if isinstance(cell, dt.datetime) else cell
    if isinstance(cell, str) and _DATE.fullmatch(cell, 0):
        try:
            day = dt.date.fromisoformat(cell)
        except ValueError:
            raise _refused(column, cell) from None
    if type(day) is not dt.date or not EARLIEST <= day <= LATEST:
        raise _refused(column, cell)
    return day


def _instant(column: Column, cell: Cell) -> dt.datetime:
    """Without an offset, the time of Paris; a date alone is its first moment."""
    moment: dt.datetime | None = None
    if isinstance(cell, dt.datetime):
        moment = cell
    elif isinstance(cell, dt.date):
        moment = dt.datetime.combine(cell, dt.time())
    elif isinstance(cell, str):
        try:
            moment = dt.datetime.fromisoformat(cell)
        except ValueError:
            moment = None
    if moment is None or not EARLIEST <= moment.date() <= LATEST:
        raise _refused(column, cell)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


def _month(column: Column, cell: Cell) -> Month:
    if isinstance(cell, dt.date):
        return Month.of(cell)
    try:
        month = Month.parse(str(cell))
    except ValueError:
        raise _refused(column, cell) from None
    if not EARLIEST <= month.first <= LATEST:
        raise _refused(column, cell)
    return month


def number_of(cell: Cell) -> Decimal | None:
    """A number with a point, or one of a spreadsheet (15 digits); None for anything else."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Decimal(f"{cell:.15g}")
    return Decimal(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell, 0) else None


def _number(column: Column, cell: Cell) -> Decimal:
    number = number_of(cell)
    if number is None or number != round(number, column.digits) or not number.is_finite():
        raise _refused(column, cell)
    if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
        raise _refused(column, cell)
    return Decimal(f"{number.normalize():f}")


def _integer(column: Column, cell: Cell) -> int:
    return int(_number(column, cell))


def _email(column: Column, cell: Cell) -> str:
    text = _text(column, cell).lower()
    try:
        validate_email(text)
    except ValidationError:
        raise _refused(column, cell) from None
    return text


_PARSERS: dict[str, Callable[[Column, Cell], Any]] = {
    "text": _text, "code": _code, "choice": _choice, "date": _date, "instant": _instant,
    "month": _month, "number": _number, "integer": _integer, "email": _email,
}  # fmt: skip
