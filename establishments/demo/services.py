"""Making the demo group."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pghistory
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.demo import users as people
from establishments.demo.calendars import HISTORY, Frame, Grid, Ints
from establishments.demo.context import Context
from establishments.demo.events import add_events
from establishments.demo.figures import Rates, budget_of, encode, opening_records, operate
from establishments.demo.flows import Ledger, write_flows
from establishments.demo.geography import AREA_OF
from establishments.demo.latent import Latent, latent_of
from establishments.demo.model import Event, Group, Site
from establishments.demo.names import SIREN_PREFIX, Numbers
from establishments.demo.oddities import add_oddities
from establishments.demo.planning import plan_group
from establishments.demo.profiles import PROFILES, SUPPORT
from establishments.demo.reports import Authors, write_reports
from establishments.demo.structure import write_stays, write_structure
from establishments.demo.support import make_support, sell_building
from establishments.demo.workflow import DRAFT, MISSING, Steps, settled, steps_of
from establishments.enums import Role, Scenario
from establishments.models import Change, ConsolidationTerm, LegalEntity, Stay
from groupe.accounts.models import User
from groupe.kernel.errors import DomainError
from groupe.kernel.periods import Month, last_completed_month
from groupe.kernel.recording import saving

Progress = Callable[[int, int], None]
OFFICE_RATE, POOL_RATE = 0.029, 0.017


@dataclass
class Made:
    """What was made; `group` is None where only sign-ins were."""

    group: Group | None
    sign_ins: list[people.SignIn]
    password: str
    reports: int = 0
    flows: int = 0
    events: list[Event] = field(default_factory=list)


@pghistory.context(source="demo")  # its triggers would look for one in vain at each row, ever slower
@saving()
def demo_group_create(
    *,
    sites: int,
    months: int,
    seed: int,
    password: str = "",
    replace: bool = False,
    last: Month | None = None,
    progress: Progress | None = None,
) -> Made:
    """A synthetic group that ends with `last` (the last completed month); the same arguments give the same group.

    The figures are not consolidated: call the engine's rebuild afterwards. `sites=0` makes the sign-ins only.
    Raises DomainError (`group_exists`, `not_a_demo`, `demo_size`).
    """
    if sites < 0 or not 1 <= months <= 120 or sites > 50_000:
        raise DomainError("demo_size", _("A demo group has up to 50,000 sites and 1 to 120 months."))
    if replace:
        _clear()
    elif sites and (Stay.objects.exists() or ConsolidationTerm.objects.exists()):
        raise DomainError("group_exists", _("There is a group already; --replace replaces it if it is a demo group."))
    password = password or secrets.token_urlsafe(12)
    if not sites:
        found = people.sign_ins(None)
        people.create_mandates(found, people.create_sign_ins(found, password))
        return Made(None, found, password)
    group = plan_group(sites, months, seed, last or last_completed_month())
    numbers = Numbers(_finess=700_000, _siren=70_000)
    add_events(group, numbers, seed)
    return _Maker(group, seed, password, progress or (lambda done, total: None)).make()


def _clear() -> None:
    """Empties the tables of a demo group; with a single other legal entity, all is left alone."""
    if LegalEntity.objects.exclude(siren__startswith=SIREN_PREFIX).exists():
        raise DomainError("not_a_demo", _("There is more here than a demo group: it is not replaced."))
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename from pg_tables where schemaname = current_schema() and tablename ~ %s",
            ["^(establishments|consolidation)_"],
        )
        tables = ", ".join(f'"{name}"' for (name,) in cursor.fetchall())
        cursor.execute(f"truncate {tables} restart identity cascade")
    User.objects.filter(email__endswith=f"@{people.DOMAIN}").delete()


class _Maker:
    def __init__(self, group: Group, seed: int, password: str, progress: Progress) -> None:
        self.group, self.seed, self.progress = group, seed, progress
        self.grid = Grid(group.first - HISTORY, group.last)
        self.made = Made(group, people.sign_ins(group), password, events=group.events)
        self.now = np.datetime64(timezone.now().astimezone(dt.UTC).replace(tzinfo=None), "us")
        shape = len(group.sites), self.grid.columns
        self.charged = {name: np.zeros(shape, dtype=np.int64) for name in ("office", "pool", "rent")}

    def make(self) -> Made:
        signed = people.create_sign_ins(self.made.sign_ins, self.made.password)
        people.create_mandates(self.made.sign_ins, signed)
        entities, self.pks = write_structure(self.group)
        self._set_authors(signed)
        kinds = [kind for kind in PROFILES if self.group.of_kind(kind)]
        for number, kind in enumerate([kind for kind in kinds if kind not in SUPPORT]):
            self._operating(kind, np.random.default_rng([self.seed, number]))
            self.progress(number + 1, len(kinds) + 2)
        ledger = self._ledger()
        for number, kind in enumerate([kind for kind in kinds if kind in SUPPORT]):
            self._support(kind, ledger, np.random.default_rng([self.seed, 100 + number]))
        self.made.flows = write_flows(self.group, ledger, entities, self.pks, gain_column=self._gain_column)
        write_stays(self.group, self.pks)
        Change.objects.bulk_create(
            Change(establishment_id=pk, first=self.group.first.first) for pk in self.pks.values()
        )
        self.progress(1, 1)
        return self.made

    @property
    def _gain_column(self) -> int:
        return HISTORY + (self.grid.columns - HISTORY) // 2

    def _set_authors(self, signed: dict[str, User]) -> None:
        self.directors = people.create_directors(self.group, signed)
        self.validators = people.create_territory_directors(self.group, signed)
        self.controller = signed[f"{Role.CONTROLLER}@{people.DOMAIN}"].pk

    def _authors(self, sites: list[Site]) -> Authors:
        validators = [self.validators[AREA_OF[site.commune.department]].pk for site in sites]
        directors = [self.directors[site.code].pk for site in sites]
        return Authors(np.array(directors), np.array(validators), self.controller)

    def _operating(self, kind: str, rng: np.random.Generator) -> None:
        sites = self.group.of_kind(kind)
        latent = latent_of(self.grid, sites, rng)
        rates = Rates(
            OFFICE_RATE if self.group.of_kind("head_office") else 0,
            POOL_RATE if self.group.of_kind("support_department") else 0,
        )
        ctx, charged = operate(kind, sites, Frame(self.grid, sites, actual=True), latent, rng, rates)
        rows = [site.number for site in sites]
        for name, table in self.charged.items():
            table[rows] = np.rint(getattr(charged, name) * 100).astype(np.int64)
        for site, record in zip(sites, opening_records(ctx), strict=True):
            site.opening = record
        add_oddities(ctx, range(HISTORY, self.grid.columns))
        self._write(ctx, Scenario.ACTUAL, self._steps(ctx, rng))
        self._write_budget(ctx)
        taken = [row for row, site in enumerate(sites) if site.taken_over]
        if taken:
            self._seller(kind, [sites[row] for row in taken], _rows(latent, taken), rng)

    def _seller(self, kind: str, sites: list[Site], latent: Latent, rng: np.random.Generator) -> None:
        """What the seller reported over its last year."""
        ctx, _charged = operate(kind, sites, Frame(self.grid, sites, actual=False), latent, rng, Rates(0, 0))
        told = [np.datetime64(site.entry, "us") + np.timedelta64(40 * 86_400 * 10**6, "us") for site in sites]
        steps = settled(self.grid, ctx.frame.days > 0, np.minimum(np.array(told), self.now)[:, None])
        self._write(ctx, Scenario.PRE_ACQUISITION, steps)

    def _support(self, kind: str, ledger: Ledger, rng: np.random.Generator) -> None:
        sites = self.group.of_kind(kind)
        latent = latent_of(self.grid, sites, rng)
        ctx = Context(kind, sites, Frame(self.grid, sites, actual=True), latent, rng)
        income = np.concatenate([ledger.income_of(site) for site in sites])
        make_support(ctx, income, len(self.group.sites))
        if kind == "head_office" and ledger.properties:
            sell_building(ctx, self._gain_column)
        self._write(ctx, Scenario.ACTUAL, self._steps(ctx, rng))
        self._write_budget(ctx)

    def _ledger(self) -> Ledger:
        offices, pools, properties = (
            self.group.of_kind(kind) for kind in ("head_office", "support_department", "property")
        )
        return Ledger(self.grid, self.group.sites, **self.charged, offices=offices, pools=pools, properties=properties)

    def _steps(self, ctx: Context, rng: np.random.Generator) -> Steps:
        steps = steps_of(self.grid, ctx.frame.days > 0, rng, self.now)
        for row, site in enumerate(ctx.sites):
            if site is people.main_site(self.group) and steps.state[row, -1]:
                steps.state[row, -1] = MISSING
            elif site is people.second_site(self.group) and steps.state[row, -1]:
                steps.state[row, -1] = DRAFT
        return steps

    def _write_budget(self, ctx: Context) -> None:
        voted = [np.datetime64(dt.date(month.year - 1, 12, 12), "us") for month in self.grid.months]
        at = np.minimum(np.array(voted), self.now)
        ctx.values = budget_of(ctx)
        self._write(ctx, Scenario.BUDGET, settled(self.grid, ctx.frame.days > 0, at))

    def _write(self, ctx: Context, scenario: str, steps: Steps) -> None:
        source = catalogue()
        hidden = ctx.not_applicable if scenario != Scenario.BUDGET else set()
        vectors = encode(ctx.values, hidden, ctx.kind, source, self.grid)
        pks: Ints = np.array([self.pks[site.code] for site in ctx.sites])
        authors = self._authors(list(ctx.sites))
        self.made.reports += write_reports(ctx.kind, source, self.grid, pks, vectors, steps, scenario, authors)


def _rows(latent: Latent, rows: list[int]) -> Latent:
    return Latent(
        latent.health[rows], latent.occupancy[rows], latent.planned[rows], latent.vacancy[rows], latent.thrift[rows]
    )
