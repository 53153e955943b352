"""A group whose figures can be worked out in the head."""

from __future__ import annotations

import pytest

from tests.consolidation.world import World


@pytest.fixture
def figures(db: None) -> World:
    """Two nursing homes in SUD and an IME in NORD; AC01 is J_REA over J_FINC, in percent."""
    world = World()
    for code, kind, territory in (("A", "ehpad", "SUD"), ("B", "ehpad", "SUD"), ("C", "ime", "NORD")):
        world.site(code, kind, entry="2023-01-01", territory=territory)
    for month in ("2024-01", "2024-02", "2025-01", "2025-02", "2025-03"):
        world.report("A", month, {"J_REA": 1700, "J_FINC": 2000, "PR_G1": "1000.10"})
        world.report("C", month, {"J_REA": 300, "J_FINC": 1000, "PR_G1": "0.01"}, status="validated")
    world.report("B", "2025-01", {"J_REA": 900, "J_FINC": 1000, "PR_G1": 500})
    world.fold()
    return world
