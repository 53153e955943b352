"""A complete workbook makes the group that it describes."""

import datetime as dt
from decimal import Decimal

from establishments.enums import Scenario, Status
from establishments.models import (
    Attachment,
    Capacity,
    Change,
    ConsolidationTerm,
    Establishment,
    Flow,
    Funding,
    Holding,
    LegalEntity,
    Link,
    Mandate,
    Report,
    ReportEvent,
    Stay,
    Territory,
)
from establishments.services.reporting import current_values
from establishments.vectors import decode
from groupe.accounts.models import User
from tests.establishments.group_import.conftest import Load
from tests.establishments.group_import.workbook import minimal, small_group


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_structure(load: Load) -> None:
    load(small_group())
    assert set(LegalEntity.objects.values_list("code", "siren")) == {("100000009", "100000009"), ("IMMO", "")}
    assert ConsolidationTerm.objects.get(entity__code="IMMO").method == "proportional"
    held = Holding.objects.get(owned__code="IMMO")
    assert (held.owner.code, held.capital, held.votes) == ("100000009", Decimal(60), Decimal("51.5"))
    assert Holding.objects.get(owner__code="IMMO").valid_to == day("2022-12-31")
    assert Territory.objects.get(code="sud").parent.code == "france"
    site = Establishment.objects.get(code="EHP-01")
    assert (site.kind, site.commune, site.finess, site.siret) == ("ehpad", "69123", "690000014", "")
    assert Establishment.objects.get(code="CR-01").finess is None
    assert Establishment.objects.get(code="CR-01").department == "2A"


def test_stays_and_dated_rows(load: Load) -> None:
    load(small_group())
    assert Stay.objects.get(establishment__code="EHP-01").opening == {"EFF_FIN": "58", "ACC_FIN": "80"}
    sold = Stay.objects.get(establishment__code="CR-01")
    assert (sold.valid_to, sold.exit_reason, sold.opening) == (day("2024-06-30"), "sold", {})
    steps = [
        (row.entity.code, row.territory.code, row.valid_from, row.valid_to)
        for row in Attachment.objects.filter(establishment__code="EHP-01").order_by("valid")
    ]
    assert steps == [
        ("100000009", "sud", day("2024-01-01"), day("2024-03-31")),
        ("IMMO", "sud", day("2024-04-01"), day("2024-04-30")),
        ("IMMO", "nord", day("2024-05-01"), None),
    ]
    assert [(row.value, row.valid_to) for row in Capacity.objects.order_by("valid")] == [
        (80, day("2024-06-14")),
        (84, None),
    ]
    assert [row.valid_to for row in Funding.objects.order_by("valid")] == [day("2024-12-31"), None]
    assert Link.objects.get().weight == Decimal("0.25")


def test_reports_and_their_versions(load: Load) -> None:
    load(small_group())
    report = Report.objects.get(scenario=Scenario.ACTUAL, month="2024-02-01")
    assert (report.status, report.last_version) == (Status.VALIDATED, 2)
    assert current_values(report) == {"J_HP": Decimal(2310), "J_ABS72": "na"}
    first = report.versions.get(version=1)
    assert decode("ehpad", first.common, first.sector)["ETP_REEL"] == Decimal("55.25")
    assert first.recorded_at.isoformat() == "2024-03-05T09:00:00+00:00"
    moves = ReportEvent.objects.filter(report=report).order_by("pk").values_list("before", "after", "move")
    assert list(moves) == [("draft", "submitted", "import"), ("submitted", "validated", "import")]
    draft = Report.objects.get(month="2024-03-01")
    assert (draft.status, draft.draft, draft.counting, draft.last_version) == (Status.DRAFT, {"J_HP": "2400"}, None, 0)
    seller = Report.objects.get(scenario=Scenario.PRE_ACQUISITION)
    assert (seller.status, current_values(seller)) == (Status.SUBMITTED, {"PR_G1": Decimal("1000.50")})


def test_the_last_budget_fills_the_totals(load: Load) -> None:
    load(small_group())
    budget = Report.objects.get(scenario=Scenario.BUDGET)
    values = current_values(budget)
    assert (values["CH_G3"], values["BUD_CH"], values["BUD_PR"]) == (Decimal(60), Decimal(360), Decimal(400))
    assert list(budget.versions.order_by("version").values_list("label", flat=True)) == ["initial", "DM1"]


def test_flows_and_people(load: Load) -> None:
    load(small_group())
    rent, gain = Flow.objects.order_by("-account")
    assert (rent.amount, rent.declared_by, rent.buyer_establishment.code) == (Decimal("1500.50"), "both", "EHP-01")
    assert (gain.years, gain.declared_by) == (20, "seller")
    director = User.objects.get(email="directrice@example.org")
    assert not director.has_usable_password()
    assert Mandate.objects.get(user=director).scope == "establishment:EHP-01"
    assert Mandate.objects.get(role="executive").valid_from is None


def test_what_is_optional_may_be_missing(load: Load) -> None:
    load(minimal())
    assert Stay.objects.count() == 2


def test_figures_are_rebuilt_from_the_earliest_month(load: Load) -> None:
    load(small_group())
    site = Establishment.objects.get(code="EHP-01")
    # The year before its link, whose cells are compared with it.
    assert Change.objects.filter(establishment=site, scenario="actual").values_list("first", "last").get() == (
        day("2023-07-01"),
        None,
    )


def test_a_later_report_rebuilds_its_month_alone(load: Load) -> None:
    load(minimal())
    Change.objects.all().delete()
    row = {"establishment": "EHP-01", "period": "2024-09", "measure": "J_HP", "value": "2300"}
    load({"reports": [row]})
    assert list(Change.objects.values_list("first", "last")) == [(day("2024-09-01"), day("2024-09-01"))]
