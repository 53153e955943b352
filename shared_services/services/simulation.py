"""What another key or method would change, before anybody approves it: nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from establishments.models import Establishment
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month
from shared_services.enums import CHARGED, Basis, Method, RunKind, RunState
from shared_services.models import AllocationRun
from shared_services.selectors.pools import pool_months
from shared_services.services.computing import step_order_of
from shared_services.services.frozen import FINE, frozen_pools, month_lines
from shared_services.sharing import charge


@dataclass(frozen=True)
class How:
    """A way to share; `drivers` stand in for the keys in force, by department code; `order` is that of step-down."""

    method: str = Method.DIRECT
    drivers: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = ()


@dataclass(frozen=True)
class Effect:
    """Euros of one establishment in the month, as it is and as it would be."""

    code: str
    name: str
    now: Decimal
    then: Decimal

    @property
    def difference(self) -> Decimal:
        return self.then - self.now


def current_run(month: Month) -> AllocationRun | None:
    """The newest version of the month that is charged, or waits for approval: what a simulation is compared with."""
    rows = AllocationRun.objects.filter(kind=RunKind.MONTH, month=month.first, state__in=[*CHARGED, RunState.DRAFT])
    return rows.defer("inputs", "sums").order_by("-version").first()


def how_now(run: AllocationRun | None) -> How:
    """As the run shares, or by the direct method where nothing was shared yet; the keys are those in force."""
    return How(run.method, order=run.order) if run else How()


def simulate(*, month: Month, now: How, then: How, basis: str = Basis.ACTUAL) -> list[Effect]:
    """Every establishment that pays either way, who would pay most more first; both ways share the same cost.

    The month stands alone: cents are not cumulated with those before. DomainError (422) as for a run.
    """
    sites = dict(Establishment.objects.values_list("pk", "code"))
    one, other = (_totals(month, basis, how, sites) for how in (now, then))
    names = dict(Establishment.objects.filter(code__in={*one, *other}).values_list("code", "name"))
    effects = [Effect(code, name, one[code], other[code]) for code, name in names.items()]
    return sorted(effects, key=lambda each: (-each.difference, each.name))


def _totals(month: Month, basis: str, how: How, sites: Mapping[int, str]) -> dict[str, Decimal]:
    pools = frozen_pools(pool_months(month, basis, drivers=how.drivers), sites)
    if all(pool["cost"] is None for pool in pools.values()):
        raise DomainError("no_cost", _("No department has a cost in this month."), status=422)
    order = how.order if set(how.order) == pools.keys() else step_order_of(pools)
    inputs: dict[str, Any] = {"method": how.method, "order": order, "months": {str(month): pools}}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (_pool, site), cents in charge(month_lines(inputs), unit=FINE).items():
        sums[site] += Decimal(cents) / 100
    return sums
