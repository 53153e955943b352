"""A rerun applies only what changed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from establishments.enums import EntryReason
from establishments.imports.finess import apply
from establishments.models import Capacity, ConsolidationTerm, Establishment, LegalEntity, Stay
from groupe.kernel.ranges import inclusive
from tests.establishments.finess.conftest import CLOSED, EHPAD

pytestmark = pytest.mark.django_db
Edit = Callable[..., Path]


def beds(number: int, since: str | None = None) -> Callable[[dict[str, Any]], None]:
    """The first activity of the EHPAD gets that many places."""

    def change(entity: dict[str, Any]) -> None:
        activity = entity["ege"][0]["activitesExercees"][0]
        activity["capacite"][0]["nombre"] = str(number)
        if since:
            activity["caracteristiquesGeneriques"]["dateDebutActiviteAutorisee"] = since

    return change


def hp_rows() -> list[tuple[int, dt.date, dt.date | None]]:
    rows = Capacity.objects.filter(establishment__finess=EHPAD, measure="CAP_HP").order_by("valid")
    return [(row.value, row.valid.lower, row.valid_to) for row in rows]


def enter(finess: str) -> Establishment:
    site = Establishment.objects.get(finess=finess)
    Stay.objects.create(
        establishment=site, entry_reason=EntryReason.PURCHASE, valid=inclusive(dt.date(2024, 1, 1), None)
    )
    return site


def test_the_same_files_change_nothing(samples: list[Path]) -> None:
    apply(samples)
    summary = apply(samples)
    assert summary.nothing_new
    assert (summary.establishments.unchanged, summary.capacities.unchanged) == (5, 12)
    assert summary.changes == []


def test_a_changed_field_is_applied_alone(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    path = edited(
        "structures.json", lambda entity: entity["ege"][0]["informationsGeneralesEGE"].update(nomEgeLong="EHPAD NEUF")
    )
    summary = apply(path)
    assert [(c.finess, c.field, c.before, c.after) for c in summary.changes] == [
        (EHPAD, "name", "EHPAD DES ESSAIS", "EHPAD NEUF")
    ]
    assert (summary.establishments.changed, summary.establishments.unchanged) == (1, 4)
    assert Establishment.objects.get(finess=EHPAD).name == "EHPAD NEUF"


def test_one_that_opens_again_loses_its_closing_date(samples: list[Path], edited: Edit) -> None:
    apply(samples)

    def reopen(entity: dict[str, Any]) -> None:
        entity["ege"][3]["etatObjet"] = "A"
        entity["ege"][3]["informationsGeneralesEGE"]["dateFermeture"] = None

    apply(edited("structures.json", reopen))
    assert Establishment.objects.get(finess=CLOSED).closed_on is None


def test_a_blank_does_not_erase(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    apply(edited("structures.json", lambda entity: entity["ege"][0].update(adresse=[])))
    assert Establishment.objects.get(finess=EHPAD).commune == "01053"


def test_a_new_number_of_places_dates_from_its_authorisation(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    apply(edited("activities.json", beds(75, "2026-02-01")))
    assert hp_rows() == [(80, dt.date(2025, 12, 9), dt.date(2026, 1, 31)), (85, dt.date(2026, 2, 1), None)]


def test_without_a_new_date_it_holds_from_the_extract(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    apply(edited("activities.json", beds(75), generatedAt="2026-08-11T02:00:00Z"))
    assert hp_rows() == [(80, dt.date(2025, 12, 9), dt.date(2026, 8, 10)), (85, dt.date(2026, 8, 11), None)]


def test_a_closing_ends_the_capacities(samples: list[Path], edited: Edit) -> None:
    apply(samples)

    def close(entity: dict[str, Any]) -> None:
        entity["ege"][0]["etatObjet"] = "I"
        entity["ege"][0]["informationsGeneralesEGE"]["dateFermeture"] = "2026-07-01"

    apply([edited("structures.json", close), samples[1]])
    assert hp_rows() == [(80, dt.date(2025, 12, 9), dt.date(2026, 7, 1))]


def test_what_a_member_decided_stays(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    site = enter(EHPAD)
    Establishment.objects.filter(pk=site.pk).update(name="Les Essais", kind="residence_autonomie")
    ConsolidationTerm.objects.create(
        entity=LegalEntity.objects.get(), method="full", valid=inclusive(dt.date(2024, 1, 1), None)
    )
    LegalEntity.objects.update(name="Les Essais réunis")
    summary = apply([edited("structures.json", lambda entity: None), edited("activities.json", beds(75))])
    site.refresh_from_db()
    assert (site.name, site.kind) == ("Les Essais", "residence_autonomie")
    assert LegalEntity.objects.get().name == "Les Essais réunis"
    assert hp_rows() == [(80, dt.date(2025, 12, 9), None)]
    assert summary.warned["kept"] >= 3
    assert summary.nothing_new


def test_official_facts_of_a_member_follow(samples: list[Path], edited: Edit) -> None:
    apply(samples)
    enter(EHPAD)
    apply(
        edited("structures.json", lambda e: e["ege"][0]["informationsGeneralesEGE"].update(siret="00000110700010"[:14]))
    )
    assert Establishment.objects.get(finess=EHPAD).siret == "00000110700010"


def test_a_site_of_the_group_gets_its_register_facts(samples: list[Path]) -> None:
    mine = Establishment.objects.create(code="E1", name="Mon EHPAD", kind="ehpad", finess=EHPAD)
    entity = LegalEntity.objects.create(code="ASSO", name="Asso", siren="000001107")
    apply(samples)
    mine.refresh_from_db()
    entity.refresh_from_db()
    assert (mine.code, mine.commune, mine.register_entity) == ("E1", "01053", entity)
    assert entity.finess == "960001006"
    assert LegalEntity.objects.count() == 1
