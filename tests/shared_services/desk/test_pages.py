"""Pages and API of the desk: who sees what, what is refused, how many queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import Role
from shared_services.models import RequestFile, Service, ServiceRequest
from tests.cast import api_of, client_of, person
from tests.kernel.test_files import PDF
from tests.shared_services.desk.office import Office

LIST = "/shared-services/requests/"
API = "/api/v1/shared-services/requests/"


def asked_by(client: Client, office: Office, **given: Any) -> Any:
    body = {"title": "Un écran", "priority": "normal", "establishment": "A", **given}
    return client.post(f"/shared-services/catalogue/{office.service.pk}/ask/", body)


def test_a_director_asks_in_two_clicks(office: Office) -> None:
    client = client_of(office.director)
    page = client.get("/shared-services/catalogue/").content.decode()
    assert f"/shared-services/catalogue/{office.service.pk}/ask/" in page
    form = client.get(f"/shared-services/catalogue/{office.service.pk}/ask/").content.decode()
    assert '<input type="hidden" name="establishment" value="A"' in form
    assert asked_by(client, office, files=[SimpleUploadedFile("devis.pdf", PDF)]).status_code == 302
    made = ServiceRequest.objects.get()
    assert (made.establishment, made.author, made.files.count()) == (office.site, office.director, 1)


def test_refusals_come_back_with_what_was_typed(office: Office) -> None:
    client = client_of(office.director)
    for wrong in ({"title": ""}, {"establishment": "B"}, {"files": [SimpleUploadedFile("a.exe", b"MZ")]}):
        assert asked_by(client, office, **wrong).status_code == 422
    many = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(6)]
    assert asked_by(client, office, files=many).status_code == 422
    assert not ServiceRequest.objects.exists()


def test_files_are_saved_never_shown_and_only_by_those_who_see_the_request(office: Office) -> None:
    made = office.ask(files=[('fac"ture\r\n.pdf', PDF)])
    address = f"{LIST}{made.pk}/files/{RequestFile.objects.get().pk}/"
    answer = client_of(office.director).get(address)
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="fac_ture.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    other = office.ask(establishment=office.other_site)
    assert client_of(office.head).get(f"{LIST}{other.pk}/files/{RequestFile.objects.get().pk}/").status_code == 404
    for stranger in (person(Role.DIRECTOR, "establishment:B"), person(Role.SUPPORT, "pool:hr"), person(Role.EXECUTIVE)):
        assert client_of(stranger).get(address).status_code == 404
        assert client_of(stranger).get(f"{LIST}{made.pk}/").status_code == 404
        assert api_of(stranger).get(f"{API}{made.pk}/").status_code == 404


def test_heads_see_what_is_asked_of_their_own_department(office: Office) -> None:
    mine, theirs = office.ask(), office.ask(service=office.serve(office.hr, "contract"))
    page = client_of(office.head).get(LIST).content.decode()
    assert mine.number in page
    assert theirs.number not in page
    assert client_of(office.head).get("/").url == "/shared-services/departments/it/"
    assert client_of(office.head).get("/shared-services/departments/it/").status_code == 200
    assert client_of(office.head).get("/shared-services/departments/it/edit/").status_code == 200
    assert client_of(office.head).post("/shared-services/departments/hr/edit/", {}).status_code == 403
    assert client_of(office.head).get("/establishments/").status_code == 200
    assert client_of(office.head).get("/reports/").status_code == 200


def test_each_side_makes_its_own_moves(office: Office) -> None:
    made = office.ask()
    head, director = client_of(office.head), client_of(office.director)
    assert director.post(f"{LIST}{made.pk}/start/").status_code == 403
    assert head.post(f"{LIST}{made.pk}/close/", {"reason": "x"}).status_code == 403
    assert head.post(f"{LIST}{made.pk}/nothing/").status_code == 404
    assert head.post(f"{LIST}{made.pk}/start/?revision=0").status_code == 302
    assert head.post(f"{LIST}{made.pk}/resolve/?revision=0", {"reason": "Done."}).status_code == 409
    assert head.post(f"{LIST}{made.pk}/resolve/?revision=1", {"reason": " "}).status_code == 422
    assert head.post(f"{LIST}{made.pk}/comment/", {"text": "On it."}).status_code == 302
    assert head.post(f"{LIST}{made.pk}/resolve/?revision=1", {"reason": "Done."}).status_code == 302
    assert director.post(f"{LIST}{made.pk}/rate/", {"rating": "9"}).status_code == 422
    assert director.post(f"{LIST}{made.pk}/rate/", {"rating": "4", "word": "Merci."}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.rating) == ("closed", 4)
    assert [each.by_department for each in made.comments.all()] == [True, True]


def test_the_api_does_the_same(office: Office) -> None:
    director, head = api_of(office.director), api_of(office.head)

    def send(client: Client, path: str, **body: Any) -> Any:
        return client.post(API + path, json.dumps(body), content_type="application/json")

    body = {"service": office.service.pk, "title": "Un écran"}
    assert send(director, "", **body, establishment="B").status_code == 404
    made = send(director, "", **body, establishment="A")
    assert made.status_code == 201
    pk = made.json()["id"]
    sent = director.post(f"{API}{pk}/files/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert (sent.status_code, sent.json()["kind"]) == (201, "application/pdf")
    assert director.post(f"{API}{pk}/files/", {"file": SimpleUploadedFile("a.pdf", b"MZ")}).status_code == 422
    assert send(director, f"{pk}/start/").status_code == 403
    assert send(head, f"{pk}/start/", revision=0).json()["state"] == "in_progress"
    assert send(head, f"{pk}/pause/", revision=0, reason="Which?").status_code == 409
    assert send(head, f"{pk}/pause/", revision=1, reason="Which?").json()["state"] == "waiting"
    assert send(director, f"{pk}/comments/", text="That one.").json()["state"] == "in_progress"
    assert send(head, f"{pk}/resolve/", reason="Done.").json()["in_time"] is True
    assert send(director, f"{pk}/rate/", rating=5).json()["state"] == "closed"
    assert [row["id"] for row in director.get(API).json()["results"]] == [pk]
    assert director.get("/api/v1/shared-services/services/").json()["results"][0]["code"] == "laptop"


def test_a_department_offers_and_prices_a_service(office: Office) -> None:
    client = client_of(office.head)
    body = {
        "code": "visit", "name": "Visit", "basis": "unit", "unit": "day", "weekdays": ["0", "5"], "opens": "08:00",
        "closes": "12:00", "normal": "4 / 8", "high": "2 / 4", "urgent": "0,5 / 1", "active": "on",
        "questions": "When; date; required\nWhere",
    }  # fmt: skip
    assert client.post("/shared-services/departments/it/services/new/", body).status_code == 302
    made = Service.objects.get(code="visit")
    assert (made.targets["urgent"], [each["kind"] for each in made.questions]) == ([0.5, 1.0], ["date", "text"])
    assert client.post(f"/shared-services/catalogue/{made.pk}/edit/", body | {"normal": "9 / 8"}).status_code == 422
    price = {"price": "48,50", "since": "2026-01-01"}
    assert client.post(f"/shared-services/catalogue/{made.pk}/price/", price).status_code == 302
    assert "48,50" in client.get("/shared-services/catalogue/").content.decode()


def test_the_controller_opens_a_department_and_a_head_describes_it(office: Office) -> None:
    controller, head = client_of(person(Role.CONTROLLER)), client_of(office.head)
    body = {"code": "legal", "name": "Legal", "scope": "group", "active": "on", "site": "IT1"}
    assert controller.post("/shared-services/departments/new/", body).status_code == 302
    assert controller.get("/shared-services/departments/legal/edit/").status_code == 200
    assert head.post("/shared-services/departments/it/edit/", {"mission": "Runs it", "team": "2.5"}).status_code == 302
    office.it.refresh_from_db()
    assert (office.it.mission, str(office.it.team), office.it.name, office.it.site) == (
        "Runs it", "2.50", "IT", office.desk_site,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (LIST, 14), (f"{LIST}board/", 20), ("/shared-services/catalogue/", 14),
        ("/shared-services/departments/it/", 30),
    ],
)  # fmt: skip
def test_queries_do_not_grow(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    client = client_of(office.head)
    for _number in range(12):
        office.ask()
    with django_assert_max_num_queries(most):
        assert client.get(path).status_code == 200
