"""A change of structure three years back goes through the queue, and folds to what a rebuild gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from establishments.models import Change
from establishments.services.structure.capacities import capacity_set
from establishments.services.structure.entities import holding_set, term_set
from establishments.services.structure.entry import Arrival, establishment_open
from establishments.services.structure.exits import establishment_close, exit_undo
from establishments.services.structure.identity import Identity
from establishments.services.structure.links import establishments_link, links_undo
from establishments.services.structure.transfers import establishment_transfer, transfer_undo
from groupe.consolidation.services import check, fold_all, rebuild
from groupe.kernel.periods import Month, last_completed_month
from tests.consolidation.test_equality import stored
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
LAST = last_completed_month()
BACK = (LAST - 36).first + dt.timedelta(days=11)
FIGURES = {"PR_G1": 1000, "ACC_FIN": 40, "J_REA": 1200, "CAP_FIN": 50, "TRESO": 9000, "ETP_REEL": 30}


@pytest.fixture
def group(world: World) -> World:
    """Four years of three sites; C is silent from the month in which it may leave."""
    for code in "ABC":
        world.site(code, entry="2020-01-01")
        for month in (LAST - 48).to(LAST):
            if code != "C" or month < Month.of(BACK):
                world.report(code, str(month), FIGURES)
    rebuild()
    return world


def enter(world: World) -> None:
    arrival = Arrival(
        entity=world.entity("E2"), territory=world.territory("T2"), entry=BACK, reason="purchase", people=12,
        capacities={"CAP_FIN": 20}, method="full",
    )  # fmt: skip
    establishment_open(code="N", identity=Identity(name="N", kind="ehpad", commune="69123"), arrival=arrival)


def leave(world: World) -> None:
    establishment_close(establishment=world.get("C"), last=BACK, reason="sold")


def come_back(world: World) -> None:
    leave(world)
    fold_all()
    exit_undo(establishment=world.get("C"))


def transfer(world: World) -> None:
    moved = {"entity": world.entity("E2"), "territory": world.territory("T2")}
    term_set(entity=moved["entity"], method="full", since=dt.date(2020, 1, 1))
    establishment_transfer(establishment=world.get("A"), since=BACK, **moved)


def move_back(world: World) -> None:
    transfer(world)
    fold_all()
    transfer_undo(establishment=world.get("A"))


def capacity(world: World) -> None:
    capacity_set(establishment=world.get("A"), measure="CAP_FIN", value=80, since=BACK)


def holding(world: World) -> None:
    owner = world.entity("P")
    term_set(entity=world.entity("E1"), method="proportional", since=BACK)
    holding_set(owner=owner, owned=world.entity("E1"), votes=Decimal(40), capital=Decimal("33.33"), since=BACK)


def merge(world: World) -> None:
    leave(world)
    since = BACK + dt.timedelta(days=1)
    establishments_link(old=world.get("C"), on=since, successors=[(world.get("A"), Decimal(1))])


def unmerge(world: World) -> None:
    merge(world)
    fold_all()
    links_undo(establishment=world.get("C"))


MOVES = (enter, leave, come_back, transfer, move_back, capacity, holding, merge, unmerge)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_a_change_three_years_back_folds_to_what_a_rebuild_gives(group: World, move: Callable[[World], None]) -> None:
    move(group)
    assert Change.objects.exists()
    fold_all()
    folded = [row for row in stored() if any(bytes(row[-1]))]
    assert check().found == []
    rebuild()
    assert [row for row in stored() if any(bytes(row[-1]))] == folded
