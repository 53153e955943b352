"""Closing a period: what is frozen, what is named, what is refused; and what was published stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from establishments.enums import DeclaredBy, Status
from establishments.models import Flow, Report
from groupe.accounts.models import User
from groupe.consolidation.figures import figure
from groupe.consolidation.layout import current_layout
from groupe.consolidation.models import Close, CloseRow, CloseSite, Rollup
from groupe.consolidation.scopes import scope_number
from groupe.consolidation.selectors.closes import close_rollups, latest_close
from groupe.consolidation.selectors.vectors import rollup_sums, vectors_of
from groupe.consolidation.services import fold_all
from groupe.consolidation.services.closing import close_period
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month
from tests.consolidation.closes.conftest import MARCH
from tests.consolidation.world import World

FILES = ("common", "elderly")


def close(author: User | None, reason: str = "", month: Month = MARCH) -> Close:
    return close_period(author=author, month=month, reason=reason, confirm_late=True)


def published(made: Close, code: str, scope: str = "group", window: Any = "month") -> Any:
    number = scope_number(scope) or 0
    sums = close_rollups(made, [number], MARCH - 11, MARCH, FILES).get(number, {})
    return figure(vectors_of(sums, current_layout().positions), code, MARCH, window).value


def standing(made: Close) -> dict[str, str]:
    return dict(made.sites.order_by("establishment__code").values_list("establishment__code", "standing"))


def test_a_close_freezes_names_and_publishes(group: World, controller: User) -> None:
    made = close(controller)
    assert str(made) == "2025-03 v1"
    assert standing(made) == {"A": "frozen", "B": "submitted", "C": "late"}
    assert made.checklist["late"] == ["C"]
    assert made.checklist["frozen_now"] == ["A"]
    report = Report.objects.get(establishment__code="A", month=MARCH.first)
    event = report.events.get(move="freeze")
    assert (report.status, event.move, event.author, event.at) == ("frozen", "freeze", controller, made.closed_at)
    assert made.sites.get(establishment__code="A").counting == report.counting
    assert published(made, "PR_G1") == 1500
    assert published(made, "PR_G1", window="ytd") == 4570


def test_everything_that_waits_is_folded_first(group: World, controller: User) -> None:
    fold_all()
    group.report("B", "2025-03", {"PR_G1": 650})
    assert published(close(controller), "PR_G1") == 1650


def test_what_was_published_stays_and_only_changes_are_kept(group: World, controller: User) -> None:
    first = close(controller)
    assert first.rows.count() == Rollup.objects.count()
    group.report("B", "2025-03", {"PR_G1": 450})
    group.fold()
    assert published(first, "PR_G1") == 1500
    second = close(controller, "B had counted a bill twice")
    assert (second.version, second.previous) == (2, first.fingerprint)
    assert (published(first, "PR_G1"), published(second, "PR_G1")) == (1500, 1450)
    changed = set(second.rows.values_list("scope", "month"))
    territory, other = scope_number("territory:T2"), scope_number("territory:T1")
    assert (territory, MARCH.index) in changed
    assert other not in {scope for scope, _month in changed}


def test_a_snapshot_is_the_roll_ups_of_its_instant(group: World, controller: User) -> None:
    closes = []
    for number in range(3):
        group.report("B", "2025-02", {"PR_G1": 100 + number})
        made = close(controller, "again")
        numbers = set(Rollup.objects.values_list("scope", flat=True))
        closes.append((made, numbers, rollup_sums(numbers, Month(0), Month(99_999), FILES)))
    group.leave("C", "2024-12-31")
    group.fold()
    for made, numbers, then in closes:
        found = close_rollups(made, numbers, Month(0), Month(99_999), FILES)
        assert _plain(found) == _plain(then)
    last = close(controller, "C had left")
    assert _plain(close_rollups(last, numbers, Month(0), Month(99_999), FILES)) == _plain(
        rollup_sums(numbers, Month(0), Month(99_999), FILES)
    )


def test_roll_ups_that_are_gone_leave_no_value(group: World, controller: User) -> None:
    first = close(controller)
    gone = Rollup.objects.filter(scope=scope_number("territory:T2"))
    count = gone.count()
    gone.delete()
    second = close(controller, "again")
    assert second.rows.filter(vals__isnull=True).count() == count > 0
    assert close_rollups(second, [scope_number("territory:T2") or 0], MARCH, MARCH, FILES) == {}
    assert published(first, "PR_G1", "territory:T2") == 500
    assert close(controller, "again").rows.count() == 0


def test_nobody_freezes_what_they_entered(group: World, controller: User) -> None:
    report = Report.objects.get(establishment__code="A", month=MARCH.first)
    group.report("A", "2025-03", {"PR_G1": 1000}, status=Status.VALIDATED)
    report.refresh_from_db()
    version = report.versions.create(
        version=9, common=report.counting.common, sector=report.counting.sector, author=controller
    )
    Report.objects.filter(pk=report.pk).update(counting=version)
    made = close(controller)
    report.refresh_from_db()
    assert report.status == Status.VALIDATED
    assert made.checklist["own"] == ["A"]
    assert standing(made)["A"] == "own"


@pytest.mark.parametrize(("bought", "blocks"), [("499.00", False), ("498.99", True)])
def test_flows_that_differ_block_above_one_euro(group: World, controller: User, bought: str, blocks: bool) -> None:
    ends = {"month": MARCH.first, "seller": group.entity("E1"), "buyer": group.entity("E2"), "account": "service"}
    Flow.objects.create(**ends, amount=Decimal(500), declared_by=DeclaredBy.SELLER)
    Flow.objects.create(**ends, amount=Decimal(bought), declared_by=DeclaredBy.BUYER)
    if not blocks:
        assert close(controller).checklist["differences"] == [["E1", "E2", "service", "500.00", "499.00"]]
        return
    with pytest.raises(DomainError) as refused:
        close(controller)
    assert (refused.value.code, refused.value.status) == ("flows_differ", 422)
    assert "E1 → E2, service: 500.00 / 498.99" in refused.value.message
    assert not (Close.objects.exists() or CloseRow.objects.exists() or CloseSite.objects.exists())
    assert not Report.objects.filter(month=MARCH.first, status=Status.FROZEN).exists()


def test_refusals(group: World, controller: User) -> None:
    with pytest.raises(DomainError) as refused:
        close_period(author=controller, month=MARCH)
    assert (refused.value.code, refused.value.fields) == ("late_sites", {"late": ["C"]})
    for month, code in ((last_completed_month() + 1, "month_not_over"), (MARCH - 3, "nothing_reported")):
        with pytest.raises(DomainError) as refused:
            close(controller, month=month)
        assert refused.value.code == code
    close(controller)
    with pytest.raises(DomainError) as refused:
        close(controller, "  ")
    assert refused.value.code == "reason_required"


@pytest.mark.parametrize("change", ["delete from {}", "update {} set {}"])
@pytest.mark.parametrize(
    ("table", "column"), [("close", "reason = 'x'"), ("closesite", "standing = 'x'"), ("closerow", "file = 'x'")]
)
def test_a_close_never_changes(group: World, controller: User, change: str, table: str, column: str) -> None:
    close(controller)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute(change.format(f"consolidation_{table}", column))


def test_the_latest_close_of_an_instant(group: World, controller: User) -> None:
    first = close(controller)
    second = close(controller, "again")
    assert latest_close(first.closed_at) == first
    assert latest_close(second.closed_at) == second
    assert latest_close(first.closed_at.replace(year=2020)) is None


def _plain(found: Any) -> Any:
    """Vectors that are not all zeros, up to their last number, by scope, month and file."""
    return {
        (scope, month, file): np.trim_zeros(vector, "b").tolist()
        for scope, sums in found.items()
        for month, files in sums.items()
        for file, vector in files.items()
        if vector.any()
    }
