"""The first report of what was taken over is due on its 35th day, if that is later than the tenth."""

from __future__ import annotations

import datetime as dt

from establishments.access import access_of
from establishments.selectors.owed import due_on, owed
from groupe.kernel.periods import Month
from tests.cast import client_of, person
from tests.establishments.reports.conftest import Cast

DAY = dt.date


def test_the_later_of_the_tenth_and_the_35th_day(cast: Cast) -> None:
    """Taken over on the 28th: not late on the 24th of November; founded on the same day: late since the tenth."""
    for code, reason in (("TAKEN", "court_sale"), ("NEW", "founded")):
        cast.world.site(code, "property", entry="2026-10-28", reason=reason)
    cast.world.site("EARLY", "property", entry="2026-10-01", reason="purchase")
    executive = person("executive", email="reader@example.org")
    found = {row.establishment.code: row for row in owed(access_of(executive))}
    del found["A"], found["B"]
    assert {code: row.due for code, row in found.items()} == {
        "TAKEN": DAY(2026, 12, 2), "NEW": DAY(2026, 11, 10), "EARLY": DAY(2026, 11, 10)
    }  # fmt: skip
    assert {code for code, row in found.items() if row.late} == {"NEW", "EARLY"}
    assert due_on(Month.parse("2026-11")) == DAY(2026, 12, 10), "the second report is due as all others"


def test_its_form_and_list_tell_the_same_day(cast: Cast) -> None:
    cast.world.site("TAKEN", "property", entry="2026-10-28", reason="court_sale")
    client = client_of(person("director", "establishment:TAKEN"))
    for page in ("/reports/", "/reports/TAKEN/2026-10/"):
        assert "2\u00a0décembre 2026" in client.get(page).content.decode(), page
