"""The pages of closed periods, from the checklist to what changed since."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from establishments.enums import DeclaredBy, Role, Status
from establishments.models import Flow
from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.services.closing import close_period
from groupe.kernel.recording import saving
from tests.cast import client_of, person
from tests.consolidation.closes.conftest import MARCH
from tests.consolidation.world import World

LIST, PAGE, CHECKLIST = "/closes/", "/closes/2025-03/", "/closes/2025-03/checklist/"


@pytest.fixture
def client(group: World, controller: User) -> Client:
    found = client_of(controller)
    found.cookies["language"] = "en"
    return found


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def restated(group: World) -> Close:
    """March is closed; then A tells another income, to the cent."""
    close = close_period(author=None, month=MARCH, confirm_late=True)
    with saving():
        group.report("A", "2025-03", {"PR_G1": "1000.10", "PR_G2": 0, "PR_G3": 0}, status=Status.CORRECTED)
    group.fold()
    return close


def test_a_controller_closes_what_the_checklist_shows(client: Client) -> None:
    assert "1 report is late" in text(client, CHECKLIST)
    refused = client.post(CHECKLIST)
    assert refused.status_code == 422
    assert not Close.objects.exists()
    done = client.post(CHECKLIST, {"confirm_late": "on"}, follow=True)
    assert done.redirect_chain == [(PAGE, 302)]
    assert "March 2025 is closed." in done.content.decode()
    assert Close.objects.get().fingerprint in done.content.decode()
    assert client.post(CHECKLIST, {"confirm_late": "on"}).status_code == 422
    client.post(CHECKLIST, {"confirm_late": "on", "reason": "C has reported"})
    assert Close.objects.get(version=2).reason == "C has reported"


def test_flows_that_differ_leave_nothing_to_confirm(group: World, client: Client) -> None:
    ends = {"month": MARCH.first, "seller": group.entity("E1"), "buyer": group.entity("E2"), "account": "rent"}
    Flow.objects.create(**ends, amount=Decimal(500), declared_by=DeclaredBy.SELLER)
    page = text(client, CHECKLIST)
    assert "E42" in page
    assert "confirm_late" not in page
    assert client.post(CHECKLIST, {"confirm_late": "on"}).status_code == 422


def test_the_list_says_what_was_published_and_whether_it_still_is(client: Client, restated: Close) -> None:
    page = text(client, LIST)
    assert "closed, version 1" in page
    assert "figures have changed" in page
    assert restated.fingerprint[:12] in page
    assert "/closes/2025-04/checklist/" in page
    csv = client.get(f"{LIST}?format=csv").content.decode("utf-8-sig")
    assert sum(restated.fingerprint[:12] in line for line in csv.splitlines()) == 1


def test_a_period_tells_what_changed_and_by_how_much(client: Client, restated: Close) -> None:
    figures = text(client, f"{PAGE}?tab=effects")
    assert "1,000.10" in figures
    assert "/scopes/territory:T1/" in figures
    assert "v1 → v2" in text(client, f"{PAGE}?tab=reports")
    assert "late" in text(client, f"{PAGE}?tab=sites")
    assert "As published" in text(client, f"{PAGE}?tab=structure")
    chosen = text(client, f"{PAGE}?scope=territory:T2&window=ytd")
    assert '<option value="territory:T2" selected>' in chosen


def test_every_part_is_a_file(client: Client, restated: Close) -> None:
    for tab in ("figures", "effects", "reports", "structure", "sites"):
        assert client.get(f"{PAGE}?tab={tab}&format=csv").status_code == 200
    excel = client.get(f"{PAGE}?tab=effects&format=xlsx").content
    assert zipfile.ZipFile(io.BytesIO(excel)).testzip() is None


def test_a_reader_of_a_part_sees_that_part(group: World, restated: Close) -> None:
    reader = client_of(person(Role.EXECUTIVE, "territory:T2"))
    reader.cookies["language"] = "en"
    assert "as published" in text(reader, LIST)
    assert "C" in text(reader, f"{PAGE}?tab=sites")
    assert "/reports/A/" not in text(reader, f"{PAGE}?tab=sites")
    assert "territory:T1" not in text(reader, PAGE)
    text(reader, CHECKLIST, status=403)


@pytest.mark.parametrize("path", ["/closes/2025-02/", "/closes/x/", f"{PAGE}?version=7", "/closes/2099-01/checklist/"])
def test_what_is_not_closed_or_cannot_be_is_unknown(client: Client, restated: Close, path: str) -> None:
    text(client, path, status=404)


@pytest.mark.parametrize(("path", "most"), [(LIST, 20), (PAGE, 60), (f"{PAGE}?tab=sites", 60), (CHECKLIST, 30)])
def test_pages_have_a_budget(
    client: Client, restated: Close, path: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(most) as queries:
        text(client, path)
    told: Any = len(queries)
    assert told > 3
