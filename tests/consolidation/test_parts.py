"""The parts of a scope in each view and on each perimeter: what they add up to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from establishments.enums import Method
from groupe.consolidation.selectors import BREAKDOWNS, children, series
from groupe.kernel.periods import Month
from tests.consolidation.test_legal import entity, hold
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
MARCH = Month.parse("2025-03")


@pytest.fixture
def group(world: World) -> World:
    """P holds half of C, by its share; B entered this year, D's last report is late."""
    parent, child = entity(world, "P"), entity(world, "C", Method.PROPORTIONAL)
    hold(parent, child, "50")
    for code, owner, kind in (("A", "P", "ehpad"), ("B", "P", "ime"), ("D", "C", "ehpad"), ("S", "C", "ehpad")):
        world.site(code, kind, entity=owner, entry="2025-01-15" if code == "B" else "2020-01-01")
        for month in ("2024-02", "2024-03", "2025-02", "2025-03"):
            if (code, month) != ("D", "2025-03"):
                world.report(code, month, {"PR_G1": 100 + int(month[:4] + month[5:]), "TRESO": 7})
    world.fold()
    return world


def told(**asked: Any) -> dict[str, Fraction | None]:
    found = children(codes=["PR_G1"], period=MARCH, window="ytd", **asked)
    return {child.scope: child.figures["PR_G1"].value for child in found}


@pytest.mark.parametrize("view", ["operational", "legal"])
@pytest.mark.parametrize("perimeter", ["current", "constant"])
@pytest.mark.parametrize("scope", ["group", "kind:ehpad", "entity:P", "territory:T1"])
def test_parts_add_up_to_their_scope(group: World, scope: str, perimeter: Any, view: Any) -> None:
    chosen = {"perimeter": perimeter, "view": view}
    whole = series(scope=scope, codes=["PR_G1", "TRESO"], first=MARCH, last=MARCH, window="ytd", **chosen)
    for by in BREAKDOWNS:
        if by not in {"territory", "department"}:
            found = children(scope=scope, by=by, codes=["PR_G1", "TRESO"], period=MARCH, window="ytd", **chosen)
            for code in ("PR_G1", "TRESO"):
                own, figures = whole[code].figures[0], [child.figures[code] for child in found]
                assert sum(each.value or 0 for each in figures) == own.value, (by, code)
                assert sum(each.coverage.reported for each in figures) == own.coverage.reported, (by, code)


def test_what_each_view_shows(group: World) -> None:
    """On the constant perimeter B is no part: it entered this year; of D, February alone has both years."""
    current = told(scope="group", by="establishment")
    assert (current["establishment:A"], current["establishment:D"]) == (202_602 + 202_603, 202_602)
    constant = told(scope="group", by="establishment", perimeter="constant", view="legal")
    assert constant["establishment:D"] == Fraction(202_602, 2)
    assert constant.get("establishment:B") is None
    assert told(scope="entity:P", by="entity", view="legal")["entity:C"] == Fraction(202_602 * 2 + 202_603, 2)
