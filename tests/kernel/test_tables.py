"""Tables sorted and paged by the address."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from groupe.accounts.models import User
from groupe.kernel.web.tables import Column, Table, build_table

COLUMNS = (
    Column("name", "Nom", order=("name",), href=lambda row: f"/{row['name']}/"),
    Column("rate", "Taux", kind="meter", unit="%", digits=1, order=("rate",)),
    Column("status", "Statut", kind="tag", tone=lambda row: "ok" if row["status"] else ""),
)
ROWS = [
    {"name": "b", "rate": Decimal("91.25"), "status": "Validé"},
    {"name": "a", "rate": None, "status": ""},
    {"name": "c", "rate": Decimal("85"), "status": "Validé"},
]


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def table(query: str = "", **more: Any) -> Table:
    return build_table(RequestFactory().get(f"/?{query}"), COLUMNS, ROWS, **{"sort": "name", **more})


def names(shown: Table) -> list[str]:
    return [cells[0].text for cells in shown.cells()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["a", "b", "c"]),
        ("sort=-name", ["c", "b", "a"]),
        ("sort=rate", ["c", "b", "a"]),
        ("sort=-rate", ["b", "c", "a"]),
        ("sort=status", ["a", "b", "c"]),
        ("sort=nonsense", ["a", "b", "c"]),
    ],
)
def test_sorted_by_the_address_unknown_values_last(query: str, expected: list[str]) -> None:
    assert names(table(query)) == expected


def test_cells_are_printed() -> None:
    cells = list(table().cells())
    assert [cell.text for cell in cells[1]] == ["b", "91,3\u202f%", "Validé"]
    assert [cell.text for cell in cells[0]] == ["a", "–", "–"]
    assert cells[1][0].href == "/b/"
    assert [row[2].tone for row in cells] == ["", "ok", "ok"]


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("", [("-name", "ascending"), ("-rate", ""), ("", "")]),
        ("sort=-name", [("name", "descending"), ("-rate", ""), ("", "")]),
        ("sort=-rate", [("name", ""), ("rate", "descending"), ("", "")]),
    ],
)
def test_headings_offer_the_other_order(query: str, offered: list[tuple[str, str]]) -> None:
    assert [(heading.sort, heading.state) for heading in table(query).headings()] == offered


@pytest.mark.parametrize(("page", "expected"), [("1", ["a", "b"]), ("2", ["c"]), ("99", ["c"]), ("x", ["a", "b"])])
def test_paged(page: str, expected: list[str]) -> None:
    assert names(table(f"page={page}", per_page=2)) == expected


def test_all_rows_as_a_file() -> None:
    response = table("format=csv&page=2", per_page=2).file("Établissements du groupe")
    assert response is not None
    assert response["Content-Disposition"] == 'attachment; filename="etablissements-du-groupe.csv"'
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Nom;Taux (%);Statut",
        "a;;",
        "b;91,25;Validé",
        "c;85;Validé",
    ]


@pytest.mark.parametrize("query", ["", "format=pdf"])
def test_no_file_unless_asked(query: str) -> None:
    assert table(query).file("x") is None
    assert table("format=csv", exports=False).file("x") is None


@pytest.mark.django_db
def test_a_query_is_sorted_by_the_database() -> None:
    for email, name in (("1@example.org", "B"), ("2@example.org", "A"), ("3@example.org", "B")):
        User.objects.create_user(email, name=name)
    columns = (Column("name", "Nom", order=("name",)), Column("email", "E-mail"))
    shown = build_table(RequestFactory().get("/?sort=-name"), columns, User.objects.all(), sort="name")
    assert [cells[1].text for cells in shown.cells()] == ["1@example.org", "3@example.org", "2@example.org"]


def test_two_tables_of_a_page_turn_their_pages_alone() -> None:
    query = "page=2&others=1"
    assert names(table(query, per_page=2)) == ["c"]
    second = table(query, per_page=2, id="others", page_key="others")
    assert names(second) == ["a", "b"]
    template, request = Template("{% load groupe %}{% data_table table %}"), RequestFactory().get(f"/?{query}")
    assert 'href="?page=2&amp;others=2"' in template.render(RequestContext(request, {"table": second}))
