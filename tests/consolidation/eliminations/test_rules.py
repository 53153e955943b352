"""Ends, differences, fractions and what was known then, one rule at a time."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import timezone

from establishments.enums import Method
from establishments.services.flows import flow_withdraw
from groupe.consolidation.eliminations import Book, book_now
from groupe.consolidation.selectors import as_known, series
from groupe.consolidation.selectors.eliminations import eliminations
from groupe.kernel.periods import Month
from tests.consolidation.eliminations.group import JUNE, declare, entity, hold
from tests.consolidation.world import World


def taken(*scopes: str, code: str = "PR_G2", view: str = "operational", month: Month = JUNE) -> Fraction:
    return Book().sums(scopes, [month], view).get(code, Fraction(0))


@pytest.fixture
def two(world: World) -> World:
    """X has A and B, Y has C; X bills Y."""
    for code in "XY":
        entity(world, code)
    world.site("A", entity="X", territory="North")
    world.site("B", entity="X", territory="South")
    world.site("C", entity="Y", territory="North")
    return world


def test_all_establishments_of_an_end_must_lie_inside(two: World) -> None:
    declare(two, "X", "Y", 100)
    assert taken("group") == 100
    assert taken("territory:North") == 0, "B lies elsewhere"
    declare(two, "X", "Y", 40, seller_site="A")
    assert taken("territory:North") == 40
    assert taken("group") == 140
    assert taken("entity:X") == taken("entity:Y") == taken("establishment:A") == 0


def test_both_ends_share_a_day(two: World) -> None:
    declare(two, "X", "Y", 100, buyer_site="C", seller_site="A")
    two.transfer("C", "2025-06-30", entity="X")
    assert taken("entity:X") == 100
    assert taken("entity:X", month=JUNE - 1) == 0
    two.leave("A", "2025-06-29")
    assert taken("entity:X") == 0
    assert taken("group") == 100


def test_small_differences_are_adjusted_on_the_buyer(two: World) -> None:
    declare(two, "X", "Y", "100.60", by="seller")
    declare(two, "X", "Y", "100.00", by="buyer")
    assert taken("group") == taken("group", code="CH_G3") == Fraction("100.60")
    assert not eliminations(scope="group", period=JUNE).differences[0].blocks
    declare(two, "X", "Y", "98.00", by="buyer")
    assert taken("group") == taken("group", code="CH_G3") == 98
    found = eliminations(scope="entity:Y", period=JUNE).differences[0]
    assert (found.sold, found.bought, found.blocks) == (Fraction("100.60"), 98, True)
    declare(two, "X", "Y", "120.00", by="buyer")
    assert taken("group") == Fraction("100.60")


def test_one_side_alone_takes_nothing_out(two: World) -> None:
    declare(two, "X", "Y", 100, by="buyer")
    assert taken("group") == 0


def test_proportional_by_days(world: World) -> None:
    """Half of C until the 15th, 60 % from the 16th on."""
    parent, child = entity(world, "P"), entity(world, "C", Method.PROPORTIONAL)
    hold(parent, child, "50")
    hold(parent, child, "60", dt.date(2025, 6, 16))
    world.site("A", entity="P")
    world.site("S", entity="C")
    declare(world, "P", "C", 30_000)
    assert taken("group", view="legal") == taken("entity:P", view="legal") == 16_500
    assert taken("group") == 30_000
    assert taken("entity:P") == 0


def test_equity_margins_alone_are_eliminated_by_the_interest(world: World) -> None:
    parent, child = entity(world, "P"), entity(world, "D", Method.EQUITY)
    hold(parent, child, "30")
    world.site("A", entity="P")
    world.site("S", entity="D")
    declare(world, "P", "D", 1_000)
    declare(world, "P", "D", 1_200, account="asset_gain", years=10)
    assert taken("group", view="legal") == 0
    assert taken("group", code="P_775", view="legal") == 360
    assert taken("group", code="C_68", view="legal") == 3
    assert taken("group", code="C_68") == 10


def test_dividends_leave_the_income_of_who_receives_them(two: World) -> None:
    declare(two, "X", "Y", 500, account="dividend")
    sums = Book().sums(("group",), [JUNE])
    assert sums == {"PR_G3": 500, "P_7": 500}


def test_what_was_known_then(two: World) -> None:
    rows = {"CH_G1": 0, "CH_G2": 500, "CH_G3": 0, "PR_G1": 1_000, "PR_G2": 100, "PR_G3": 0}
    for code in "ABC":
        two.report(code, str(JUNE), rows)
    two.fold()
    before = timezone.now()
    flow = declare(two, "X", "Y", 100)
    between = timezone.now()
    flow_withdraw(flow=flow)
    for at, denominator in ((before, 3_300), (between, 3_200), (None, 3_300)):
        with as_known(at) as figures:
            found = series(scope="group", codes=["FI02"], first=JUNE, last=JUNE, known_at=figures)
            assert figures.book().sums(("group",), [JUNE]).get("PR_G2", 0) == 3_300 - denominator
            assert found["FI02"].figures[0].denominator == denominator


def test_the_book_follows_every_change(two: World) -> None:
    """The one kept by the process: flows, sites that move, holdings."""
    flow = declare(two, "X", "Y", 100, seller_site="A", buyer_site="C")
    assert book_now().sums(("territory:North",), [JUNE])["PR_G2"] == 100
    assert book_now() is book_now()
    two.transfer("C", "2025-06-01", territory="South")
    assert not book_now().sums(("territory:North",), [JUNE])
    flow_withdraw(flow=flow)
    assert not book_now().sums(("group",), [JUNE])
