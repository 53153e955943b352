"""Undone within the day: what stood before stands again, row by row; later, or once something was told, never."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from acquisitions.models import IntegrationAction
from acquisitions.services.takeover import EntityPlan, takeover_undo
from acquisitions.services.takeover import history as history_module
from establishments.enums import Scenario
from establishments.models import Establishment, Report, Stay
from groupe.kernel.errors import DomainError
from tests.acquisitions.takeover.bench import Bench, Told
from tests.acquisitions.team import again


def undone(bench: Bench) -> None:
    takeover_undo(deal=again(bench.deal), word="Mauvaise date", author=bench.team.lead)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Told("2026-02", products="100000", staff="70000"), Told("2026-03", products="50000", staff="30000")]
    monkeypatch.setattr(history_module, "seller_months", lambda deal: rows)


def test_all_stands_as_before(bench: Bench, told: None) -> None:
    bench.world.fund("OLD", "ARS", "2021-01-01")
    bench.world.capacity("REG", "CAP_FIN", 50, "2026-01-01")
    bench.world.report("OLD", "2026-03", {"ACC_FIN": 3})
    bench.world.fold()
    before, figures = bench.everything(), bench.world.figure("group", "CAPJ", "2026-03").coverage
    bench.done(entity=EntityPlan("NEW", "Une filiale"), method="full")
    bench.world.fold()
    assert Report.objects.filter(scenario=Scenario.PRE_ACQUISITION).count() == 4
    assert bench.world.figure("group", "CAPJ", "2026-03").coverage != figures
    undone(bench)
    assert bench.everything() == before
    assert bench.world.figure("group", "CAPJ", "2026-03").coverage == figures
    assert not IntegrationAction.objects.exists()
    bench.right.refresh_from_db()
    assert bench.right.establishment is None


def test_it_may_be_confirmed_again(bench: Bench) -> None:
    """The same sites enter again from the register, under the entity that was opened."""
    bench.done(entity=EntityPlan("NEW", "Une filiale"), method="full")
    names = Establishment.objects.count()
    undone(bench)
    bench.record()
    assert Establishment.objects.count() == names
    assert Stay.objects.filter(establishment__code="PARC").count() == 1
    assert bench.world.get("PARC").attachments.get().entity.code == "NEW"


def test_not_on_another_day(bench: Bench, clock: time_machine.Coordinates) -> None:
    bench.done()
    clock.move_to("2026-03-24T23:59:00+01:00")
    undone(bench)
    bench.record()
    clock.move_to("2026-03-25T00:00:00+01:00")
    with pytest.raises(DomainError) as refused:
        undone(bench)
    assert (refused.value.status, refused.value.code) == (409, "too_late")


def test_not_once_something_was_told(bench: Bench) -> None:
    bench.done()
    bench.world.report("PARC", "2026-03", {"ACC_FIN": 30})
    before: dict[str, Any] = bench.everything()
    with pytest.raises(DomainError) as refused:
        undone(bench)
    assert (refused.value.status, refused.value.code) == (409, "told_since")
    assert "Résidence du Parc" in refused.value.message
    assert bench.everything() == before, "all of it or nothing"


def test_not_what_was_never_done(bench: Bench) -> None:
    with pytest.raises(DomainError) as refused:
        undone(bench)
    assert refused.value.status == 409
