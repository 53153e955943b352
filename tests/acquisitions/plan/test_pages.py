"""Pages of the valuation: what they show, what they refuse, and how much they ask of the database."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acquisitions.models import RecoveryPlan
from acquisitions.selectors.plans import accounts_of, valued
from acquisitions.valuation.kinds import Nature
from tests.acquisitions.plan.house import Room, seller
from tests.acquisitions.plan.test_plan import PLAN
from tests.cast import client_of

BUDGET = 30


@pytest.fixture
def lead(room: Room) -> Client:
    room.accounts()
    return client_of(room.lead)


def sent(client: Client, address: str) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    form = client.get(address).context["form"]
    forms = [form.whole, *form.levers] if hasattr(form, "levers") else [form]
    values = {bound.html_name: bound.value() for each in forms for bound in each}
    if hasattr(form, "levers"):
        values["count"] = form.count
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_the_answer_comes_first(room: Room, lead: Client) -> None:
    room.saved(PLAN)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = lead.get(f"{room.pages}/", headers={"accept-language": "en"})
    assert len(asked) <= BUDGET, len(asked)
    tiles = {str(tile.label): str(tile.figure) for tile in page.context["tiles"]}
    assert list(tiles.values())[:4] == ["−24,6\xa0k€", "–", "−106\xa0k€", "10\u202f762,71\xa0€"]
    low = lead.get(f"{room.pages}/?case=low").context["tiles"][0]
    assert str(low.figure) == "−30,2\xa0k€"


def test_a_page_before_anything_is_told(room: Room) -> None:
    page = client_of(room.lead).get(f"{room.pages}/")
    assert page.status_code == 200
    assert page.context["found"].figures is None
    assert client_of(room.lead).get(f"{room.pages}/?version=3").status_code == 404


def test_levers_are_added_tried_and_saved(room: Room, lead: Client) -> None:
    address = f"{room.pages}/levers/"
    data = sent(lead, address) | {"add": "occupancy", "more": "1"}
    page = lead.post(address, data)
    assert [form.lever for form in page.context["form"].levers] == ["occupancy"]
    data |= {"count": 1, "l0-kind": "occupancy", "l0-start": 1, "l0-ramp": 1, "l0-p_points": "4", "l0-p_price": "62,35",
        **{f"l0-{case}_realisation": 100 for case in ("low", "base", "high")},
        **{f"l0-{case}_delay": 0 for case in ("low", "base", "high")}}  # fmt: skip
    data.pop("more")
    tried = lead.post(address, data | {"preview": "1"})
    assert tried.context["found"].figures.base.outcome.run_rates == [7_302_432]
    assert not RecoveryPlan.objects.exists()
    assert lead.post(address, data | {"note": "More places filled"}).status_code == 302
    row = RecoveryPlan.objects.get()
    assert (row.number, row.note, row.content["levers"][0]["parameters"]["price"]) == (1, "More places filled", "62.35")
    again = sent(lead, address)
    assert (again["l0-p_points"], again["expected"]) == ("4", 1)
    assert lead.post(address, again | {"l0-drop": "on"}).status_code == 302
    assert RecoveryPlan.objects.get(number=2).content["levers"] == []


def test_a_refusal_is_shown_at_its_lever(room: Room, lead: Client) -> None:
    room.saved(PLAN)
    address = f"{room.pages}/levers/"
    told = lead.post(address, sent(lead, address) | {"l0-p_points": "60"})
    assert told.status_code == 422
    assert list(told.context["form"].levers[0].errors) == ["p_points"]
    stale = sent(lead, address)
    room.saved(PLAN)
    told = lead.post(address, stale)
    assert told.status_code == 422
    assert told.context["form"].whole.non_field_errors()


def test_terms_are_saved_and_refused_at_their_field(room: Room, lead: Client) -> None:
    address = f"{room.pages}/terms/"
    given = sent(lead, address) | {
        "price": "850 000", "recapitalisation": "420000", "jobs_before": 146, "jobs_taken": 118, "jobs_kept": 104,
        "in_2": "12 000,50", "opening": "-5000",
    }  # fmt: skip
    assert "10\u202f762,71" in lead.post(address, given | {"preview": "1"}).content.decode()
    assert lead.post(address, given).status_code == 302
    plan = valued(RecoveryPlan.objects.get()).plan
    assert (plan.cash.typed, plan.cash.opening) == ({2: (1_200_050, None)}, -500_000)
    for name, value in (("jobs_kept", 119), ("price", "-1"), ("in_3", "-2"), ("contributions", 101)):
        told = lead.post(address, sent(lead, address) | {name: value})
        assert (told.status_code, list(told.context["form"].errors)) == (422, [name])


def test_the_thesis_is_marked_from_its_page(room: Room, lead: Client) -> None:
    room.saved(PLAN)
    assert lead.get(f"{room.pages}/").context["may_mark"]
    assert not client_of(room.reader).get(f"{room.pages}/").context["may_mark"]
    assert lead.post(f"{room.pages}/thesis/1/").status_code == 302
    assert RecoveryPlan.objects.get().thesis
    assert not lead.get(f"{room.pages}/").context["may_mark"]


def test_accounts_by_grid_paste_and_file(room: Room) -> None:
    client, address = client_of(room.lead), f"{room.pages}/accounts/"
    grid = {
        f"{each.month}.{name}": value for each in seller() for name, value in (("staff", "1 200,50"), ("days", "3"))
    }
    assert client.post(address, grid).status_code == 302
    assert accounts_of(room.deal)[0].charges[Nature.STAFF] == 120_050
    lines = "Mois;Énergie\n" + "\n".join(f"{each.month};7,5" for each in seller(13))
    assert client.post(address, {"text": lines}).status_code == 302
    assert [each.charges[Nature.ENERGY] for each in accounts_of(room.deal)] == [750] * 13
    file = SimpleUploadedFile("mois.csv", lines.replace("7,5", "8").encode("cp1252"))
    assert client.post(address, {"file": file}).status_code == 302
    assert accounts_of(room.deal)[12].charges[Nature.ENERGY] == 800


@pytest.mark.parametrize(
    ("name", "content"), [("a.exe", b"MZ"), ("a.csv", b"<html>"), ("a.csv", b"\0\1"), ("a.png", b"\x89PNG\r\n\x1a\n")]
)
def test_files_that_are_no_accounts_are_refused(room: Room, name: str, content: bytes) -> None:
    told = client_of(room.lead).post(f"{room.pages}/accounts/", {"file": SimpleUploadedFile(name, content)})
    assert (told.status_code, told.context["error"].code) == (422, "file_refused")


def test_a_wrong_cell_is_marked_and_nothing_is_lost(room: Room) -> None:
    grid = {f"{each.month}.energy": "5" for each in seller()} | {"2026-03.energy": "a lot"}
    told = client_of(room.lead).post(f"{room.pages}/accounts/", grid)
    assert told.status_code == 422
    cells = {cell.name: cell for row in told.context["rows"] for cell in row.cells}
    assert cells["2026-03.energy"].fault
    assert (cells["2026-03.energy"].value, cells["2026-04.energy"].value) == ("a lot", "5")


def test_the_workbook_holds_every_case(room: Room, lead: Client) -> None:
    room.saved(PLAN)
    answer = lead.get(f"{room.pages}/export/", headers={"accept-language": "en"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 7
        assert book.read("xl/worksheets/sheet2.xml").count(b"<row ") == 25
    assert client_of(room.stranger).get(f"{room.pages}/export/").status_code == 404
