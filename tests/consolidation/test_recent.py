"""Sums are read once between two folds, by whoever asks for the same; figures follow each fold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from groupe.consolidation.selectors import vectors
from groupe.consolidation.selectors.recent import forget_recent
from groupe.kernel.periods import Month
from tests.consolidation.world import World

MARCH = Month.parse("2025-03")
pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    told: list[str] = []
    read = vectors.read_rows

    def noted(statement: str, parameters: list[object]) -> list[tuple[object, ...]]:
        told.append(statement)
        return read(statement, parameters)

    monkeypatch.setattr(vectors, "read_rows", noted)
    forget_recent()
    yield told
    forget_recent()


def test_the_same_page_is_read_once_until_the_next_fold(world: World, reads: list[str]) -> None:
    world.site("A", "ehpad", entry="2025-01-01")
    world.report("A", "2025-03", {"PR_G1": 1000})
    world.fold()
    assert [world.value("group", "PR_G1", "2025-03") for _ in range(3)] == [1000] * 3
    assert len(reads) == 1
    world.report("A", "2025-03", {"PR_G1": 700})
    assert (world.value("group", "PR_G1", "2025-03"), len(reads)) == (700, 2)
    assert (world.value("sector:elderly", "PR_G1", "2025-03"), len(reads)) == (700, 3)


def test_what_is_kept_cannot_be_changed(world: World) -> None:
    world.site("A", "ehpad", entry="2025-01-01")
    world.report("A", "2025-03", {"PR_G1": 1000})
    world.fold()
    read = vectors.scope_vectors("group", MARCH, MARCH, ["PR_G1"])
    with pytest.raises(ValueError, match="read-only"):
        read.by_month[MARCH]["common"][0] = 5
