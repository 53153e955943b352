"""Structures and activities go into the register."""

import datetime as dt
from pathlib import Path

import pytest

from establishments.imports.finess import apply, preview
from establishments.models import Capacity, Establishment, LegalEntity, Stay
from tests.establishments.finess.conftest import CLOSED, EHPAD, IME, MECS, ODD

pytestmark = pytest.mark.django_db


def capacities(finess: str) -> dict[str, int]:
    return dict(Capacity.objects.filter(establishment__finess=finess).values_list("measure", "value"))


def test_entities_and_establishments(samples: list[Path]) -> None:
    summary = apply(samples)
    entity = LegalEntity.objects.get()
    assert (entity.code, entity.finess, entity.name) == ("000001107", "960001006", "ASSOCIATION DES ESSAIS")
    assert (summary.entities.created, summary.establishments.created) == (1, 5)
    assert summary.states == {"open": 4, "closed": 1}
    home = Establishment.objects.get(finess=EHPAD)
    assert (home.code, home.kind, home.category, home.register_entity) == (EHPAD, "ehpad", "500", entity)
    assert (home.commune, home.department, home.city) == ("01053", "01", "BOURG EN BRESSE")
    assert (home.longitude, home.latitude) == (5.254203, 46.211257)
    assert home.opened_on == dt.date(1990, 4, 1)
    assert home.address == "3 RUE DES ESSAIS"


def test_closed_ones_are_kept_as_closed(samples: list[Path]) -> None:
    apply(samples)
    assert Establishment.objects.get(finess=CLOSED).closed_on == dt.date(2015, 12, 31)
    assert capacities(CLOSED) == {}


def test_dates_that_finess_invents_are_unknown(samples: list[Path]) -> None:
    apply(samples)
    assert Establishment.objects.get(finess=IME).opened_on is None


def test_no_one_enters_the_group(samples: list[Path]) -> None:
    apply(samples)
    assert not Stay.objects.exists()


def test_oddities_warn_and_keep(samples: list[Path]) -> None:
    summary = apply(samples)
    assert Establishment.objects.get(finess=ODD).kind == ""
    assert Establishment.objects.get(finess=IME).longitude is None
    assert {(warning.code, warning.finess) for warning in summary.warnings} == {
        ("category", ODD),
        ("no_coordinates", IME),
        ("siret_key", IME),
        ("capacity_installed", MECS),
    }


def test_places_by_measure_of_the_kind(samples: list[Path]) -> None:
    apply(samples)
    assert capacities(EHPAD) == {"CAP_AUT": 90, "CAP_HP": 80, "CAP_HT": 4, "CAP_AJ": 6}
    assert capacities(IME) == {"CAP_AUT": 70, "CAP_INT": 20, "CAP_SI": 30, "CAP_EXT": 8}
    assert capacities(MECS) == {"CAP_AUT": 87, "CAP_HEB": 48, "CAP_MES": 25}
    assert capacities(ODD) == {"CAP_AUT": 5}


def test_a_capacity_holds_since_its_newest_activity(samples: list[Path]) -> None:
    apply(samples)
    assert Capacity.objects.get(establishment__finess=EHPAD, measure="CAP_HP").valid.lower == dt.date(2025, 12, 9)


def test_preview_writes_nothing(samples: list[Path]) -> None:
    summary = preview(samples)
    assert summary.establishments.created == 5
    assert not Establishment.objects.exists()


def test_activities_of_unknown_establishments_warn(samples: list[Path]) -> None:
    summary = apply(samples[1])
    assert summary.warned == {"unknown": 5}
    assert not Capacity.objects.exists()


def test_the_order_of_the_files_does_not_matter(samples: list[Path]) -> None:
    apply(list(reversed(samples)))
    assert Capacity.objects.count() == 12


def test_progress_ends_with_all_bytes(samples: list[Path]) -> None:
    seen: list[tuple[int, int]] = []
    apply(samples, progress=lambda done, total: seen.append((done, total)))
    size = sum(path.stat().st_size for path in samples)
    assert seen[-1] == (size, size)


def test_the_real_extract(real: list[Path]) -> None:
    summary = apply(real)
    assert (summary.entities.created, summary.establishments.created) == (12, 202)
    assert summary.states == {"open": 123, "closed": 79}
    assert Establishment.objects.filter(kind="ehpad", closed_on=None).count() == 7
    assert summary.warned["no_coordinates"] == 69
    assert capacities("010004059") == {"CAP_AUT": 70, "CAP_HP": 66, "CAP_HT": 4}
    assert apply(real).nothing_new
