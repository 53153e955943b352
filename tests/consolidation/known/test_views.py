"""At any instant of a random history, views as known then are those that were shown then."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from groupe.consolidation.selectors import Past, bridge_sites, children, pro_forma
from groupe.consolidation.selectors.explain import behind, explain, inside_of
from groupe.consolidation.selectors.vectors import TODAY, Today
from groupe.consolidation.services import fold_all
from groupe.kernel.periods import Month
from tests.consolidation.known.clock import clock
from tests.consolidation.known.test_histories import BEGIN, Story, histories
from tests.consolidation.test_equality import KINDS
from tests.consolidation.test_explain import adds_up, owned
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
LAST = Month.parse("2025-03")
SCOPES = ("group", "territory:T1", "establishment:A", "entity:E1")


def explained(figures: Today, scope: str, code: str, perimeter: Any, view: Any) -> list[Any]:
    found = explain(scope, code, LAST, "ytd", perimeter=perimeter, view=view, known_at=figures)
    adds_up(found)
    rows = [
        (each.part.key, each.part.numerator, each.part.denominator, each.part.method, each.part.before, each.owned)
        + tuple((value.code, value.value, value.source, value.month, value.since) for value in each.values)
        + tuple((row.month, row.flow, row.before, row.days) for row, _origin in each.months)
        + ((each.origin.version, each.origin.status, each.origin.reopened) if each.origin else ())
        for each in behind(found, found.parts)
    ]
    return [found.figure.value, rows, [part.key for part in found.missing], inside_of(found)]


def shown(figures: Today, view: Any, perimeter: Any) -> list[Any]:
    found: list[Any] = []
    for scope in SCOPES:
        for code in ("CH_G1", "AC01", "FI10", "RH04"):
            found.append(explained(figures, scope, code, perimeter, view))
        if scope != "establishment:A":
            found += parts(figures, scope, perimeter, view)
        asked: Any = {"scope": scope, "measure": "CH_G1", "first": Month.parse("2025-01"), "last": LAST}
        for block in ("entries", "exits", "method", "organic"):
            found.append(bridge_sites(**asked, block=block, view=view, known_at=figures))
        found.append(pro_forma(**asked, known_at=figures))
    return found


def parts(figures: Today, scope: str, perimeter: Any, view: Any) -> list[Any]:
    asked: Any = {"scope": scope, "codes": ["CH_G1", "AC01"], "period": LAST, "window": "ytd"}
    return [
        (child.scope, child.figures)
        for by in ("kind", "entity", "establishment")
        for child in children(**asked, by=by, perimeter=perimeter, view=view, known_at=figures)
        if any(figure.value is not None for figure in child.figures.values())
    ]


@settings(
    max_examples=5, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    history=histories.filter(lambda told: len(told) <= 9),
    view=st.sampled_from(["operational", "legal"]),
    perimeter=st.sampled_from(["current", "constant"]),
)
def test_views_are_known_as_they_were_shown(
    history: list[tuple[tuple[Any, ...], int]], view: Any, perimeter: Any
) -> None:
    with transaction.atomic():
        at, then = BEGIN, []
        with clock(at):
            world = World()
            story = Story(world)
            for code in ("T2", "T3"):
                world.territory(code)
            for code, kind in zip("ABCD", [*KINDS, "ehpad"], strict=True):
                world.site(code, kind, entry="2024-01-10", opening={"EFF_PERM": "20"}, reason="purchase")
            owned(world)
            fold_all()
        for (name, *details), wait in history:
            at += dt.timedelta(days=wait, seconds=1)
            with clock(at):
                getattr(story, name)(*details)
                fold_all()
                then.append((at, shown(TODAY, view, perimeter)))
        for at, views in then:
            for one, other in zip(shown(Past(at), view, perimeter), views, strict=True):
                assert one == other, at
        transaction.set_rollback(True)
