import pytest

from tests.acquisitions.plan.house import Room


@pytest.fixture
def room(db: None) -> Room:
    return Room()
