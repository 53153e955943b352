import pytest

from tests.consolidation.world import World
from tests.shared_services.pools import Pools


@pytest.fixture
def pools(db: None) -> Pools:
    return Pools(World())
