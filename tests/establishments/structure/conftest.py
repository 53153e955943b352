import pytest

from establishments.enums import Role
from establishments.models import Establishment, LegalEntity
from groupe.accounts.models import User
from tests.cast import person
from tests.consolidation.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def group(world: World) -> World:
    """Two territories below a third, two entities, one site that left, one to come, one of the register alone."""
    world.territory("north", "france")
    world.territory("south", "france")
    world.site("A", "ehpad", "2024-01-01", entity="E1", territory="north", capacities={"CAP_HP": 80, "CAP_FIN": 90})
    world.site("B", "ehpad", "2024-01-01", entity="E2", territory="south", capacities={"CAP_HP": 60}, commune="42218")
    world.site("C", "ime", "2023-05-10", entity="E1", territory="south", capacities={"CAP_FIN": 40})
    world.site("GONE", "sad", "2020-01-01", "2024-06-30", territory="north")
    world.site("SOON", "sad", "2099-01-01", territory="north")
    Establishment.objects.create(code="R1", name="Résidence du Lac", kind="ehpad", finess="010780195", city="Écully")
    Establishment.objects.filter(code="A").update(name="Les Églantines", city="Saint-Étienne", siret="73282932000074")
    LegalEntity.objects.filter(code="E1").update(name="Association Une")
    return world


@pytest.fixture
def controller(db: None) -> User:
    return person(Role.CONTROLLER)
