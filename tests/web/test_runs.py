"""The controller's page of the engine: what is going on, runs and their differences, alerts on the dashboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from groupe.accounts.models import User
from groupe.consolidation.models import Alert, EngineState, Run
from groupe.consolidation.services import asking, check, rebuild
from groupe.consolidation.services.asking import make
from groupe.kernel.errors import WrongState
from tests.cast import client_of, person
from tests.consolidation.world import World

pytestmark = pytest.mark.django_db
PAGE = "/consolidation/runs/"


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def controller(db: None) -> Client:
    return client_of(person("controller"))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Runs that a worker is asked for; nothing goes to the broker."""
    asked: list[Run] = []
    monkeypatch.setattr(asking, "_send", asked.append)
    return asked


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_run_is_asked_for_and_made(
    controller: Client, world: World, sent: list[Run], django_capture_on_commit_callbacks: Any
) -> None:
    world.site("A")
    world.report("A", "2025-01", {"PR_G1": 10})
    for kind in ("rebuild", "check"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = controller.post(f"{PAGE}start/{kind}/")
        assert (answer.status_code, answer.url) == (302, PAGE)
        assert "<progress" in text(controller, PAGE)
        refused = controller.post(f"{PAGE}start/check/")
        assert refused.status_code == 409
        assert "déjà en cours" in refused.content.decode()
        make(sent[-1].pk)
        assert Run.objects.get(pk=sent[-1].pk).state == "done"
        assert "<progress" not in text(controller, PAGE)
    assert controller.post(f"{PAGE}start/nonsense/").status_code == 404


def test_what_was_cut_short_is_told_and_asked_for_again(
    controller: Client, sent: list[Run], django_capture_on_commit_callbacks: Any
) -> None:
    run = Run.objects.create(kind=Run.Kind.REBUILD, done=3, total=8)
    assert "Interruption à 3 sur 8" in text(controller, PAGE)
    with django_capture_on_commit_callbacks(execute=True):
        controller.post(f"{PAGE}start/rebuild/")
    assert sent == [run]


@pytest.mark.parametrize("kinds", [["ehpad"], ["ehpad", "ime"]])
def test_a_run_is_stopped_for_good(controller: Client, world: World, kinds: list[str]) -> None:
    """While it is at work: it gives up at its next step, is not gone on with, and the next one starts anew."""
    for kind in kinds:
        world.site(kind, kind)
        world.report(kind, "2025-01", {"PR_G1": 10})
    world.fold()
    run = Run.objects.create(kind=Run.Kind.REBUILD, state=Run.State.QUEUED)
    steps: list[int] = []

    def press(done: int, _total: int) -> None:
        steps.append(done)
        assert 'id="stop"' in text(controller, PAGE)
        assert controller.post(f"{PAGE}{run.pk}/stop/").status_code == 302

    with pytest.raises(WrongState):
        rebuild(run=run, progress=press)
    run.refresh_from_db()
    assert (steps, run.state, run.stopped_by) == ([1], "stopped", User.objects.get())
    page = text(controller, PAGE)
    assert "arrêté par" in page
    assert 'id="stop"' not in page
    assert world.value("group", "PR_G1", "2025-01") == 10 * len(kinds)
    EngineState.objects.update(catalogue="another")
    assert asking.go_on() is None, "it stays stopped"
    again = rebuild()
    assert (again.pk != run.pk, again.state, again.resumed) == (True, "done", 0)
    assert not check().found
    assert controller.post(f"{PAGE}{run.pk}/stop/").status_code == 409
    assert controller.post(f"{PAGE}0/stop/").status_code == 404


def test_a_check_is_stopped(controller: Client, world: World) -> None:
    world.site("A")
    world.report("A", "2025-01", {"PR_G1": 10})
    run = Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.QUEUED)
    assert "Arrêter ce contrôle" in text(controller, PAGE)
    controller.post(f"{PAGE}{run.pk}/stop/")
    make(run.pk)
    run.refresh_from_db()
    assert (run.state, run.total) == ("stopped", 0), "a message that comes late starts nothing"


def test_the_page_is_loaded_anew_once_a_run_has_ended(controller: Client) -> None:
    Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.QUEUED)
    seen = controller.get(PAGE).context["state"].seen
    assert "HX-Refresh" not in controller.get(f"{PAGE}state/?seen={seen}").headers
    Run.objects.update(state=Run.State.DONE)
    assert controller.get(f"{PAGE}state/?seen={seen}").headers["HX-Refresh"] == "true"


def test_changes_of_structure_appear_while_they_wait(controller: Client, world: World) -> None:
    world.site("A", entry="2022-03-01")
    assert "à partir de mars 2022" in text(controller, PAGE)
    world.fold()
    assert "En cours de consolidation" not in text(controller, PAGE)


def test_differences_are_listed_with_links(controller: Client, world: World) -> None:
    world.site("A")
    found = [
        {"what": "cell", "where": "A", "month": "2025-01", "figures": ["PR_G1"]},
        {"what": "rollup", "where": "~1/2~group", "month": "2025-01", "figures": ["PR_G1"]},
    ]
    run = Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.DONE, differences=found, ended_at=timezone.now())
    shown = text(controller, f"{PAGE}{run.pk}/")
    assert 'href="/establishments/A/"' in shown
    assert 'href="/scopes/group/?period=2025-01"' in shown
    assert "PR_G1" in shown
    assert controller.get(f"{PAGE}{run.pk + 1}/").status_code == 404


def test_an_alert_is_on_the_dashboard_of_those_who_watch_until_it_is_closed(controller: Client, world: World) -> None:
    world.site("A")
    world.report("A", "2025-01", {"PR_G1": 10})
    world.fold()
    run = Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.DONE)
    alert = Alert.objects.create(kind=Alert.Kind.DIFFERENCE, run=run, count=2)
    executive, auditor = client_of(person("executive")), client_of(person("auditor"))
    told = "Un contrôle a trouvé 2 écarts"
    assert [told in text(client, "/") for client in (controller, executive, auditor)] == [True, True, False]
    assert "Prendre acte" not in text(executive, PAGE)
    close = f"{PAGE}alerts/{alert.pk}/acknowledge/"
    assert controller.post(close, {"reason": ""}).status_code == 400
    assert controller.post(close, {"reason": "un essai"}).status_code == 302
    assert told not in text(controller, "/")
    assert "un essai" in text(controller, PAGE)
    assert controller.post(close, {"reason": "encore"}).status_code == 409


def test_queries_do_not_grow(controller: Client, world: World, django_assert_max_num_queries: Any) -> None:
    for code in "ABC":
        world.site(code)
        Run.objects.create(
            kind=Run.Kind.CHECK, state=Run.State.DONE, author=person("controller", email=f"{code}@x.example")
        )
    controller.get(PAGE)
    with django_assert_max_num_queries(18):
        controller.get(PAGE)
    with django_assert_max_num_queries(12):
        controller.get(f"{PAGE}state/")
