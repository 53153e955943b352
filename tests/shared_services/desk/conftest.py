import pytest

from tests.consolidation.world import World
from tests.shared_services.desk.office import Office


@pytest.fixture
def office(db: None) -> Office:
    return Office(World())
