"""Random groups, transfers and flows: what is eliminated equals a plain recomputation, day by day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from establishments.enums import DeclaredBy
from establishments.models import Attachment, Flow, LegalEntity
from groupe.consolidation.eliminations import Book
from groupe.kernel.periods import Month
from groupe.kernel.shares import split
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db(transaction=True)
JUNE = Month.parse("2025-06")
SITES = ("S0", "S1", "S2", "S3")
ENTITIES = ("X", "Y", "Z")
PLACES = ("North", "South")
SCOPES = ("group", *(f"entity:{code}" for code in ENTITIES), *(f"territory:{code}" for code in PLACES))
site = st.tuples(st.sampled_from(ENTITIES), st.sampled_from(PLACES), st.integers(-5, 28), st.integers(2, 40))
move = st.tuples(st.sampled_from(SITES), st.integers(2, 30), st.sampled_from(ENTITIES), st.sampled_from(PLACES))
end = st.tuples(st.sampled_from(ENTITIES), st.none() | st.sampled_from(SITES))
flow = st.tuples(end, end, st.integers(-10_000, 10_000), st.sampled_from(DeclaredBy.values))


@settings(max_examples=40, deadline=None)
@given(sites=st.tuples(*[site] * len(SITES)), moves=st.lists(move, max_size=3), flows=st.lists(flow, max_size=6))
def test_eliminated_as_recomputed(sites: Any, moves: Any, flows: Any) -> None:
    with transaction.atomic():
        _build(sites, moves)
        for seller, buyer, cents, by in flows:
            _declare(seller, buyer, cents, by)
        book = Book()
        for scope in SCOPES:
            assert book.sums((scope,), [JUNE]).get("PR_G2", Fraction(0)) == _plain(scope), scope
        transaction.set_rollback(True)


def _build(sites: Any, moves: Any) -> None:
    world = World()
    for code in ENTITIES:
        world.entity(code)
    first = JUNE.first
    for code, (entity, place, entry, stay) in zip(SITES, sites, strict=True):
        begin = first + dt.timedelta(days=entry)
        last = begin + dt.timedelta(days=stay)
        world.site(code, entry=str(begin), exit=str(last), entity=entity, territory=place)
    for code, day, entity, place in sorted(moves, key=lambda moved: moved[1]):  # a transfer follows the one before
        since = first + dt.timedelta(days=day - 1)
        row = Attachment.objects.filter(establishment__code=code, valid__contains=since).first()
        if row and row.valid_from and row.valid_from < since:
            world.transfer(code, str(since), entity=entity, territory=place)


def _declare(seller: Any, buyer: Any, cents: int, by: str) -> None:
    world, ends = World(), {}
    for name, (entity, code) in (("seller", seller), ("buyer", buyer)):
        ends[name] = world.entity(entity)
        ends[f"{name}_establishment"] = world.get(code) if code else None
    Flow.objects.update_or_create(
        month=JUNE.first,
        account="other",
        declared_by=by,
        **ends,
        defaults={"amount": Decimal(cents) / 100},
    )


def _plain(scope: str) -> Fraction:
    """Each pair of entities by itself, each day by itself."""
    total = Fraction(0)
    for seller in LegalEntity.objects.all():
        for buyer in LegalEntity.objects.all():
            rows = list(Flow.objects.filter(seller=seller, buyer=buyer))
            total += sum(amount for row, amount in _agreed(rows) if _shares_a_day(row, scope))
    return total


def _agreed(rows: list[Flow]) -> list[tuple[Flow, Fraction]]:
    both = [(row, Fraction(row.amount)) for row in rows if row.declared_by == "both"]
    sold = [(row, Fraction(row.amount)) for row in rows if row.declared_by == "seller"]
    bought = sum((Fraction(row.amount) for row in rows if row.declared_by == "buyer"), Fraction(0))
    whole = sum((amount for _row, amount in sold), Fraction(0))
    if abs(whole - bought) <= 1 or 0 < whole <= bought or bought <= whole < 0:
        return both + sold
    if whole * bought <= 0:
        return both
    sign = 1 if whole > 0 else -1
    cents = split(int(bought * 100), [max(sign * amount, Fraction(0)) for _row, amount in sold])
    return both + [(row, Fraction(part, 100)) for (row, _amount), part in zip(sold, cents, strict=True)]


def _shares_a_day(row: Flow, scope: str) -> bool:
    days = [JUNE.first + dt.timedelta(days=number) for number in range(JUNE.days)]
    return any(
        _inside(row.seller_id, row.seller_establishment_id, day, scope)
        and _inside(row.buyer_id, row.buyer_establishment_id, day, scope)
        for day in days
    )


def _inside(entity: int, named: int | None, day: dt.date, scope: str) -> bool:
    held = Attachment.objects.filter(valid__contains=day, establishment__stays__valid__contains=day)
    held = held.filter(establishment=named) if named else held.filter(entity=entity)
    kind, _colon, code = scope.partition(":")
    found = list(held.values_list("entity__code", "territory__code"))
    lies = {"entity": lambda each: each[0] == code, "territory": lambda each: each[1] == code}
    return bool(found) and all(lies.get(kind, lambda _each: True)(each) for each in found)
