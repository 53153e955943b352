"""What savings come to, to the cent (domain.md, section 6, G12), and who may look at them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, establishments_in, visible_establishments
from establishments.models import Establishment
from groupe.kernel.errors import NotVisible
from groupe.kernel.numbers import round_half_up
from shared_services.enums import CHARGED, MEASURED_STATES, SavingState
from shared_services.models import RunLine, Saving
from shared_services.selectors.runs import AMOUNT
from shared_services.selectors.savings_check import Verdict, verdicts


@dataclass(frozen=True)
class Measured:
    """saving = baseline unit cost x index x volume - (what the site pays + what the department charges it) - change."""

    base_unit: Fraction
    indexed_unit: Fraction
    counterfactual: Decimal
    own: Decimal
    allocated: Decimal
    from_runs: bool
    gross: Decimal
    net: Decimal
    gross_per_unit: Fraction
    net_per_unit: Fraction

    @property
    def current(self) -> Decimal:
        return self.own + self.allocated


@dataclass(frozen=True)
class SavingRow:
    """A saving with what it comes to; nothing is measured, and nothing counts, before the year is told."""

    saving: Saving
    measured: Measured | None
    verdict: Verdict

    @property
    def gross(self) -> Decimal | None:
        return self.measured.gross if self.measured else None

    @property
    def net(self) -> Decimal | None:
        return self.measured.net if self.measured else None

    @property
    def counts(self) -> bool:
        return self.verdict.counts


def visible_savings(access: Access) -> QuerySet[Saving]:
    """All over the whole group; else those of one's establishments, and those of one's own departments alone."""
    rows = Saving.objects.select_related(
        "department", "establishment", "author", "site_signed_by", "head_signed_by", "measured_by", "confirmed_by"
    )
    if access.whole_group(Can.SEE_SHARED):
        return rows
    if not access.anywhere(Can.SEE_SHARED):
        return rows.none()
    scopes = access.scopes(Can.SEE_SHARED)
    own = {scope.removeprefix("pool:") for scope in scopes if scope.startswith("pool:")}
    plain = [scope for scope in scopes if not scope.startswith("pool:")]
    seen = Establishment.objects.filter(establishments_in(plain, territories=access.territories)).order_by()
    return rows.filter(Q(establishment__in=seen) | Q(department__code__in=own))


def get_saving_for(access: Access, pk: int) -> Saving:
    """The one door to a saving; NotVisible (404) for strangers."""
    found = visible_savings(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such saving."))
    return found


def signs_for_site(access: Access, saving: Saving) -> bool:
    """Who submits the reports of the establishment."""
    return visible_establishments(access, Can.SUBMIT).filter(pk=saving.establishment_id).exists()


def signs_for_department(access: Access, saving: Saving) -> bool:
    """Who heads the department, not who keeps its costs."""
    scopes = access.scopes(Can.SERVE)
    return "group" in scopes or saving.department.pool in scopes


def may_propose(access: Access) -> bool:
    """The controller, heads of departments, directors of sites."""
    return any(access.anywhere(can) for can in (Can.RUN_SHARES, Can.SERVE, Can.SUBMIT))


def may_measure(access: Access, saving: Saving) -> bool:
    return access.whole_group(Can.RUN_SHARES) or signs_for_department(access, saving)


def may_change(access: Access, saving: Saving) -> bool:
    return may_measure(access, saving) or signs_for_site(access, saving)


@dataclass(frozen=True)
class RolledUp:
    """Net savings of a department, an establishment or a year; euros, those that count apart."""

    label: str
    count: int
    net: Decimal
    counting: Decimal
    confirmed: Decimal


def rolled_up(rows: Sequence[SavingRow], by: str) -> list[RolledUp]:
    """`by` department, establishment or year; what counts most first."""
    groups: dict[str, list[SavingRow]] = {}
    for row in rows:
        groups.setdefault(str(getattr(row.saving, by)), []).append(row)
    found = [
        RolledUp(
            label,
            len(each),
            sum((row.net or Decimal(0) for row in each), Decimal(0)),
            sum((row.net or Decimal(0) for row in each if row.counts), Decimal(0)),
            sum((row.net or Decimal(0) for row in each if row.saving.state == SavingState.CONFIRMED), Decimal(0)),
        )
        for label, each in groups.items()
    ]
    return sorted(found, key=lambda each: (-each.counting, each.label))


def saving_rows(savings: Iterable[Saving]) -> list[SavingRow]:
    """In the order given; a bounded number of queries for each baseline and year."""
    known = list(savings)
    charged = _charged(known)
    told = {row.pk: measure(row, charged.get(_key(row))) for row in known if row.state in MEASURED_STATES}
    found = verdicts(known, {pk: (each.net, each.counterfactual) for pk, each in told.items()})
    return [SavingRow(row, told.get(row.pk), found[row.pk]) for row in known]


def measure(saving: Saving, charged: Decimal | None) -> Measured:
    """`charged` is what approved runs charged the establishment in the year; None where none did."""
    volume, index_now = Fraction(saving.volume or 0), Fraction(saving.index_now or 0)
    base = Fraction(saving.baseline_cost) / Fraction(saving.baseline_volume)
    indexed = base * index_now / Fraction(saving.index_base)
    counterfactual = round_half_up(indexed * volume, 2)
    allocated = saving.other_cost if charged is None else charged
    gross = counterfactual - saving.own_cost - allocated
    net = gross - saving.transition
    return Measured(
        base, indexed, counterfactual, saving.own_cost, allocated, charged is not None, gross, net,
        Fraction(gross) / volume, Fraction(net) / volume,
    )  # fmt: skip


def _charged(savings: Sequence[Saving]) -> dict[tuple[int, int, int], Decimal]:
    """Euros by department, establishment and year, direct charges and true-ups included."""
    if not savings:
        return {}
    years = [saving.year for saving in savings]
    rows = RunLine.objects.filter(
        run__state__in=CHARGED,
        run__month__gte=dt.date(min(years), 1, 1),
        run__month__lte=dt.date(max(years), 12, 1),
        department__in={saving.department_id for saving in savings},
        establishment__in={saving.establishment_id for saving in savings},
    ).order_by()
    sums: dict[tuple[int, int, int], Decimal] = {}
    told = rows.values_list("department", "establishment", "run__month__year").annotate(amount=AMOUNT)
    for department, establishment, year, amount in told:
        sums[department, establishment, year] = amount
    return sums


def _key(saving: Saving) -> tuple[int, int, int]:
    return saving.department_id, saving.establishment_id, saving.year
