"""Formulas of the catalogue: a small whitelisted grammar, parsed once into a tree.

    formula   := sum of terms, with + - * / and parentheses
    term      := number | CODE | JM | LAST(x) | PREV(CODE) | DAYS(capacity) | OPEN(capacity, count)
                 | OPENING(CODE) | PARAM(name)
    condition := formula (< <= > >= == !=) formula, with and / or / not

`LAST` is the stock at the end of the window, `PREV` the month before, `DAYS` the sum over owned days of a dated
capacity, `OPEN` openings times the mean capacity of owned days, `OPENING` the stock before the window, `PARAM` a
dated parameter, `JM` the owned days of the month. Nothing is ever evaluated as Python.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

FUNCTIONS = {"LAST": 1, "PREV": 1, "DAYS": 1, "OPEN": 2, "OPENING": 1, "PARAM": 1}
_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}


class FormulaError(ValueError):
    """A formula that the grammar refuses: says where, and what is accepted."""


@dataclass(frozen=True)
class Num:
    value: Fraction


@dataclass(frozen=True)
class Ref:
    """A measure, a derived measure, or `JM`."""

    code: str


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True)
class Bin:
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Neg:
    operand: Expr


Expr = Num | Ref | Call | Bin | Neg


@dataclass(frozen=True)
class Compare:
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Logic:
    """`and`, `or`, or `not` (one part)."""

    op: str
    parts: tuple[Condition, ...]


Condition = Compare | Logic


def parse(text: str) -> Expr:
    """The tree of a formula; FormulaError names the place and what is accepted there."""
    return _expression(_tree(text), text)


def parse_condition(text: str) -> Condition:
    """The tree of a rule: comparisons joined by `and`, `or`, `not`."""
    return _condition(_tree(text), text)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        raise FormulaError(f"{text!r}, column {column}: not a formula") from None


def _expression(node: ast.expr, text: str) -> Expr:
    match node:
        case ast.Constant(value=bool()):
            raise _refused(node, text)
        case ast.Constant(value=int() | float()):
            return Num(Fraction(ast.get_source_segment(text.strip(), node) or "0"))
        case ast.Name(id=code):
            return Ref(code)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Neg(_expression(operand, text))
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _OPERATORS:
            return Bin(_OPERATORS[type(op)], _expression(left, text), _expression(right, text))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, args, node, text)
    raise _refused(node, text)


def _call(name: str, args: list[ast.expr], node: ast.expr, text: str) -> Call:
    if name not in FUNCTIONS:
        raise FormulaError(f"{text!r}, column {node.col_offset + 1}: {name} is not one of {', '.join(FUNCTIONS)}")
    if len(args) != FUNCTIONS[name]:
        raise FormulaError(f"{text!r}, column {node.col_offset + 1}: {name} takes {FUNCTIONS[name]} argument(s)")
    parsed = tuple(_expression(arg, text) for arg in args)
    if name != "LAST" and not all(isinstance(arg, Ref) for arg in parsed):
        raise FormulaError(f"{text!r}, column {node.col_offset + 1}: {name} takes codes only")
    return Call(name, parsed)


def _condition(node: ast.expr, text: str) -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            return Logic("and" if isinstance(op, ast.And) else "or", tuple(_condition(each, text) for each in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Logic("not", (_condition(operand, text),))
        case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in _COMPARISONS for op in ops):
            sides = [_expression(each, text) for each in (left, *rights)]
            parts = tuple(
                Compare(_COMPARISONS[type(op)], one, two) for op, one, two in zip(ops, sides, sides[1:], strict=False)
            )
            return parts[0] if len(parts) == 1 else Logic("and", parts)
    raise _refused(node, text)


def _refused(node: ast.expr, text: str) -> FormulaError:
    accepted = "numbers, codes, + - * / ( ) and " + ", ".join(FUNCTIONS)
    return FormulaError(f"{text!r}, column {node.col_offset + 1}: only {accepted} are accepted")


def walk(node: Expr | Condition) -> Iterator[Expr | Condition]:
    """The node and everything below it."""
    yield node
    below: tuple[Expr | Condition, ...] = ()
    match node:
        case Bin(left=left, right=right) | Compare(left=left, right=right):
            below = (left, right)
        case Neg(operand=operand):
            below = (operand,)
        case Call(args=args):
            below = args
        case Logic(parts=parts):
            below = parts
    for each in below:
        yield from walk(each)


def codes_of(node: Expr | Condition) -> frozenset[str]:
    """The measures and derived measures that a formula names; parameters and `JM` left out."""
    named = {id(arg) for each in walk(node) if isinstance(each, Call) and each.name == "PARAM" for arg in each.args}
    return frozenset(e.code for e in walk(node) if isinstance(e, Ref) and id(e) not in named and e.code != "JM")


def parameters_of(node: Expr | Condition) -> frozenset[str]:
    calls = [each for each in walk(node) if isinstance(each, Call) and each.name == "PARAM"]
    return frozenset(arg.code for call in calls for arg in call.args if isinstance(arg, Ref))
