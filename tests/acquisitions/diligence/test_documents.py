"""Documents come in checked, go out as files to keep, and only to the room; what could do harm is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from acquisitions.models import Deal, DealAccess, DealDocument, DocumentVersion
from acquisitions.selectors.gates import gate_of
from acquisitions.services.documents import LARGEST, document_add
from tests.acquisitions.team import PDF, Team
from tests.cast import api_of, client_of


def office(*parts: str, types: bytes = b"<Types/>") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        for name in ("xl/workbook.xml", *parts):
            made.writestr(name, b"0" * (70 * 1024 * 1024) if name.endswith("bomb") else b"<x/>")
    return target.getvalue()


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(client: Client, deal: Deal, *files: SimpleUploadedFile, **more: Any) -> Any:
    given = {"files": list(files), "kind": "errd", **more}
    return client.post(f"/acquisitions/deals/{deal.code}/documents/new/", given)


def test_several_files_come_at_once_and_bear_their_names(team: Team) -> None:
    deal = team.deal()
    answer = sent(client_of(team.worker), deal, upload("ERRD 2024.pdf"), upload("t.xlsx", office()), sensitive="on")
    assert answer.status_code == 302
    told = deal.documents.values_list("title", "sensitive", "created_by").order_by("title")
    assert list(told) == [("ERRD 2024", True, team.worker.pk), ("t", True, team.worker.pk)]
    one = sent(client_of(team.lead), deal, upload("../../etc/scan.pdf", PDF + b"1"), title="Comptes 2023")
    assert one.status_code == 302
    made = DocumentVersion.objects.get(document__title="Comptes 2023")
    assert (made.name, made.media) == ("scan.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tool.exe", b"MZ\x90\x00"),
        ("accounts.pdf", b"MZ\x90\x00"),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("script.pdf", b"%PDF-1.7\n<< /S /JavaScript /JS (app.alert(1)) >>"),
        ("bomb.xlsx", office("xl/bomb")),
        ("macro.xlsx", office("xl/vbaProject.bin")),
        ("macro.xlsm", office("xl/vbaProject.bin")),
        ("renamed.xlsx", office(types=b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        ("above.xlsx", office("../../evil")),
        ("archive.zip", office()),
        ("drawing.svg", b"<svg onload='alert(1)'/>"),
        ("empty.pdf", b""),
        ("huge.pdf", PDF + b"0" * LARGEST),
    ],
)
def test_what_could_do_harm_is_refused_and_nothing_beside_it_is_kept(team: Team, name: str, content: bytes) -> None:
    deal = team.deal()
    answer = sent(client_of(team.lead), deal, upload("good.pdf"), upload(name, content))
    assert answer.status_code == 422
    assert not DealDocument.objects.exists()
    api = api_of(team.lead).post(
        f"/api/v1/acquisitions/deals/{deal.code}/documents/", {"file": upload(name, content), "kind": "errd"}
    )
    assert api.status_code in {400, 422} and not DealDocument.objects.exists()


def test_a_refusal_names_the_file_and_says_why(team: Team) -> None:
    page = sent(client_of(team.lead), team.deal(), upload("good.pdf"), upload("bad.pdf", b"MZ")).content.decode()
    assert "bad.pdf" in page
    assert "n’est pas celui que son nom annonce" in page


def test_too_many_files_and_unknown_types(team: Team) -> None:
    deal, lead = team.deal(), client_of(team.lead)
    assert (
        sent(lead, deal, *(upload(f"{number}.pdf", PDF + bytes([number])) for number in range(11))).status_code == 422
    )
    assert sent(lead, deal, upload("a.pdf"), kind="novel").status_code == 422
    assert sent(lead, deal).status_code == 422
    assert not DealDocument.objects.exists()


def test_a_file_goes_out_as_an_attachment_and_who_took_it_is_written_down(team: Team) -> None:
    deal = team.deal()
    made = document_add(deal=deal, kind="errd", title="C", name="été 2024.pdf", content=PDF, author=team.lead)
    answer = client_of(team.boss).get(f"/acquisitions/deals/{deal.code}/documents/{made.pk}/versions/1/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert DealAccess.objects.filter(deal=deal, user=team.boss, what="été 2024.pdf (1)").count() == 1


def test_the_document_of_another_file_is_not_here_even_by_its_number(team: Team) -> None:
    mine, other = team.deal(), team.deal("Autre")
    made = document_add(deal=other, kind="errd", title="C", name="c.pdf", content=PDF, author=team.lead)
    page, api = client_of(team.lead), api_of(team.lead)
    for path in (f"documents/{made.pk}/", f"documents/{made.pk}/versions/1/"):
        assert page.get(f"/acquisitions/deals/{mine.code}/{path}").status_code == 404
        assert api.get(f"/api/v1/acquisitions/deals/{mine.code}/{path}").status_code == 404
        assert page.get(f"/acquisitions/deals/{other.code}/{path}").status_code == 200
        for stranger in (team.stranger, team.other_boss, team.jobs):
            assert client_of(stranger).get(f"/acquisitions/deals/{other.code}/{path}").status_code == 404
    assert page.post(f"/acquisitions/deals/{mine.code}/documents/{made.pk}/withdraw/").status_code == 404


def test_versions_withdrawal_and_return(team: Team) -> None:
    deal, lead = team.deal(), client_of(team.lead)
    base = f"/acquisitions/deals/{deal.code}/documents/"
    made = document_add(deal=deal, kind="errd", title="C", name="c.pdf", content=PDF, author=team.lead)
    again = {"files": upload("d.pdf")}
    assert lead.post(f"{base}{made.pk}/versions/", again).status_code == 422  # the same content
    assert lead.post(f"{base}{made.pk}/versions/", {"files": upload("d.pdf", PDF + b"2")}).status_code == 302
    assert list(made.versions.values_list("number", "name")) == [(2, "d.pdf"), (1, "c.pdf")]
    assert lead.post(f"{base}{made.pk}/withdraw/").status_code == 302
    assert lead.post(f"{base}{made.pk}/withdraw/").status_code == 409
    assert "d.pdf" not in lead.get(base).content.decode()
    assert "d.pdf" in lead.get(f"{base}?state=withdrawn&q=D.PDF").content.decode()
    assert lead.post(f"{base}{made.pk}/restore/").status_code == 302
    edited = {"title": "NDA", "kind": "nda", "sensitive": "on"}
    assert lead.post(f"{base}{made.pk}/edit/", edited).status_code == 302
    deal.stage = "nda"
    assert [state.met for state in gate_of(deal) if state.item.code == "nda"] == [True]
    reader = client_of(team.boss)
    for verb in ("withdraw", "restore"):
        assert reader.post(f"{base}{made.pk}/{verb}/").status_code == 403
    assert reader.post(f"{base}{made.pk}/versions/", again).status_code == 403


def test_the_api_lists_renews_and_withdraws(team: Team) -> None:
    deal, api = team.deal(), api_of(team.lead)
    base = f"/api/v1/acquisitions/deals/{deal.code}/documents/"
    made = api.post(base, {"file": upload("c.pdf"), "kind": "errd", "sensitive": "true"}).json()
    assert (made["title"], made["sensitive"], made["versions"][0]["size"]) == ("c", True, len(PDF))
    one = f"{base}{made['id']}/"
    assert api.post(f"{one}versions/", {"file": upload("d.pdf", PDF + b"2")}).json()["version"] == 2
    assert api.get(f"{one}versions/2/").content == PDF + b"2"
    assert api.post(f"{one}withdraw/").json()["withdrawn_at"]
    assert api.get(base).json()["results"] == []
    assert len(api.get(f"{base}?withdrawn=true&kind=errd").json()["results"]) == 1
    told = {"kind": "cpom", "title": "CPOM 2025"}
    assert api.put(one, told, content_type="application/json").json()["kind"] == "cpom"
