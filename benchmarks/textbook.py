"""The shares of a month as a textbook has them, in plain fractions: what the product's are held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

FINE = 10**6
Line = tuple[str, str]


def month_lines(pools: Mapping[str, Any], method: str, order: Sequence[str]) -> dict[Line, int]:
    """Millionths of a cent of each department and establishment, from frozen inputs without direct charges."""
    names = sorted(pools) if method != "step_down" else list(order)
    costs = {code: Fraction(pools[code]["cost"] or 0) for code in names}
    parts = {code: _parts(pools[code], names, method, at) for at, code in enumerate(names)}
    gross = _solve(names, costs, parts)
    lines = {
        (code, to): gross[code] * part for code in names for to, part in parts[code].items() if to not in parts and part
    }
    return _cut(lines)


def _parts(pool: Mapping[str, Any], names: Sequence[str], method: str, at: int) -> dict[str, Fraction]:
    """What part goes to each establishment and each department that may receive."""
    receivers = {"direct": [], "step_down": names[at + 1 :], "reciprocal": names}[method]
    given = {code: Fraction(percent) / 100 for code, percent in pool["parts"].items()}
    keys = {site: Fraction(key[0]) for site, key in pool["keys"].items()}
    whole = sum(keys.values(), Fraction(0))
    rest = 1 - sum(given.values(), Fraction(0))
    weights = {site: rest * key / whole for site, key in keys.items()}
    weights |= {code: part for code, part in given.items() if code in receivers}
    total = sum(weights.values(), Fraction(0))
    return {to: weight / total for to, weight in weights.items()}


def _solve(
    names: Sequence[str], costs: Mapping[str, Fraction], parts: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, Fraction]:
    """What each department has to pass on: elimination, unknown after unknown."""
    rows = [
        [Fraction(int(row == column)) - parts[column].get(row, Fraction(0)) for column in names] + [costs[row]]
        for row in names
    ]
    for at in range(len(names)):
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(len(names)):
            if other != at:
                rows[other] = [a - rows[other][at] * b for a, b in zip(rows[other], rows[at], strict=True)]
    return {name: row[-1] for name, row in zip(names, rows, strict=True)}


def _cut(lines: Mapping[Line, Fraction]) -> dict[Line, int]:
    """To the millionth, what is left to the largest remainders; ties to the larger amount, then by name."""
    exact = {line: amount * FINE for line, amount in lines.items()}
    cut = {line: int(amount) for line, amount in exact.items()}
    left = int(sum(exact.values(), Fraction(0))) - sum(cut.values())
    ranked = sorted(exact, key=lambda line: (cut[line] - exact[line], -exact[line], "/".join(line)))
    for line in ranked[:left]:
        cut[line] += 1
    return cut
