"""Mandates: given, ended on a day, taken back, never twice at once; an administrator always stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from establishments.models import Mandate
from groupe.accounts.models import User
from groupe.kernel.periods import today
from groupe.kernel.ranges import inclusive
from tests.cast import client_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def boss() -> User:
    World().site("A")
    return person("admin")


@pytest.fixture
def admin(boss: User) -> Client:
    return client_of(boss)


@pytest.fixture
def user() -> User:
    return person(email="u@example.org")


def give(admin: Client, user: User, **fields: object) -> int:
    asked = {"role": "director", "scope": "establishment:A", **fields}
    return admin.post(f"/people/{user.pk}/mandates/", {key: str(value) for key, value in asked.items()}).status_code


def spans(user: User) -> list[tuple[dt.date | None, dt.date | None]]:
    return [(row.valid_from, row.valid_to) for row in Mandate.objects.filter(user=user).order_by("valid")]


def test_from_today_and_open_by_default(admin: Client, user: User) -> None:
    assert give(admin, user) == 302
    assert spans(user) == [(today(), None)]


def test_never_twice_at_once(admin: Client, user: User) -> None:
    assert give(admin, user, first="2030-01-01", last="2030-06-30") == 302
    assert give(admin, user, first="2030-06-30") == 422
    assert give(admin, user, first="2030-07-01") == 302
    assert give(admin, user, first="2030-01-01", last="2030-02-01", role="quality") == 302
    assert len(spans(user)) == 3


def test_the_last_day_is_included(admin: Client, user: User) -> None:
    give(admin, user)
    theirs = client_of(user)
    mandate = Mandate.objects.get(user=user)
    end = f"/people/{user.pk}/mandates/{mandate.pk}/end/"
    assert admin.post(end, {"last": str(today())}).status_code == 302
    assert theirs.get("/establishments/A/").status_code == 200
    Mandate.objects.filter(pk=mandate.pk).update(valid=inclusive(today() - 9 * DAY, today()))
    assert admin.post(end, {"last": str(today() - DAY)}).status_code == 302
    assert theirs.get("/establishments/A/").status_code == 404


@pytest.mark.parametrize("last", ["", "x", "2000-01-01", "9999-12-31", "31/12/2030"])
def test_a_last_day_that_is_none(admin: Client, user: User, last: str) -> None:
    give(admin, user)
    mandate = Mandate.objects.get(user=user)
    assert admin.post(f"/people/{user.pk}/mandates/{mandate.pk}/end/", {"last": last}).status_code in {400, 422}
    assert spans(user) == [(today(), None)]


def test_an_end_never_runs_into_the_next_mandate(admin: Client, user: User) -> None:
    give(admin, user, last=today() + DAY)
    give(admin, user, first=today() + 5 * DAY)
    first = Mandate.objects.filter(user=user).order_by("valid").first()
    assert first is not None
    refused = admin.post(f"/people/{user.pk}/mandates/{first.pk}/end/", {"last": str(today() + 9 * DAY)})
    assert refused.status_code == 422
    assert spans(user)[0] == (today(), today() + DAY)


def test_what_has_not_begun_is_taken_back_and_what_has_is_not(admin: Client, user: User) -> None:
    give(admin, user)
    give(admin, user, role="quality", first=today() + DAY)
    begun, later = Mandate.objects.filter(user=user).order_by("valid")
    assert admin.post(f"/people/{user.pk}/mandates/{begun.pk}/withdraw/").status_code == 409
    assert admin.post(f"/people/{user.pk}/mandates/{later.pk}/withdraw/").status_code == 302
    assert Mandate.objects.filter(user=user).count() == 1


def test_the_mandate_of_another_person_is_not_found_here(admin: Client, user: User, boss: User) -> None:
    mandate = Mandate.objects.get(user=boss)
    assert admin.post(f"/people/{user.pk}/mandates/{mandate.pk}/end/", {"last": str(today())}).status_code == 404


def test_the_last_administrator_stays(admin: Client, user: User, boss: User) -> None:
    mandate = Mandate.objects.get(user=boss)
    assert admin.post(f"/people/{boss.pk}/deactivate/").status_code == 409
    assert admin.post(f"/people/{boss.pk}/mandates/{mandate.pk}/end/", {"last": str(today())}).status_code == 409
    assert User.objects.get(pk=boss.pk).is_active
    assert Mandate.objects.get(pk=mandate.pk).valid_to is None


def test_one_who_begins_in_time_relieves_the_last_administrator(admin: Client, user: User, boss: User) -> None:
    mandate = Mandate.objects.get(user=boss)
    end = f"/people/{boss.pk}/mandates/{mandate.pk}/end/"
    give(admin, user, role="admin", scope="group", first=today() + 5 * DAY)
    assert admin.post(end, {"last": str(today() + 3 * DAY)}).status_code == 409
    assert admin.post(f"/people/{boss.pk}/deactivate/").status_code == 409
    assert admin.post(end, {"last": str(today() + 4 * DAY)}).status_code == 302


def test_an_administrator_who_cannot_sign_in_relieves_nobody(admin: Client, user: User, boss: User) -> None:
    give(admin, user, role="admin", scope="group")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert admin.post(f"/people/{boss.pk}/deactivate/").status_code == 409
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert admin.post(f"/people/{boss.pk}/deactivate/").status_code == 302
