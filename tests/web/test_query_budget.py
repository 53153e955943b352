"""A page asks as many questions of the database for forty sites as for five."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from establishments.enums import Role
from groupe.kernel.periods import last_completed_month
from tests.cast import client_of, person
from tests.consolidation.world import World
from tests.web.conftest import report

KINDS = ("ehpad", "ime", "sad", "mecs", "creche_psu")
COMMUNES = ("69123", "13001", "59350", "42218", "2A004")
MOST = 42
PAGES = {
    Role.EXECUTIVE: (
        "/",
        "/?by=establishment",
        "/?compare=budget&window=r12&code=RH01",
        "/indicators/AC01/",
        "/indicators/RH01/?by=establishment",
        "/scopes/sector:elderly/",
        "/scopes/kind:ehpad/",
        "/scopes/territory:NORD/",
        "/scopes/territory:NORD/?by=establishment",
        "/scopes/entity:E1/",
        "/scopes/funder:ARS/",
        "/scopes/department:69/",
        "/scopes/establishment:S0/",
        "/establishments/",
        "/structure/",
        "/freshness/",
    ),
    Role.CONTROLLER: ("/reports/", "/establishments/S0/"),
    Role.FUNDER: ("/",),
}


def grow(world: World, numbers: range) -> None:
    for number in numbers:
        code = f"S{number}"
        place = number % len(KINDS)
        world.site(
            code, KINDS[place], entity=f"E{number % 3}", territory=("NORD", "SUD")[number % 2], commune=COMMUNES[place],
            capacities={"CAP_FIN": 60},
        )  # fmt: skip
        world.fund(code, "ARS", "2020-01-01")
        for month in (last_completed_month() - 1, last_completed_month()):
            report(world, code, month)
    world.fold()


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.django_db
def test_as_many_for_forty_sites_as_for_five() -> None:
    world = World()
    world.territory("NORD", "FRANCE")
    world.territory("SUD", "FRANCE")
    grow(world, range(5))
    clients = {role: client_of(person(role, "funder:ARS" if role == Role.FUNDER else "group")) for role in PAGES}
    pages = [(role, address) for role, addresses in PAGES.items() for address in addresses]
    for role, address in pages:
        asked(clients[role], address)  # catalogue and layout are read once
    few = {page: asked(clients[page[0]], page[1]) for page in pages}
    assert max(few.values()) <= MOST
    grow(world, range(5, 40))
    asked(clients[pages[0][0]], pages[0][1])  # so is the book of flows after a change
    many = {page: asked(clients[page[0]], page[1]) for page in pages}
    assert many == few
