"""Formulas in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from establishments.catalogue import Indicator, catalogue
from establishments.catalogue.formula import Bin, Call, Expr, Neg, Num, Ref
from establishments.selectors.thresholds import Item
from groupe.kernel.web import formats

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def sides(item: Item) -> tuple[str, str]:
    """Numerator and denominator in the names of what they are made of; a figure without the latter has ''."""
    if isinstance(item, Indicator):
        return in_words(item.num), in_words(item.den) if item.den else ""
    return item.label, ""


def in_words(expression: Expr) -> str:
    match expression:
        case Num(value=value):
            return formats.number(value)
        case Ref(code=code):
            return f"« {_name(code)} »" if formats.language() == "fr" else f"“{_name(code)}”"
        case Neg(operand=operand):
            return "−" + in_words(operand)
        case Bin(op=op, left=left, right=right):
            inner = op in "*/"
            return f"{_inside(left, inner)} {SIGNS[op]} {_inside(right, inner)}"
        case Call(name=name, args=args):
            return _call(name, args)
    raise ValueError(expression)


def _inside(expression: Expr, inner: bool) -> str:
    words = in_words(expression)
    return f"({words})" if inner and isinstance(expression, Bin) and expression.op in "+-" else words


def _call(name: str, args: tuple[Expr, ...]) -> str:
    if name == "PARAM":
        return in_words(args[0])
    told = {
        "LAST": _("%(what)s at the end of the period"),
        "DAYS": _("%(what)s, day by day"),
        "OPEN": _("%(what)s × %(days)s"),
        "OPENING": _("%(what)s at the start of the period"),
        "PREV": _("%(what)s the month before"),
    }
    return told[name] % {"what": in_words(args[0]), "days": in_words(args[-1])}


def _name(code: str) -> str:
    source = catalogue()
    return source.parameters[code].label if code in source.parameters else source.code(code).label
