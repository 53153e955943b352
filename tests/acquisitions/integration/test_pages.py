"""The page of an integration, its forms and its API, for those named in the room."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils.translation import override

from acquisitions.models import IntegrationAction
from acquisitions.selectors.integration import title_of
from tests.acquisitions.takeover.bench import ENTRY, JUDGED, Bench
from tests.cast import api_of, client_of


def base(bench: Bench) -> str:
    return f"/acquisitions/deals/{bench.deal.code}/integration/"


def test_added_started_blocked_and_done(bench: Bench) -> None:
    client = client_of(bench.team.lead)
    assert "Aucune action" in client.get(base(bench)).content.decode()
    given = {"title": "Changer la serrure", "stream": "safety", "first": str(ENTRY), "last": str(ENTRY)}
    assert client.post(f"{base(bench)}new/", given).status_code == 302
    row = IntegrationAction.objects.get()
    page = client.get(base(bench)).content.decode()
    assert "Changer la serrure" in page
    assert "en retard" in page
    blocked = client.post(f"{base(bench)}{row.pk}/", given | {"state": "blocked", "reason": ""})
    assert (blocked.status_code, list(blocked.context["form"].errors)) == (422, ["reason"])
    assert client.post(f"{base(bench)}{row.pk}/move/?revision={row.revision}", {"state": "done"}).status_code == 302
    assert client.post(f"{base(bench)}{row.pk}/move/?revision={row.revision}", {"state": "todo"}).status_code == 409
    assert client.post(f"{base(bench)}{row.pk}/remove/").status_code == 302
    assert not IntegrationAction.objects.exists()


def test_the_plan_is_read_in_few_queries(bench: Bench, django_assert_max_num_queries: Any) -> None:
    bench.done()
    client = client_of(bench.team.lead)
    with django_assert_max_num_queries(25):
        page = client.get(base(bench)).content.decode()
    assert "Ouvrir les comptes bancaires" in page
    assert "Attend : " in page.replace("\u00a0", " ")
    with override("en"):
        assert title_of(IntegrationAction.objects.get(code="bank")).startswith("Open bank accounts")


@pytest.mark.parametrize(("who", "expected"), [("stranger", 404), ("other_boss", 404), ("jobs", 404), ("boss", 403)])
def test_only_those_who_work_or_own(bench: Bench, who: str, expected: int) -> None:
    bench.done()
    row = IntegrationAction.objects.get(code="bank")
    client = client_of(getattr(bench.team, who))
    assert client.post(f"{base(bench)}{row.pk}/move/", {"state": "doing"}).status_code == expected
    IntegrationAction.objects.update(owner=getattr(bench.team, who))
    answer = client.post(f"{base(bench)}{row.pk}/move/", {"state": "doing"})
    assert answer.status_code == (302 if who == "boss" else 404)


def test_over_the_api(bench: Bench) -> None:
    """Prepared, confirmed by another, undone; actions told, added and moved."""
    lead, boss, stranger = (api_of(user) for user in (bench.team.lead, bench.team.boss, bench.team.stranger))
    path = f"/api/v1/acquisitions/deals/{bench.deal.code}"
    sites = [
        {"target": bench.left.pk, "territory": "NORD", "headcount": 58, "funders": ["ARS"]},
        {"target": bench.right.pk, "territory": "T1", "code": "PARC"},
    ]
    body = {"judgment_on": str(JUDGED), "entry_on": str(ENTRY), "decision": "Plan arrêté", "entity": {"code": "E1"}}
    assert lead.get(f"{path}/takeover/").status_code == 404
    wrong = lead.put(
        f"{path}/takeover/", json.dumps(body | {"sites": [sites[0], sites[1] | {"code": "OLD"}]}), "application/json"
    )
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, [f"site-{bench.right.pk}-code"])
    made = lead.put(f"{path}/takeover/", json.dumps(body | {"sites": sites}), "application/json")
    assert (made.status_code, made.json()["state"]) == (200, "prepared")
    assert lead.post(f"{path}/takeover/confirm/", "{}", "application/json").status_code == 403
    done = boss.post(f"{path}/takeover/confirm/", "{}", "application/json").json()
    assert [site["establishment"] for site in done["sites"]] == ["REG", "PARC"]
    assert boss.post(f"{path}/takeover/confirm/", "{}", "application/json").status_code == 409
    actions = {each["code"]: each for each in boss.get(f"{path}/actions/").json()}
    assert actions["tariff_letters"]["needs"] == [actions["bank"]["id"]]
    moved = lead.post(
        f"{path}/actions/{actions['bank']['id']}/move/", json.dumps({"state": "done"}), "application/json"
    )
    assert (moved.status_code, moved.json()["state"]) == (200, "done")
    added = {"title": "Serrure", "stream": "safety", "first": str(ENTRY), "last": str(ENTRY)}
    assert lead.post(f"{path}/actions/", json.dumps(added), "application/json").status_code == 201
    for address in ("takeover", "actions"):
        assert stranger.get(f"{path}/{address}/").status_code == 404
    assert (
        lead.post(f"{path}/takeover/undo/", json.dumps({"word": "x"}), "application/json").json()["state"] == "prepared"
    )
