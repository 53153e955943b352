"""The page of a takeover: prepared by a form that already knows the file, confirmed and undone by a button."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from establishments.models import Establishment, Stay
from tests.acquisitions.takeover.bench import ENTRY, JUDGED, Bench
from tests.acquisitions.team import again
from tests.cast import client_of


def told(bench: Bench, **changes: str) -> dict[str, str]:
    left, right = f"site-{bench.left.pk}", f"site-{bench.right.pk}"
    return {
        "judgment_on": str(JUDGED), "entry_on": str(ENTRY), "decision": "Plan arrêté", "entity": "E1",
        f"{left}-territory": "NORD", f"{left}-headcount": "58", f"{left}-funders": "ARS",
        f"{right}-code": "PARC", f"{right}-territory": "T1",
    } | changes  # fmt: skip


def path(bench: Bench, verb: str = "") -> str:
    return f"/acquisitions/deals/{bench.deal.code}/takeover/{verb}"


def page(client: Client, bench: Bench) -> str:
    return client.get(path(bench)).content.decode()


def test_from_nothing_to_undone(bench: Bench) -> None:
    lead, boss = client_of(bench.team.lead), client_of(bench.team.boss)
    assert "Préparer la reprise" in page(lead, bench)
    form = lead.get(path(bench, "prepare/")).content.decode()
    assert 'value="60"' in form, "the headcount is the file's"
    preview = lead.post(path(bench, "prepare/"), told(bench) | {"preview": "1"}).content.decode()
    assert "2 sites entrent dans le groupe le 17\u00a0mars 2026" in preview
    assert not hasattr(again(bench.deal), "takeover")
    assert lead.post(path(bench, "prepare/"), told(bench)).status_code == 302
    assert not Stay.objects.filter(establishment=bench.known).exists()
    assert "Confirmer la reprise" not in page(lead, bench)
    assert lead.post(path(bench, "confirm/")).status_code == 403
    assert "Confirmer la reprise" in page(boss, bench)
    revision = again(bench.deal).revision
    answers = [boss.post(f"{path(bench, 'confirm/')}?revision={revision}").status_code for _twice in range(2)]
    assert answers == [302, 409], "two at once: one opens, the other is told"
    shown = page(lead, bench)
    assert "/establishments/PARC/" in shown
    assert "Annuler la reprise" in shown
    assert lead.post(path(bench, "undo/"), {"reason": ""}).status_code == 422
    assert lead.post(path(bench, "undo/"), {"reason": "Mauvaise date"}).status_code == 302
    assert again(bench.deal).open


def test_a_refusal_stands_at_its_field(bench: Bench) -> None:
    name = f"site-{bench.right.pk}-code"
    answer = client_of(bench.team.lead).post(path(bench, "prepare/"), told(bench, **{name: "OLD"}))
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Establishment.objects.filter(code="PARC").exists()


def test_a_closed_gate_is_told(bench: Bench) -> None:
    bench.deal.documents.all().delete()
    bench.prepare()
    boss = client_of(bench.team.boss)
    assert "Copie du jugement" in page(boss, bench)
    answer = boss.post(path(bench, "confirm/"))
    assert answer.status_code == 422
    assert "Copie du jugement" in answer.content.decode()


@pytest.mark.parametrize(("who", "expected"), [("stranger", 404), ("other_boss", 404), ("jobs", 404), ("boss", 403)])
def test_who_is_not_named_sees_nothing_and_who_reads_prepares_nothing(bench: Bench, who: str, expected: int) -> None:
    client = client_of(getattr(bench.team, who))
    given: Any = told(bench)
    assert client.post(path(bench, "prepare/"), given).status_code == expected
    assert client.post(path(bench, "undo/"), {"reason": "x"}).status_code == expected
    assert client.get(path(bench)).status_code == (200 if who == "boss" else 404)
