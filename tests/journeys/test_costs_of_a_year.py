"""Columns copied from a sheet are pasted into the year of a department, on a phone as well."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from groupe.kernel.periods import today
from shared_services.models import DepartmentMonth
from tests.browser import axe_violations
from tests.consolidation.world import World
from tests.journeys.conftest import Visit
from tests.shared_services.pools import Pools

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTED = "1 000,10 €\t900\n2000,20\t1800\n"
PASTE = """(cell, text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_pasted_and_saved(transactional_db: None, visit: Visit) -> None:
    pools = Pools(World())
    pools.world.site("A")
    pools.department("hr", A="1")
    year = today().year
    page = visit.as_(pools.controller, "/shared-services/departments/hr/costs/", width=390)
    cell = page.get_by_label(f"mars {year}, Coût réel")
    cell.evaluate(PASTE, PASTED)
    expect(page.get_by_label(f"avril {year}, Budget")).to_have_value("1800")
    expect(page.locator("#preview")).to_contain_text("4 montants changent")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_violations(page) == []
    cell.press("Enter")
    expect(page.get_by_label(f"avril {year}, Coût réel")).to_be_focused()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".toast.success")).to_be_visible()
    told = DepartmentMonth.objects.order_by("month").values_list("actual", "budget")
    assert list(told) == [(Decimal("1000.10"), Decimal(900)), (Decimal("2000.20"), Decimal(1800))]
