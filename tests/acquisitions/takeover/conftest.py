from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.acquisitions.takeover.bench import NOW, Bench
from tests.acquisitions.team import Team


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def bench(clock: time_machine.Coordinates, team: Team) -> Bench:
    return Bench(team)
