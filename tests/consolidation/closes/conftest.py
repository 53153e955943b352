from __future__ import annotations

import pytest

from establishments.enums import Role, Status
from groupe.accounts.models import User
from groupe.kernel.periods import Month
from tests.cast import person
from tests.consolidation.world import World

MARCH = Month.parse("2025-03")


@pytest.fixture
def controller(db: None) -> User:
    return person(Role.CONTROLLER)


@pytest.fixture
def group(world: World) -> World:
    """Two sites of two territories, three months: March of A is validated, that of B only submitted; C is late."""
    world.site("A", capacities={"CAP_FIN": 40})
    world.site("B", territory="T2", entity="E2", capacities={"CAP_FIN": 40})
    world.site("C", territory="T2", capacities={"CAP_FIN": 40})
    for month in ("2025-01", "2025-02", "2025-03"):
        status = Status.VALIDATED if month == "2025-03" else Status.FROZEN
        world.report("A", month, {"PR_G1": 1000, "CH_G1": 400}, status=status)
        world.report("B", month, {"PR_G1": 500, "CH_G1": 300})
    world.report("C", "2025-01", {"PR_G1": 70})
    return world
