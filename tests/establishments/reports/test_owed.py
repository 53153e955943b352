"""What I owe: the answer first, then the list, within the reader's scope."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from establishments.access import access_of
from establishments.models import Report
from establishments.selectors import owed_rows
from establishments.selectors.owed import owed
from establishments.services.reporting import report_return
from tests.cast import client_of
from tests.establishments.reports.conftest import OCTOBER, Cast


def test_a_director_reads_what_is_late_and_what_comes_next(cast: Cast) -> None:
    cast.world.report("B", "2026-09", {}, status="frozen")
    page = client_of(cast.director).get("/reports/").content.decode()
    assert "2 rapports en retard" in page
    assert "1 rapport à transmettre avant le 10\u00a0décembre 2026" in page
    assert "/reports/A/2026-10/" in page
    assert "/reports/B/" not in page


def test_what_came_back_shows_its_reason(cast: Cast) -> None:
    report_return(report=cast.submitted(), author=cast.territory, reason="Heures d’absence à revoir")
    page = client_of(cast.director).get("/reports/").content.decode()
    assert "Heures d’absence à revoir" in page
    assert "Renvoyé" in page


def test_a_territory_director_reads_what_waits_and_who_is_late(cast: Cast) -> None:
    cast.submitted()
    cast.submitted("B")
    page = client_of(cast.territory).get("/reports/").content.decode()
    assert "1 rapport attend votre validation" in page
    assert "/reports/B/" not in page


def test_the_controller_reads_what_can_be_frozen(cast: Cast) -> None:
    cast.validated()
    cast.submitted("B")
    page = client_of(cast.controller).get("/reports/").content.decode()
    assert "1 rapport validé peut être gelé" in page


def test_filters_search_and_export(cast: Cast) -> None:
    cast.submitted()
    cast.drafted("B")
    client = client_of(cast.executive)
    shown = client.get("/reports/", {"status": "submitted"}).content.decode()
    assert "/reports/A/2026-10/" in shown
    assert "/reports/B/2026-10/" not in shown
    found = client.get("/reports/", {"q": "south"}).content.decode()
    assert "/reports/B/2026-10/" in found
    assert "/reports/A/2026-10/" not in found
    file = client.get("/reports/", {"format": "csv", "month": str(OCTOBER)}).content.decode("utf-8-sig")
    assert len(file.splitlines()) == 3


def test_who_sees_no_report_is_refused(cast: Cast) -> None:
    assert client_of(cast.funder).get("/reports/").status_code == 403
    assert client_of(cast.nobody).get("/reports/").status_code == 403


def test_the_menu_counts_what_waits(cast: Cast) -> None:
    cast.submitted()
    assert '<span class="n">1<' in client_of(cast.territory).get("/reports/").content.decode()
    assert '<span class="n">' not in client_of(cast.elsewhere).get("/reports/").content.decode()


def test_few_queries_for_sixty_sites_and_three_years(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sites = [cast.world.site(f"S{number}", entry="2023-11-01") for number in range(60)]
    months = list((OCTOBER - 35).to(OCTOBER))
    Report.objects.bulk_create(
        Report(establishment=site, month=month.first, draft={"CH_G1": "5"}) for site in sites for month in months
    )
    client = client_of(cast.controller)
    with django_assert_max_num_queries(20):
        page = client.get("/reports/", {"status": "draft"}).content.decode()
    assert "lignes" in page


def test_sorted_and_exported_as_shown(cast: Cast) -> None:
    """Unknown values come last both ways; the file holds every page, with the progress of drafts."""
    cast.submitted()
    cast.drafted("B")
    client = client_of(cast.executive)

    def column(sort: str, place: int) -> list[str]:
        text = client.get("/reports/", {"format": "csv", "sort": sort}).content.decode("utf-8-sig")
        return [line[place] for line in csv.reader(text.splitlines(), delimiter=";")][1:]

    for sort, place in (("name", 0), ("month", 2), ("due", 3), ("territory", 5)):
        found = column(sort, place)
        assert found == sorted(found), sort
        assert column(f"-{sort}", place) == sorted(found, reverse=True), sort
    changed = column("updated_at", 6)
    assert changed == sorted(filter(None, changed)) + [""] * changed.count("")
    assert any(" sur " in told for told in column("status", 4))


def test_many_rows_are_read_a_few_at_a_time(cast: Cast, django_assert_max_num_queries: Any) -> None:
    """A page reads its own rows alone; a file goes on through all of them."""
    rows = owed(access_of(cast.executive))
    everything = list(rows)
    assert len(everything) == len(rows) == sum(standing.count for standing in rows.standings())
    assert [row.month for row in rows[1:3]] == [row.month for row in everything[1:3]]
    assert rows[-1].establishment == everything[-1].establishment
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(owed_rows, "CHUNK", 2)
        assert list(rows) == everything
    with django_assert_max_num_queries(6):
        assert len(rows[:1]) == 1
