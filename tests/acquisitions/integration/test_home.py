"""The first page tells of integrations to those named in their rooms, and to nobody else."""

from __future__ import annotations

from tests.acquisitions.takeover.bench import Bench
from tests.cast import client_of


def test_only_those_named_read_it(bench: Bench) -> None:
    bench.done()
    bench.world.report("OLD", "2026-02", {"PR_G1": 1})
    bench.world.fold()
    named = client_of(bench.team.boss).get("/").content.decode()
    assert "Intégrations en cours" in named
    assert f"/acquisitions/deals/{bench.deal.code}/integration/" in named
    other = client_of(bench.team.other_boss).get("/").content.decode()
    assert "Intégrations en cours" not in other
    assert bench.deal.name not in other
    scope = client_of(bench.team.boss).get("/scopes/group/").content.decode()
    assert "Intégrations en cours" not in scope, "the first page alone"
