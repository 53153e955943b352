"""What I owe: the answer first, then the list, within the reader's scope."""

from __future__ import annotations

from typing import Any

from establishments.models import Report
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
