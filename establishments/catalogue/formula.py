# ruff: noqa
import ast
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Num:
    value: Fraction


@dataclass(frozen=True)
class Ref:
    code: str


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple


@dataclass(frozen=True)
class Bin:
    op: str
    left: object
    right: object


@dataclass(frozen=True)
class Neg:
    operand: object


Expr = Num | Ref | Call | Bin | Neg
OPS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parse(text):
    def go(n):
        if isinstance(n, ast.Constant):
            return Num(Fraction(str(n.value)))
        if isinstance(n, ast.Name):
            return Ref(n.id)
        if isinstance(n, ast.Call):
            return Call(n.func.id, tuple(go(a) for a in n.args))
        if isinstance(n, ast.BinOp):
            return Bin(OPS[type(n.op)], go(n.left), go(n.right))
        if isinstance(n, ast.UnaryOp):
            return Neg(go(n.operand))
        raise ValueError(text)

    return go(ast.parse(text, mode="eval").body)


def refs(e):
    if isinstance(e, Ref):
        return {e.code}
    if isinstance(e, Call):
        return set() if e.name == "PARAM" else set().union(*[refs(a) for a in e.args])
    if isinstance(e, Bin):
        return refs(e.left) | refs(e.right)
    if isinstance(e, Neg):
        return refs(e.operand)
    return set()
