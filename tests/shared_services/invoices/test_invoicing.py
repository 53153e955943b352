"""An approved run becomes invoices and flows, once, numbered without a gap, under recorded VAT statuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import facturx
import pytest
from pypdf import PdfReader

from establishments.models import Flow
from groupe.kernel.errors import DomainError, WrongState
from groupe.kernel.periods import Month
from shared_services.documents.invoice import invoice_pdf
from shared_services.enums import Basis, Driver, InvoiceKind, RunKind, RunState, VatKind
from shared_services.models import Department, Invoice, RunLine
from shared_services.services.departments import department_save
from shared_services.services.invoices import run_invoice, vat_set
from tests.shared_services.pools import SINCE, Pools

MONTHS = ("2026-01", "2026-02")


@pytest.fixture
def billed(pools: Pools) -> Pools:
    """Three sites of three entities; the head office of P bills. P's own site is served too."""
    for code, entity, fte in (("A", "E1", "10"), ("B", "E2", "30"), ("O", "P", "10")):
        pools.world.site(code, entity=entity)
        for month in MONTHS:
            pools.staff(code, month, fte)
    pools.world.site("HO", "head_office", entity="P")
    for code in ("hr", "tour"):
        made = pools.department(code, Driver.FTE_DAYS)
        department_save(department=made, code=code, name=code, site=pools.world.get("HO"))
    for month in MONTHS:
        pools.cost("hr", month, "500.00")
        pools.cost("tour", month, "100.01")
    return pools


def decide(pools: Pools, department: str, member: str, kind: str = VatKind.EXEMPT, rate: str = "0") -> None:
    vat_set(
        department=Department.objects.get(code=department), member=pools.world.entity(member), kind=kind,
        rate=Decimal(rate), since=SINCE, decided_on=SINCE, evidence="opinion of 2019-12-01", author=pools.controller,
    )  # fmt: skip


def decide_all(pools: Pools) -> None:
    for member in ("E1", "E2"):
        decide(pools, "hr", member)
        decide(pools, "tour", member, VatKind.TAXABLE, "20")


def test_without_a_vat_status_nothing_is_billed(billed: Pools) -> None:
    run = billed.approved("2026-01")
    decide(billed, "hr", "E1")
    with pytest.raises(DomainError) as refused:
        run_invoice(run=run, author=billed.controller)
    assert refused.value.fields["vat"] == ["hr → E2", "tour → E1", "tour → E2"]
    run.refresh_from_db()
    assert (run.state, Invoice.objects.count(), Flow.objects.count()) == (RunState.APPROVED, 0, 0)


def test_one_invoice_a_pair_and_the_flow_of_each_site(billed: Pools) -> None:
    decide_all(billed)
    made = run_invoice(run=billed.approved("2026-01"), author=billed.controller, issued_on=dt.date(2026, 2, 18))
    told = {row.buyer.code: (row.reference, row.net, row.vat, row.kind) for row in made}
    assert told == {
        "E1": ("P-2026-00001", Decimal("120.00"), Decimal("4.00"), InvoiceKind.MONTH),
        "E2": ("P-2026-00002", Decimal("360.01"), Decimal("12.00"), InvoiceKind.MONTH),
    }
    flows = {row.buyer_establishment.code: (row.amount, str(Month.of(row.month))) for row in Flow.objects.all()}
    assert flows == {
        "A": (Decimal("120.00"), "2026-01"),
        "B": (Decimal("360.01"), "2026-01"),
        "O": (Decimal("120.00"), "2026-01"),  # within P: no invoice, a flow
    }


def test_a_run_is_invoiced_once(billed: Pools) -> None:
    decide_all(billed)
    run = billed.approved("2026-01")
    run_invoice(run=run, author=billed.controller)
    with pytest.raises(WrongState):
        run_invoice(run=run, author=billed.controller)
    assert Invoice.objects.count() == 2


def test_calls_and_a_true_up_come_to_what_was_spent(billed: Pools) -> None:
    decide_all(billed)
    for month in MONTHS:
        billed.cost("hr", month, budget="600.00")
        billed.cost("tour", month, budget="50.00")
        run_invoice(run=billed.approved(month, basis=Basis.BUDGET), author=billed.controller)
    run = billed.approved("2026-02", kind=RunKind.TRUE_UP)
    credit = run_invoice(run=run, author=billed.controller)
    assert {row.kind for row in credit} == {InvoiceKind.TRUE_UP}
    assert all(row.is_credit for row in credit)
    spent = Decimal("1200.02")
    assert sum(line.shared + line.direct for line in RunLine.objects.all()) == spent
    assert sum(flow.amount for flow in Flow.objects.all()) == spent
    assert [row.number for row in Invoice.objects.order_by("pk")] == [1, 2, 3, 4, 5, 6]


def test_a_status_needs_evidence_and_a_rate_where_it_is_taxable(billed: Pools) -> None:
    for wrong, field in (({"kind": VatKind.TAXABLE}, "rate"), ({"evidence": " "}, "evidence"), ({"kind": "x"}, "kind")):
        given = {
            "department": Department.objects.get(code="hr"), "member": billed.world.entity("E1"), "since": SINCE,
            "kind": VatKind.EXEMPT, "evidence": "opinion", "decided_on": SINCE, "author": None,
        }  # fmt: skip
        with pytest.raises(DomainError) as refused:
            vat_set(**given | wrong)
        assert list(refused.value.fields) == [field]


def test_the_pdf_is_read_by_people_and_by_programs(billed: Pools) -> None:
    decide_all(billed)
    invoice = run_invoice(run=billed.approved("2026-01"), author=billed.controller)[1]
    found = invoice_pdf(invoice)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(found)).pages).replace("\u202f", " ")
    assert invoice.reference in text
    assert "372,01" in text
    assert "20,0 %" in text.replace("\xa0", " ")
    name, xml = facturx.get_xml_from_pdf(BytesIO(found), check_xsd=True)
    assert name == "factur-x.xml"
    assert b"<ram:GrandTotalAmount>372.01</ram:GrandTotalAmount>" in xml
    assert b"<ram:TypeCode>380</ram:TypeCode>" in xml
