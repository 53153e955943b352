"""The inputs of a run as plain data: frozen with it, and all that its amounts are computed from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final

from django.utils.translation import gettext as _

from groupe.kernel.errors import DomainError
from shared_services.enums import Driver, Method
from shared_services.selectors.pools import PoolMonth
from shared_services.sharing import PREFIX, Shared, ShareError, charge, direct, reciprocal, rounded, step_down

# Sums since January are kept in millionths of a cent: short to store, whole over the lines of a month.
FINE: Final = 10**6
Line = tuple[str, str]


def frozen_pools(pools: Sequence[PoolMonth], codes: Mapping[int, str]) -> dict[str, Any]:
    """By department code; amounts in cents, keys by establishment code with the report that they were read from."""
    return {
        each.department.code: {
            "cost": each.cost,
            "driver": each.driver,
            "scope": each.department.scope,
            "direct": {codes[pk]: cents for pk, cents in sorted(each.direct.items())},
            "parts": {code: str(percent) for code, percent in sorted(each.parts.items())},
            "keys": {
                codes[pk]: [str(key.weight), key.days, *(key.known.kept() if key.known else [])]
                for pk, key in sorted(each.keys.items())
            },
        }
        for each in pools
    }


def fingerprint(inputs: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def shared_of(month: Mapping[str, Any], method: str, order: Sequence[str]) -> Shared:
    """The exact shares of one frozen month; DomainError 422 naming the pools that cannot be shared."""
    if untold := sorted(code for code, pool in month.items() if pool["direct"] and pool["cost"] is None):
        message = _("These departments charge something directly, but nobody told what they cost: %(pools)s.")
        told = {"pools": ", ".join(untold)}
        raise DomainError("no_cost", message % told, fields={"pools": untold}, status=422)
    costs = {code: (pool["cost"] or 0) - sum(pool["direct"].values()) for code, pool in month.items()}
    weights = {code: _weights(pool) for code, pool in month.items()}
    try:
        if method == Method.DIRECT:
            return direct(costs, weights)
        if method == Method.RECIPROCAL:
            return reciprocal(costs, weights)
        return step_down(costs, weights, order)
    except ShareError as error:
        raise _refused(error, month) from error


def amounts(inputs: Mapping[str, Any], months: Sequence[Mapping[Line, int]] | None = None) -> dict[Line, int]:
    """Cents of each (department, establishment) that the frozen inputs come to: what a replay compares.

    `months` are its `month_lines`, where they are known already.
    """
    before = {line_of(text): units for text, units in inputs["before"].items()}
    charged = {line_of(text): cents for text, cents in inputs["charged"].items()}
    return charge([before, *(month_lines(inputs) if months is None else months)], charged, unit=FINE)


def month_lines(inputs: Mapping[str, Any]) -> list[dict[Line, int]]:
    """The lines of each frozen month, in millionths of a cent: shares, and what is charged directly."""
    found = []
    for pools in inputs["months"].values():
        lines = fine(shared_of(pools, inputs["method"], inputs["order"]).lines)
        for code, pool in pools.items():
            for site, cents in pool["direct"].items():
                lines[code, site] = lines.get((code, site), 0) + cents * FINE
        found.append(lines)
    return found


def fine(lines: Mapping[Line, Fraction]) -> dict[Line, int]:
    """Cut to millionths of a cent; what a pool passes on stays what it was wherever that is a whole number of cents.

    Over their common denominator, fractions are whole numbers: as exact, and compared at once.
    """
    names = sorted(lines)
    common = lcm(*{lines[name].denominator for name in names})
    exact = [lines[name].numerator * (common // lines[name].denominator) * FINE for name in names]
    total = sum(exact) // common if sum(exact) >= 0 else -(-sum(exact) // common)
    cut = rounded(total, exact, ["/".join(name) for name in names], unit=common)
    return dict(zip(names, cut, strict=True))


def _weights(pool: Mapping[str, Any]) -> dict[str, int]:
    """Percentages to other departments, and the rest to the establishments by their keys, as whole numbers."""
    percents = {PREFIX + code: Fraction(percent) / 100 for code, percent in pool["parts"].items()}
    keys = _whole({code: Fraction(key[0]) for code, key in pool["keys"].items()})
    parts = _whole({"": 1 - sum(percents.values(), Fraction(0)), **percents})
    rest, whole = parts.pop(""), sum(keys.values())
    if not whole:
        return parts
    return {to: part * whole for to, part in parts.items()} | {code: rest * key for code, key in keys.items()}


def _whole(numbers: Mapping[str, Fraction]) -> dict[str, int]:
    """Over their common denominator."""
    common = lcm(*{number.denominator for number in numbers.values()})
    return {name: number.numerator * (common // number.denominator) for name, number in numbers.items()}


def line_of(text: str) -> Line:
    pool, _slash, site = text.partition("/")
    return pool, site


def _refused(error: ShareError, month: Mapping[str, Any]) -> DomainError:
    pools, nothing = {code: month[code]["driver"] for code in error.pools}, _("no key")
    told = ", ".join(f"{code} ({Driver(driver).label if driver else nothing})" for code, driver in pools.items())
    if error.code == "unreached":
        message = _("What these departments cost never reaches an establishment: %(pools)s.")
    else:
        message = _("The key of these departments is zero everywhere: %(pools)s. Nothing is shared equally instead.")
    return DomainError(error.code, message % {"pools": told}, fields={"pools": sorted(pools)}, status=422)
