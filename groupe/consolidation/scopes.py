"""Scope codes and their short numbers."""

from __future__ import annotations

from collections.abc import Iterable

from groupe.consolidation.models import Scope


def scope_numbers(codes: Iterable[str]) -> dict[str, int]:
    """The number of each scope; new ones are given theirs."""
    wanted = set(codes)
    known = dict(Scope.objects.filter(code__in=wanted).values_list("code", "pk"))
    if missing := wanted - known.keys():
        Scope.objects.bulk_create([Scope(code=code) for code in sorted(missing)], ignore_conflicts=True)
        known |= dict(Scope.objects.filter(code__in=missing).values_list("code", "pk"))
    return known


def scope_number(code: str) -> int | None:
    """None where no cell ever lay in this scope."""
    return Scope.objects.filter(code=code).values_list("pk", flat=True).first()
