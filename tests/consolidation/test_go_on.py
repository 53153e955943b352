"""Rebuilds that nobody need ask for."""

from __future__ import annotations

import pytest

from groupe.consolidation.engine.plan import current_plan
from groupe.consolidation.models import EngineState, Run
from groupe.consolidation.services import check
from groupe.consolidation.services.asking import go_on
from tests.consolidation.world import World


@pytest.mark.django_db(transaction=True)
def test_figures_of_another_catalogue_are_rebuilt_once(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"PR_G1": 100})
    world.fold()
    assert go_on() is None
    EngineState.objects.update(catalogue="another")
    world.report("A", "2025-04", {"PR_G1": 200})
    world.fold()
    assert EngineState.objects.get().catalogue == "another"
    run = go_on()
    assert run is not None
    assert run.state == Run.State.DONE
    assert EngineState.objects.get().catalogue == current_plan().fingerprint
    assert go_on() is None
    assert not check().found


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_that_was_cut_short_is_gone_on_with(world: World) -> None:
    world.site("A")
    world.report("A", "2025-03", {"PR_G1": 100})
    world.fold()
    cut = Run.objects.create(kind=Run.Kind.REBUILD, state=Run.State.STARTED)
    run = go_on()
    assert run is not None
    assert run.state == Run.State.DONE
    cut.refresh_from_db()
    assert cut.state != Run.State.STARTED
    assert world.value("group", "PR_G1", "2025-03") == 100
