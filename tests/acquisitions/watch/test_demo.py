"""The leads of the demo: invented, in all states, with amended and cancelled notices."""

from __future__ import annotations

import pytest

from acquisitions.demo.watch import write_watch
from acquisitions.models import Lead, Notice
from establishments.demo.users import DOMAIN
from establishments.identifiers import check_siren
from tests.cast import person
from tests.consolidation.world import World


@pytest.mark.django_db
def test_the_demo_shows_every_state() -> None:
    World().site("A", commune="69123")
    person("acquisitions", email=f"acquisitions@{DOMAIN}")
    write_watch()
    assert Lead.objects.count() == 26
    assert set(Lead.objects.values_list("state", flat=True)) == {"new", "followed", "dismissed"}
    assert set(Notice.objects.values_list("type", flat=True)) == {"initial", "amended", "cancelled"}
    assert all(check_siren(lead.siren) and lead.siren.startswith("000") for lead in Lead.objects.exclude(siren=""))
    assert 15 <= Lead.objects.worth_a_look().count() < 26
