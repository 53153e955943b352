import pytest

from tests.consolidation.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()
