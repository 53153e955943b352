"""What each scope of a mandate holds."""

import pytest

from establishments.access import access_of, visible_establishments
from establishments.enums import Role
from tests.cast import person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    world = World()
    world.territory("SUD")
    world.territory("MIDI", parent="SUD")
    world.site("A", "ehpad", territory="MIDI", commune="13001")
    world.site("B", "ime", territory="T1", entity="E2", commune="97411")
    world.fund("B", "ARS1", "2020-01-01")
    return world


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("group", {"A", "B"}),
        ("sector:elderly", {"A"}),
        ("kind:ime", {"B"}),
        ("territory:SUD", {"A"}),
        ("territory:MIDI", {"A"}),
        ("entity:E2", {"B"}),
        ("funder:ARS1", {"B"}),
        ("department:13", {"A"}),
        ("department:974", {"B"}),
        ("establishment:A", {"A"}),
        ("establishment:nothing", set()),
        ("group:A", set()),
        ("territory:", set()),
        ("anything:else", set()),
    ],
)
def test_a_mandate_shows_what_its_scope_holds(world: World, scope: str, found: set[str]) -> None:
    access = access_of(person(Role.EXECUTIVE, scope))
    assert set(visible_establishments(access).values_list("code", flat=True)) == found


def test_without_a_mandate_nothing_is_seen(world: World) -> None:
    assert not visible_establishments(access_of(person())).exists()
