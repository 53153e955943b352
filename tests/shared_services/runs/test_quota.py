"""The opposable quota through the services (G10), and who reads it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from establishments.access import access_of
from establishments.enums import Role, Scenario, Status
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError, NotVisible
from shared_services.models import HeadOfficeAuthorisation, HeadOfficeQuota
from shared_services.selectors.quota import current_quotas, get_quota_for, quota_rows
from shared_services.services.quota import authorisation_add, quota_set
from tests.cast import person
from tests.shared_services.pools import Pools

COSTS = {"E1": 4_200_000, "E2": 2_950_000, "E3": 1_300_000, "TV": 1_700_000}


@pytest.fixture
def authorised(pools: Pools) -> Pools:
    """Three establishments and a tourism village with a closed year; E4 is new and has a budget."""
    for code, cost in COSTS.items():
        pools.world.site(code, "village_vacances" if code == "TV" else "ehpad")
        costs = {"CH_G1": cost // 2, "CH_G2": cost // 4, "CH_G3": cost // 4}
        pools.world.report(code, "2025-06", costs, status=Status.VALIDATED)
    pools.world.site("E4", entry="2026-01-01")
    pools.world.report("E4", "2026-05", {"CH_G1": 850_000, "CH_G2": 0, "CH_G3": 0}, scenario=Scenario.BUDGET)
    return pools


def authorise(
    pools: Pools, percentage: str | None = None, until: dt.date = dt.date(2029, 12, 31)
) -> HeadOfficeAuthorisation:
    return authorisation_add(
        since=dt.date(2025, 1, 1), until=until, authority="ARS", evidence="decision 2024-118", author=pools.controller,
        percentage=Decimal(percentage) if percentage else None,
    )  # fmt: skip


def amounts(quota: HeadOfficeQuota) -> dict[str, str]:
    return {line.establishment.code: str(line.amount) for line in quota.lines.filter(category="l312_1")}


def test_a_cost_is_shared_by_gross_costs_after_the_split_by_category(authorised: Pools) -> None:
    quota = quota_set(
        authorisation=authorise(authorised), year=2026, author=authorised.controller, cost=Decimal(300_000)
    )
    assert (quota.opposable, quota.percentage) == (Decimal("253636.36"), Decimal("2.7273"))
    assert amounts(quota) == {"E1": "114545.45", "E2": "80454.54", "E3": "35454.55", "E4": "23181.82"}
    assert quota.lines.get(establishment__code="E4").base_from == "budget"
    assert quota.lines.get(establishment__code="TV").amount == 0


def test_a_single_percentage(authorised: Pools) -> None:
    quota = quota_set(authorisation=authorise(authorised, "3"), year=2026, author=authorised.controller)
    assert amounts(quota) == {"E1": "126000.00", "E2": "88500.00", "E3": "39000.00", "E4": "25500.00"}
    assert quota.percentage == 3


def test_evidence_splits_the_cost_before_the_pro_rata(authorised: Pools) -> None:
    given = {"authorisation": authorise(authorised), "year": 2026, "author": None, "cost": Decimal(300_000)}
    with pytest.raises(DomainError) as refused:
        quota_set(**given, opposable=Decimal(93_000))
    assert "split_evidence" in refused.value.fields
    quota = quota_set(**given, opposable=Decimal(93_000), split_evidence="time sheets of 2025")
    assert amounts(quota) == {"E1": "42000.00", "E2": "29500.00", "E3": "13000.00", "E4": "8500.00"}


def test_a_new_establishment_without_a_budget_is_named(authorised: Pools) -> None:
    authorised.world.site("E5", entry="2026-03-01")
    given = {"authorisation": authorise(authorised), "year": 2026, "author": None, "cost": Decimal(300_000)}
    with pytest.raises(DomainError) as refused:
        quota_set(**given)
    assert "E5" in refused.value.fields["proposed"]
    quota = quota_set(**given, proposed={"E5": Decimal(700_000)})
    assert quota.lines.get(establishment__code="E5").base_from == "proposed"
    assert sum(line.amount for line in quota.lines.all()) == quota.opposable
    again = quota_set(**given, proposed={"E5": Decimal(0)})
    assert (again.version, [each.version for each in HeadOfficeQuota.objects.all()]) == (2, [2, 1])


def test_an_authorisation_lasts_five_years_at_most_and_never_overlaps(authorised: Pools) -> None:
    with pytest.raises(DomainError) as refused:
        authorise(authorised, until=dt.date(2030, 1, 1))
    assert "until" in refused.value.fields
    made = authorise(authorised)
    with pytest.raises(DomainError) as refused:
        authorise(authorised)
    assert "since" in refused.value.fields
    with pytest.raises(DomainError) as refused:
        quota_set(authorisation=made, year=2030, author=None, cost=Decimal(1))
    assert "year" in refused.value.fields


def test_a_funder_reads_the_quota_of_its_own_alone(authorised: Pools) -> None:
    authorised.world.fund("E1", "F1", "2020-01-01")
    quota = quota_set(authorisation=authorise(authorised), year=2026, author=None, cost=Decimal(300_000))
    for code in COSTS:
        authorised.staff(code, "2026-01", "10")
    authorised.department("hr")
    authorised.cost("hr", "2026-01", "100000")
    authorised.approved("2026-01")

    def read(user: User) -> dict[str, tuple[Decimal, Decimal | None]]:
        access = access_of(user)
        return {row.line.establishment.code: (row.upto, row.gap) for row in quota_rows(access, quota)}

    assert read(person(Role.FUNDER, "funder:F1")) == {"E1": (Decimal("9545.45"), None)}
    assert read(person(Role.DIRECTOR, "establishment:E2")) == {"E2": (Decimal("6704.54"), Decimal("18295.46"))}
    assert len(read(authorised.controller)) == 5
    stranger = access_of(person(Role.FUNDER, "funder:F9"))
    assert current_quotas(stranger, 2026) == []
    with pytest.raises(NotVisible):
        get_quota_for(stranger, quota.pk)
