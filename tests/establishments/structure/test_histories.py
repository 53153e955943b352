"""Whatever the order of changes, rows never overlap and cover the stay."""

from __future__ import annotations

import contextlib
import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from establishments.models import Attachment, Capacity, Stay
from establishments.services.structure import (
    capacity_set,
    capacity_undo,
    establishment_close,
    establishment_transfer,
    exit_undo,
    transfer_undo,
)
from groupe.kernel.errors import DomainError
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
days = st.dates(dt.date(2023, 12, 1), dt.date(2026, 1, 31))
moves = st.one_of(
    st.tuples(st.just("transfer"), days, st.sampled_from("XY"), st.sampled_from(["T1", "T2"])),
    st.tuples(st.just("capacity"), days, st.integers(0, 5)),
    st.tuples(st.just("close"), days),
    st.tuples(st.sampled_from(["undo transfer", "undo capacity", "undo close"])),
)


def play(world: World, name: str, *details: Any) -> None:
    site = world.get("S")
    match name:
        case "transfer":
            since, entity, territory = details
            places = {"entity": world.entity(entity), "territory": world.territory(territory)}
            establishment_transfer(establishment=site, since=since, **places)
        case "capacity":
            capacity_set(establishment=site, measure="CAP_HP", value=details[1], since=details[0])
        case "close":
            establishment_close(establishment=site, last=details[0], reason="sold")
        case "undo transfer":
            transfer_undo(establishment=site)
        case "undo capacity":
            capacity_undo(establishment=site, measure="CAP_HP")
        case "undo close":
            exit_undo(establishment=site)


def assert_chain(rows: list[Any], first: dt.date, last: dt.date | None) -> None:
    assert rows[0].valid_from == first
    assert rows[-1].valid_to == last
    for before, after in pairwise(rows):
        assert before.valid.upper == after.valid.lower


@settings(
    max_examples=40, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
@given(history=st.lists(moves, min_size=3, max_size=20))
def test_rows_cover_the_stay(history: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World()
        world.site("S", "ehpad", "2024-01-10", entity="X", capacities={"CAP_HP": 9})
        for move in history:
            with contextlib.suppress(DomainError):
                play(world, *move)
            stay = Stay.objects.get(establishment__code="S")
            attachments = list(Attachment.objects.filter(establishment__code="S").order_by("valid"))
            assert_chain(attachments, dt.date(2024, 1, 10), stay.valid_to)
            if capacities := list(Capacity.objects.filter(establishment__code="S").order_by("valid")):
                assert_chain(capacities, capacities[0].valid_from or dt.date.min, None)
        transaction.set_rollback(True)
