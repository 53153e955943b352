import pytest

from tests.acquisitions.team import Team


@pytest.fixture
def team(db: None) -> Team:
    return Team()
