"""Planning a demo group: who, where, since when."""

from __future__ import annotations

import datetime as dt
import random

from establishments.demo.geography import COMMUNES, LYON, Commune
from establishments.demo.model import Entity, Group, Holder, Owner, Site, Step
from establishments.demo.names import Numbers, people, titles
from establishments.demo.profiles import NURSERIES, PROFILES, SUPPORT, TOURISM, WITHOUT_PLACES
from groupe.kernel.periods import Month

PARENT, PROPERTY, HOME, NURSERY, HOLIDAY, HEALTH = "parent", "property", "home", "nursery", "holiday", "health"
FOUNDED = dt.date(1998, 1, 1)
SITES_PER_ASSOCIATION = 80
POOLS = ("Ressources humaines et paie", "Informatique et achats", "Qualité", "Immobilier et travaux", "Finances")
ASSOCIATION = "Association loi 1901"
SAS = "Société par actions simplifiée"


def plan_group(sites: int, months: int, seed: int, last: Month) -> Group:
    """The structure as it stands before anything happens to it; the same arguments give the same group."""
    rng = random.Random(f"groupe:{seed}:{sites}:{months}")  # noqa: S311 - a demo, not a secret
    numbers = Numbers()
    entities = _entities(numbers, sites)
    kinds = [kind for kind, count in kind_counts(sites).items() for _ in range(count)]
    maker = _SiteMaker(rng, numbers, entities, sum(kind in SUPPORT for kind in kinds))
    made = [maker.site(number, kind) for number, kind in enumerate(kinds)]
    return Group(last - (months - 1), last, entities, made, [])


def kind_counts(sites: int) -> dict[str, int]:
    """How many sites of each kind: some that support the others, then by largest remainder, one at least if it fits."""
    counts = {
        "head_office": min(1, sites),
        "support_department": (sites >= 12) + (sites >= len(PROFILES)) + sites // 250,
        "property": (sites >= 6) + sites // 500,
    }
    weights = {kind: profile.share for kind, profile in PROFILES.items() if kind not in SUPPORT}
    left = sites - sum(counts.values())
    floor = 1 if left >= len(weights) else 0
    spread = left - floor * len(weights)
    exact = {kind: weight * spread / sum(weights.values()) for kind, weight in weights.items()}
    shares = {kind: int(value) for kind, value in exact.items()}
    by_remainder = sorted(weights, key=lambda kind: (shares[kind] - exact[kind], -weights[kind], kind))
    for kind in by_remainder[: spread - sum(shares.values())]:
        shares[kind] += 1
    return {kind: counts.get(kind, floor + shares.get(kind, 0)) for kind in PROFILES}


def _entities(numbers: Numbers, sites: int) -> dict[str, Entity]:
    def entity(key: str, name: str, form: str, method: str, owner: Owner | None = None) -> Entity:
        return Entity(key, name, form, method, numbers.siren(), numbers.finess(), FOUNDED, owner)

    made = [
        entity(PARENT, "Association Rives et Chemins", ASSOCIATION, "full"),
        entity(PROPERTY, "Foncière des Rives", SAS, "full", Owner(PARENT, 100, 100)),
        entity(HOME, "Rives Domicile", SAS, "full", Owner(PARENT, 80, 80)),
        entity(NURSERY, "Les Petits Pas des Rives", SAS, "full", Owner(PARENT, 100, 100)),
        entity(HOLIDAY, "Escales Solidaires", SAS, "proportional", Owner(PARENT, 50, 50)),
        entity(HEALTH, "Santé Val Clair", SAS, "equity", Owner(PARENT, 30, 30)),
    ]
    made += [
        entity(f"regional-{number}", f"Association Rives et Chemins {number + 1}", ASSOCIATION, "full")
        for number in range(sites // SITES_PER_ASSOCIATION if sites >= 2 * SITES_PER_ASSOCIATION else 0)
    ]
    return {one.key: one for one in made}


class _SiteMaker:
    def __init__(self, rng: random.Random, numbers: Numbers, entities: dict[str, Entity], support: int) -> None:
        self.rng, self.numbers, self.entities = rng, numbers, entities
        self.titles, self.people = titles(rng), people(rng)
        self.regional = [key for key in entities if key.startswith("regional-")] or [PARENT]
        self.counters: dict[str, int] = {}
        self.communes: list[int] = []

    def site(self, number: int, kind: str) -> Site:
        profile = PROFILES[kind]
        rank = self.counters[kind] = self.counters.get(kind, 0) + 1
        founded = dt.date(self.rng.randint(1975, 2008), self.rng.choice((1, 4, 9)), 1)
        entry = max(founded, dt.date(self.rng.randint(1999, 2016), self.rng.choice((1, 1, 7)), 1))
        holder = self._holder(kind)
        site = Site(
            number=number,
            code=f"{profile.prefix}-{rank:02d}",
            name=self._name(kind, rank),
            kind=kind,
            commune=LYON if kind in SUPPORT else self._commune(),
            size=self.rng.randint(*profile.size),
            entry=entry,
            entry_reason=self.rng.choice(("founded", "founded", "purchase", "merger")),
            story="declining" if kind not in SUPPORT and self.rng.random() < 0.08 else "steady",
            rent="outside" if kind in SUPPORT else self.rng.choice(("group", "group", "outside", "owner", "owner")),
            director=next(self.people),
            finess=self.numbers.finess() if profile.finess else "",
            siret=self.numbers.siret(self.entities[holder].siren),
            opened=founded,
            holders=[Holder(entry, holder)],
        )
        site.steps = [Step(measure, founded, value) for measure, value in places(kind, site.size).items()]
        return site

    def _holder(self, kind: str) -> str:
        if kind == "property":
            return PROPERTY
        if kind in {"sad", "ssiad"}:
            return HOME
        if kind in NURSERIES:
            return NURSERY
        if kind in TOURISM:
            return HOLIDAY
        if kind in {"clinique", "centre_sante"}:
            return HEALTH
        return PARENT if kind in SUPPORT else self.rng.choice(self.regional)

    def _name(self, kind: str, rank: int) -> str:
        if kind == "support_department":
            return f"Pôle {POOLS[(rank - 1) % len(POOLS)]}" + (f" {rank}" if rank > len(POOLS) else "")
        if kind in {"head_office", "property"}:
            return {"head_office": "Siège Rives et Chemins", "property": "Patrimoine des Rives"}[kind] + (
                f" {rank}" if rank > 1 else ""
            )
        return f"{PROFILES[kind].label} {next(self.titles)}"

    def _commune(self) -> Commune:
        """Every commune once before any twice, so that ten departments are covered early."""
        if not self.communes:
            self.communes = list(range(len(COMMUNES)))
            self.rng.shuffle(self.communes)
        return COMMUNES[self.communes.pop()]


def places(kind: str, size: int) -> dict[str, int]:
    """The capacities of a site of this size: its own measures, and the totals where places are granted."""
    profile = PROFILES[kind]
    if kind in WITHOUT_PLACES:
        return {}
    own = {measure: round(size * share) for measure, share in profile.split.items()}
    if own:
        first = next(iter(own))
        own[first] += size - sum(own.values())
    return {"CAP_AUT": size, "CAP_FIN": size, **own}
