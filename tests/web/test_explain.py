"""A figure explained: the answer, its parts from the largest down, and the months of a site with their reports."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from establishments.enums import Role
from establishments.models import ReportVersion
from groupe.kernel.periods import last_completed_month
from tests.cast import client_of, person
from tests.consolidation.world import World
from tests.web.conftest import report
from tests.web.test_dashboard import text

pytestmark = pytest.mark.django_db
LAST = last_completed_month()
PAGE = "/indicators/PR_G1/explain/"


@pytest.fixture
def executive(group: World) -> Client:
    """A2 brought in three times the others; nobody reported B1's last month."""
    report(group, "A2", LAST, income=300_000)
    group.report("B1", str(LAST), {}, status="draft")
    group.fold()
    return client_of(person(Role.EXECUTIVE))


def test_the_largest_part_comes_first(executive: Client) -> None:
    page = text(executive, f"{PAGE}?window=month&period={LAST}")
    assert "400,000.00" in page
    assert page.index("A2") < page.index("A1")
    assert "75.0" in page


def test_what_is_missing_is_named(executive: Client) -> None:
    page = text(executive, f"{PAGE}?window=month&period={LAST}")
    missing = page[page.index(">Missing<") : page.index(">Parts<")]
    assert "B1" in missing
    assert "A1" not in missing


def test_a_search_and_an_order(executive: Client) -> None:
    page = text(executive, f"{PAGE}?window=month&period={LAST}&q=a1&sort=name")
    tree = page[page.index('id="tree"') :]
    assert "site=A1" in tree
    assert "site=A2" not in tree
    assert "site=A1" not in text(executive, f"{PAGE}?q=nowhere")


@pytest.mark.parametrize(("by", "words"), [("sector", "Older people"), ("territory", "SUD"), ("kind", "Nursing home")])
def test_parts_by_sector_kind_and_territory(executive: Client, by: str, words: str) -> None:
    page = text(executive, f"{PAGE}?by={by}&period={LAST}&window=r12")
    assert words in page[page.index('id="tree"') :]


def test_months_of_a_site_lead_to_their_history(executive: Client, group: World) -> None:
    row = group.get("A1").reports.get(month=LAST.first)
    author = person(Role.DIRECTOR, "establishment:A1", email="director@example.org")
    row.counting = ReportVersion.objects.create(
        report=row, version=2, common=row.counting.common, sector=row.counting.sector, author=author, comment="Grant"
    )
    row.save()
    group.changed("A1", str(LAST.first))
    group.fold()
    page = text(executive, f"{PAGE}months/?period={LAST}&window=month&site=A1")
    for said in ("100,000", "director@example.org", "Grant", f"/reports/A1/{LAST}/history/"):
        assert said in page
    text(executive, f"{PAGE}months/?period={LAST}&window=month&site=NOPE", status=404)


def test_a_stock_against_a_flow_tells_its_days(group: World) -> None:
    zero = {"CH_G1": 0, "CH_G3": 0, "C_68": 0}
    group.report("A1", str(LAST), {**zero, "CH_G2": 1000 * LAST.days, "TRESO": 30_000})
    group.fold()
    client = client_of(person(Role.DIRECTOR, "establishment:A1"))
    page = text(client, f"/indicators/FI12/explain/?scope=establishment:A1&period={LAST}&window=month")
    assert "Days of the months counted" in page
    assert "Flow of the month" in page


def test_the_acquisitions_team_reads_sums(group: World) -> None:
    client = client_of(person(Role.ACQUISITIONS))
    page = text(client, f"{PAGE}?period={LAST}&window=month")
    assert "Nursing home" in page
    assert "A1" not in page
    text(client, f"{PAGE}months/?period={LAST}&site=A1", status=403)
    sheets = book(client, f"{PAGE}?period={LAST}&window=month&format=xlsx")
    assert list(sheets) == ["Figure", "Parts"]
    assert not any("A1" in map(str, row) for row in sheets["Parts"])


def book(client: Client, address: str) -> dict[str, list[list[Any]]]:
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    read = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def test_the_file_holds_figure_parts_and_what_is_missing(executive: Client) -> None:
    sheets = book(executive, f"{PAGE}?period={LAST}&window=month&format=xlsx")
    assert dict(row[:2] for row in sheets["Figure"])["Value"] == 400_000
    numerator = sheets["Parts"][0].index("Numerator")
    assert sum(row[numerator] for row in sheets["Parts"][1:]) == 400_000
    assert [row[:3] for row in sheets["Missing"][1:]] == [["B1", "B1", str(LAST)]]


def test_a_page_asks_a_bounded_number_of_questions(executive: Client, django_assert_max_num_queries: Any) -> None:
    for address in (f"{PAGE}?window=r12&by=territory", f"{PAGE}months/?window=r12&site=A1"):
        executive.get(address)
        with django_assert_max_num_queries(30):
            executive.get(address)


@pytest.mark.parametrize("address", ["/", "/?by=establishment", "/indicators/AC01/"])
def test_every_figure_leads_to_its_explanation(executive: Client, address: str) -> None:
    assert "/explain/?scope=" in text(executive, address)


def test_a_scope_of_others_does_not_exist(group: World) -> None:
    client = client_of(person(Role.DIRECTOR, "establishment:A1"))
    for scope in ("group", "establishment:A2"):
        text(client, f"{PAGE}?scope={scope}", status=404)
        text(client, f"{PAGE}months/?scope={scope}&site=A2", status=404)
    text(client_of(person(Role.QUALITY)), PAGE, status=404)


def test_the_constant_perimeter_is_explained_as_it_was_chosen(executive: Client) -> None:
    """B1 reported last year alone: it stands among what is missing, not in the sum."""
    dashboard = text(executive, f"/?window=month&period={LAST}&perimeter=constant")
    assert "window=month&amp;perimeter=constant" in dashboard
    page = text(executive, f"{PAGE}?window=month&period={LAST}&perimeter=constant")
    assert "400,000.00" in page
    assert "A year before, of the same establishments" in page
    assert "perimeter=constant&amp;site=A2" in page
    months = text(executive, f"{PAGE}months/?window=month&period={LAST}&perimeter=constant&site=A2")
    assert "300,000" in months
