"""The pages and the API of an offer, for those in the room alone."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from acquisitions.models import Competitor, Deal, Offer
from acquisitions.offering import contents
from acquisitions.services.offers import offer_save
from tests.acquisitions.offer.written import complete, deal_with_offer, submitted
from tests.acquisitions.team import Team
from tests.cast import api_of, client_of


def soon(team: Team, name: str = "Les Tilleuls") -> Deal:
    hearing = timezone.now() + dt.timedelta(days=30)
    deal = deal_with_offer(team, name, deadline_at=hearing - dt.timedelta(days=20), hearing_at=hearing)
    offer_save(deal=deal, values={"entry_on": _in(60)}, author=team.lead)
    return deal


def test_an_offer_is_written_step_by_step_and_submitted(team: Team) -> None:
    deal = soon(team)
    Offer.objects.all().delete()
    client, room = client_of(team.worker), f"/acquisitions/deals/{deal.code}/offer/"
    values = complete(entry_on=_in(60))
    for content in contents():
        body = {item.code: values.get(item.code, "") for item in content.items}
        page = client.get(f"{room}{content.code}/")
        body["seen"] = page.context["form"]["seen"].value()
        assert client.post(f"{room}{content.code}/", body).status_code == 302, content.code
    assert client.get(f"{room}nowhere/").status_code == 404
    assert client.post(f"{room}submit/").status_code == 302
    shown = client_of(team.boss).get(room).content.decode()
    assert "Version 1" in shown and f"{room}price/" not in shown
    pdf = client_of(team.boss).get(f"{room}versions/1/")
    assert pdf.content.startswith(b"%PDF-")
    assert client.get(f"{room}draft/").content.startswith(b"%PDF-")
    filed = {"filed_at": f"{timezone.localtime(timezone.now()):%Y-%m-%dT%H:%M}", "how": "Greffe"}
    assert client.post(f"{room}versions/1/filing/", filed).status_code == 302
    assert client.post(f"{room}submit/").status_code == 409


def test_the_wall_around_an_offer(team: Team) -> None:
    deal, other = soon(team), soon(team, "Autre")
    submitted(team, deal)
    rival = Competitor.objects.create(deal=deal, name="B")
    room = f"/acquisitions/deals/{deal.code}/offer/"
    paths = [
        "",
        "price/",
        "versions/1/",
        "versions/1/filing/",
        "others/",
        "others/new/",
        f"others/{rival.pk}/",
        "draft/",
    ]
    for user in (team.stranger, team.other_boss, team.jobs):
        client = client_of(user)
        assert {client.get(room + path).status_code for path in paths} == {404}
        assert client.post(f"{room}submit/").status_code == 404
    reader = client_of(team.boss)
    assert [reader.get(room + path).status_code for path in paths] == [200, 403, 200, 403, 200, 403, 403, 200]
    elsewhere = f"/acquisitions/deals/{other.code}/offer/"
    worker = client_of(team.worker)
    assert worker.get(f"{elsewhere}versions/1/").status_code == 404
    assert worker.post(f"{elsewhere}others/{rival.pk}/remove/").status_code == 404


def test_an_offer_over_the_api(team: Team) -> None:
    deal = soon(team)
    base = f"/api/v1/acquisitions/deals/{deal.code}/"
    client, reader = api_of(team.worker), api_of(team.boss)
    send = {"content_type": "application/json"}
    assert client.put(f"{base}offer/", {"contents": {"outlook": ""}}, **send).json()["missing"][0]["field"] == "outlook"
    answer = client.post(f"{base}offers/versions/", **send)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["outlook"])
    client.put(f"{base}offer/", {"contents": {"outlook": "Stable"}}, **send)
    assert client.post(f"{base}offers/versions/", **send).json()["number"] == 1
    client.put(f"{base}offer/", {"contents": {"price": "1"}}, **send)
    answer = client.post(f"{base}offers/versions/", **send)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["price"])
    assert reader.get(f"{base}offers/versions/").json()[0]["filing"] is None
    assert reader.get(f"{base}offers/versions/1/pdf/").content.startswith(b"%PDF-")
    assert client.post(f"{base}competitors/", {"name": "A", "jobs": 100}, **send).status_code == 201
    assert [row["ours"] for row in reader.get(f"{base}competitors/").json()] == [True, False]
    assert reader.post(f"{base}competitors/", {"name": "C"}, **send).status_code == 403
    stranger = api_of(team.other_boss)
    for path in ("offer/", "offers/versions/", "competitors/", "offers/versions/1/pdf/"):
        assert stranger.get(base + path).status_code == 404


def _in(days: int) -> str:
    return (timezone.now() + dt.timedelta(days=days)).date().isoformat()
