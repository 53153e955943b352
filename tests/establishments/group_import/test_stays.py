"""Sites that left and came back; authorisations that end."""

import datetime as dt
from typing import Any

import pytest

from establishments.imports.group import ImportRefused, apply
from establishments.imports.group.export import exported
from establishments.imports.group.files import zip_file
from establishments.models import Attachment, Capacity, Change, Establishment, Stay
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import SITE, Tables, minimal, small_group

DAY = dt.date
LEFT = {**SITE, "name": "Les Tilleuls (avant)", "exit_date": "2024-09-30", "exit_reason": "sold"}
BACK = {
    **SITE,
    "territory": "nord",
    "entry_date": "2025-03-17",
    "entry_reason": "board_takeover",
    "people_at_entry": "71",
}


def returned(*rows: dict[str, Any]) -> Tables:
    tables = small_group()
    tables["establishments"] = [*rows, tables["establishments"][1]]
    tables["funding"] = tables["funding"][:1]
    return tables


def stays() -> list[tuple[Any, ...]]:
    rows = Stay.objects.filter(establishment__code="EHP-01").order_by("valid")
    return [(row.valid_from, row.valid_to, row.entry_reason, row.opening.get("ACC_FIN")) for row in rows]


TWO = [
    (DAY(2024, 1, 1), DAY(2024, 9, 30), "purchase", "80"),
    (DAY(2025, 3, 17), None, "board_takeover", "71"),
]


@pytest.mark.parametrize("rows", [(LEFT, BACK), (BACK, LEFT)])
def test_one_that_left_and_came_back(load: Load, rows: tuple[dict[str, Any], ...]) -> None:
    load(returned(*rows))
    assert stays() == TWO
    assert Establishment.objects.get(code="EHP-01").name == "Les Tilleuls"
    assert Attachment.objects.get(establishment__code="EHP-01", valid__contains=DAY(2025, 3, 17)).valid_from == DAY(
        2025, 3, 17
    )
    assert load(returned(*rows)).nothing_new


def test_it_comes_back_later(load: Load) -> None:
    load(small_group())
    Change.objects.all().delete()
    load(returned(LEFT, BACK))
    assert stays() == TWO
    assert Change.objects.order_by("first").first().first == DAY(2024, 9, 1)  # type: ignore[union-attr]


def test_the_later_row_alone_leaves_the_first_stay(load: Load) -> None:
    load(returned(LEFT, BACK))
    tables = minimal()
    tables["establishments"] = [{**BACK, "people_at_entry": "72"}]
    load(tables)
    assert stays() == [TWO[0], (*TWO[1][:3], "72")]


@pytest.mark.parametrize(
    ("second", "column"),
    [({"entry_date": "2024-09-30"}, "entry_date"), ({"kind": "ime"}, "kind"), ({"entry_date": "2024-01-01"}, "code")],
)
def test_two_stays_do_not_overlap_nor_contradict(load: Load, second: dict[str, str], column: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        load(returned(LEFT, {**BACK, **second}))
    assert column in {problem.column for problem in caught.value.problems}
    assert not Stay.objects.exists()


def test_both_stays_are_written_and_read_again(load: Load) -> None:
    load(returned(LEFT, BACK))
    with zip_file(exported(people=True)) as file:
        content = file.read()
    assert apply(("group.zip", content)).entries == []
    before = stays(), places()
    for model in (Stay, Attachment, Capacity):
        model.objects.all().delete()
    apply(("group.zip", content))
    assert (stays(), places()) == before


def capacity(value: str, since: str) -> Tables:
    return {"capacities": [{"establishment": "EHP-01", "measure": "CAP_HP", "value": value, "valid_from": since}]}


def places() -> list[tuple[Any, ...]]:
    return [(row.value, row.valid_from, row.valid_to) for row in Capacity.objects.order_by("valid")]


def test_an_authorisation_that_ends(load: Load) -> None:
    load(small_group())
    Change.objects.all().delete()
    load(capacity("", "2025-01-01"))
    ended = [(80, DAY(2024, 1, 1), DAY(2024, 6, 14)), (84, DAY(2024, 6, 15), DAY(2024, 12, 31))]
    assert places() == ended
    assert Change.objects.get().first == DAY(2025, 1, 1)
    assert load(capacity("", "2025-01-01")).nothing_new
    assert load(small_group()).nothing_new
    load(capacity("90", "2025-06-01"))
    assert places() == [*ended, (90, DAY(2025, 6, 1), None)]
    load(capacity("0", "2025-09-01"))
    assert places()[-2:] == [(90, DAY(2025, 6, 1), DAY(2025, 8, 31)), (0, DAY(2025, 9, 1), None)]


def test_one_that_ends_on_its_first_day_never_was(load: Load) -> None:
    load(small_group())
    Change.objects.all().delete()
    load(capacity("", "2024-06-15"))
    assert places() == [(80, DAY(2024, 1, 1), DAY(2024, 6, 14))]
    assert Change.objects.get().first == DAY(2024, 6, 1)


def test_an_end_is_written_and_read_again(load: Load) -> None:
    load(small_group())
    load(capacity("", "2025-01-01"))
    with zip_file(exported(people=True)) as file:
        content = file.read()
    before = places()
    assert apply(("group.zip", content)).entries == []
    Capacity.objects.all().delete()
    apply(("group.zip", content))
    assert places() == before
