"""Upload, preview, apply: what a controller does, and what others may not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from establishments.enums import Role
from establishments.imports import runs
from establishments.imports.group import apply
from establishments.models import Establishment, ImportRun, Mandate, Stay
from tests.cast import client_of, person
from tests.establishments.group_import.workbook import as_xlsx, as_zip, minimal, small_group

pytestmark = pytest.mark.django_db
State = ImportRun.State
SAMPLES = Path(__file__).parents[2] / "samples" / "finess"


@pytest.fixture
def controller() -> Client:
    return client_of(person(Role.CONTROLLER))


def upload(client: Client, name: str, content: bytes) -> ImportRun:
    response = client.post(reverse("imports:list"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return ImportRun.objects.get()


def page(client: Client, run: ImportRun, query: str = "") -> str:
    response = client.get(reverse("imports:detail", args=[run.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_from_upload_to_the_group(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    assert run.state == State.PREVIEWING
    assert "hx-get" in page(controller, run)
    runs.preview_run(run.pk)
    shown = page(controller, run)
    assert "EHP-01" in shown
    assert 'action="/imports/' in shown
    assert not Establishment.objects.exists()
    controller.post(reverse("imports:apply", args=[run.pk]))
    runs.apply_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.content) == (State.APPLIED, None)
    assert Establishment.objects.count() == 2
    assert "EHP-01" in page(controller, run)


def test_errors_are_shown_and_downloaded(controller: Client) -> None:
    tables = minimal()
    tables["establishments"][0] = {**tables["establishments"][0], "kind": "ehpadd"}
    run = upload(controller, "group.xlsx", as_xlsx(tables))
    runs.preview_run(run.pk)
    assert "ehpadd" in page(controller, run)
    file = controller.get(reverse("imports:detail", args=[run.pk]) + "?format=csv").content.decode("utf-8-sig")
    assert file.splitlines()[1].split(";")[1:4] == ["establishments", "2", "kind"]
    assert "ehpad, " in file


def test_the_preview_is_filtered_by_table(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    runs.preview_run(run.pk)
    shown = page(controller, run, "?table=territories")
    assert "france" in shown
    assert "EHP-01" not in shown


def test_a_second_click_changes_nothing(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    runs.preview_run(run.pk)
    for _click in range(2):
        assert controller.post(reverse("imports:apply", args=[run.pk])).status_code == 302
    for _delivery in range(2):
        runs.apply_run(run.pk)
    assert Stay.objects.count() == 2


def test_what_was_not_shown_is_not_applied(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    runs.preview_run(run.pk)
    other = minimal()
    other["territories"][0] = {**other["territories"][0], "name": "Elsewhere"}
    apply(("other.zip", as_zip(other)))
    controller.post(reverse("imports:apply", args=[run.pk]))
    runs.apply_run(run.pk)
    run.refresh_from_db()
    assert (run.state, run.summary["again"]) == (State.READY, True)
    assert "Elsewhere" in page(controller, run)
    controller.post(reverse("imports:apply", args=[run.pk]))
    runs.apply_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.APPLIED


def test_a_file_that_is_none_of_ours(controller: Client) -> None:
    response = controller.post(reverse("imports:list"), {"file": SimpleUploadedFile("group.pdf", b"%PDF")})
    assert response.status_code == 422
    assert not ImportRun.objects.exists()


def test_a_truncated_file_is_refused_by_the_worker(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(minimal())[:-100])
    runs.preview_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.REFUSED
    assert "group.zip" in page(controller, run)


def test_finess_files_go_the_same_way(controller: Client) -> None:
    run = upload(controller, "structures.json", (SAMPLES / "structures.json").read_bytes())
    runs.preview_run(run.pk)
    shown = page(controller, run)
    assert 'commandfor="apply"' in shown, "rows that are only new are applied as well"
    assert "960001014" in shown
    assert "Gardé malgré une anomalie" in shown
    controller.post(reverse("imports:apply", args=[run.pk]))
    runs.apply_run(run.pk)
    assert Establishment.objects.count() == 5
    assert not Stay.objects.exists()


def test_who_may_not_manage_people_changes_no_mandate(controller: Client) -> None:
    run = upload(controller, "group.zip", as_zip(small_group()))
    runs.preview_run(run.pk)
    run.refresh_from_db()
    assert [(row[0], row[2]) for row in run.problems] == [("mandates.csv", "email")] * 2
    assert Mandate.objects.count() == 1


def test_who_manages_people_too_may(db: None) -> None:
    both = person(Role.CONTROLLER)
    Mandate.objects.create(user=both, role=Role.ADMIN, scope="group", valid=Mandate.objects.get().valid)
    run = upload(client_of(both), "group.zip", as_zip(small_group()))
    runs.preview_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.READY, json.dumps(run.problems)


def test_lost_work_is_asked_for_again(controller: Client, settings: object) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    runs.cache.clear()
    assert reverse("imports:retry", args=[run.pk]) in page(controller, run)
    assert controller.post(reverse("imports:retry", args=[run.pk])).status_code == 302
    runs.preview_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.READY
    controller.post(reverse("imports:retry", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == State.READY


def test_a_fault_of_ours_leaves_nothing_and_can_be_tried_again(
    controller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = upload(controller, "group.zip", as_zip(minimal()))
    with monkeypatch.context() as patch:
        patch.setattr(runs, "load", lambda *_a, **_k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            runs.preview_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert reverse("imports:retry", args=[run.pk]) in page(controller, run)
    controller.post(reverse("imports:retry", args=[run.pk]))
    runs.preview_run(run.pk)
    run.refresh_from_db()
    assert run.state == State.READY


@pytest.mark.parametrize(
    ("role", "scope"),
    [(role, "group") for role in Role if role != Role.CONTROLLER] + [("controller", "territory:sud"), ("", "group")],
)
def test_strangers_are_refused(role: str, scope: str) -> None:
    stranger = client_of(person(role, scope))
    run = ImportRun.objects.create(kind="group", name="group.zip", state=State.READY)
    for name, arguments in (("list", []), ("detail", [run.pk]), ("progress", [run.pk]), ("template", [])):
        assert stranger.get(reverse(f"imports:{name}", args=arguments)).status_code == 403
    assert stranger.get(reverse("imports:export", args=["zip"])).status_code == 403
    for name in ("apply", "retry"):
        assert stranger.post(reverse(f"imports:{name}", args=[run.pk])).status_code == 403
    upload = {"file": SimpleUploadedFile("group.zip", b"x")}
    assert stranger.post(reverse("imports:list"), upload).status_code == 403
    run.refresh_from_db()
    assert run.state == State.READY


def test_an_unknown_import_is_not_found(controller: Client) -> None:
    assert controller.get(reverse("imports:detail", args=[1])).status_code == 404
    assert controller.get(reverse("imports:export", args=["pdf"])).status_code == 404


def test_queries_do_not_grow(controller: Client, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        ImportRun.objects.create(kind="group", name=f"{number}.zip", state=State.APPLIED)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        controller.get(reverse("imports:list"))
