"""Pages in the legal view and as known: what they show, and that they lead on in the same view."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from establishments.enums import Method, Role
from groupe.kernel.periods import last_completed_month, today
from tests.cast import client_of, person
from tests.consolidation.test_legal import entity, hold
from tests.consolidation.world import World
from tests.web.conftest import report
from tests.web.test_dashboard import text

pytestmark = pytest.mark.django_db
LAST = last_completed_month()


@pytest.fixture
def executive(group: World) -> Client:
    """S belongs to an entity of which half is held, and counts by its share."""
    hold(entity(group, "P"), entity(group, "C", Method.PROPORTIONAL), "50")
    group.site("S", entity="C", territory="SUD")
    report(group, "S", LAST, income=400_000)
    group.fold()
    return client_of(person(Role.EXECUTIVE))


LEGAL = f"period={LAST}&window=month&view=legal"


def test_both_views_stand_side_by_side(executive: Client) -> None:
    page = text(executive, f"/?{LEGAL}")
    assert "operational view" in page
    assert 'name="view"' in page
    assert f"/indicators/PR/explain/?scope=group&amp;period={LAST}&amp;window=month&amp;view=legal" in page
    assert 'name="view"' in text(executive, "/")
    assert 'name="view"' not in text(executive, "/scopes/kind:ime/")


def test_a_legal_figure_is_explained_by_method(executive: Client) -> None:
    page = text(executive, f"/indicators/PR_G1/explain/?{LEGAL}&scope=entity:P")
    assert "200,000.00" in page
    assert "proportional consolidation, 50" in page
    months = text(executive, f"/indicators/PR_G1/explain/months/?{LEGAL}&site=S")
    assert "proportional consolidation" in months
    body = executive.get(f"/indicators/PR_G1/explain/?{LEGAL}&format=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(1).to_python()
    assert [row[9:11] for row in rows if row[0] == "S"] == [["proportional consolidation", 0.5]]


@pytest.mark.parametrize("view", ["operational", "legal"])
@pytest.mark.parametrize(
    "page", ["/", "/indicators/PR/", "/bridge/", "/indicators/PR/explain/", "/scopes/group/benchmark/"]
)
def test_pages_as_they_were_known(executive: Client, page: str, view: str) -> None:
    chosen = f"view={view}&perimeter=constant&window=month"
    then = text(executive, f"{page}?{chosen}&known_at={today()}")
    assert "Figures as known on" in then
    assert f"{page}?{chosen.replace('&', '&amp;')}" in then  # back to today's
    text(executive, f"{page}?{chosen}")
    assert "No figures yet" in text(executive, f"{page}?known_at=2001-01-01")


def test_a_page_of_the_past_leads_on_in_the_past(executive: Client) -> None:
    known = f"known_at={today()}"
    assert f"{known}&amp;block=entries" in text(executive, f"/bridge/?{known}")
    assert f"{known}&amp;site=A1" in text(executive, f"/indicators/PR_G1/explain/?{known}")
    text(executive, f"/indicators/PR_G1/explain/months/?{known}&site=A1")
