"""Scope codes and their short numbers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.db import connection

from groupe.consolidation.models import Scope
from groupe.kernel.memo import remembered


def scope_numbers(codes: Iterable[str]) -> dict[str, int]:
    """The number of each scope; new ones are given theirs."""
    wanted = set(codes)
    known = dict(Scope.objects.filter(code__in=wanted).values_list("code", "pk"))
    if missing := wanted - known.keys():
        Scope.objects.bulk_create([Scope(code=code) for code in sorted(missing)], ignore_conflicts=True)
        known |= dict(Scope.objects.filter(code__in=missing).values_list("code", "pk"))
    return known


@remembered
def scope_number(code: str) -> int | None:
    """None where no cell ever lay in this scope."""
    with connection.cursor() as cursor:
        cursor.execute("select id from consolidation_scope where code = %s", [code])
        found = cursor.fetchone()
        return int(found[0]) if found else None


def legal_code(scope: str, fraction: Fraction) -> str:
    """Beside a scope: what counts in its legal view with this fraction; -1 for what does not count whole."""
    return f"~{fraction}~{scope}"


def legal_numbers(scope: str) -> dict[int, Fraction]:
    """The scopes beside one, each with its fraction (`engine/legal.py`)."""
    rows = Scope.objects.filter(code__startswith="~", code__endswith=f"~{scope}").values_list("pk", "code")
    return {pk: Fraction(code.split("~")[1]) for pk, code in rows}


def above_code(entity: str) -> str:
    """What lies in the entities below one: compared with it, and no scope that anybody may ask for."""
    return f"+{entity}"
