"""What happens to the group over the period: takeovers, a sale, a closing, a transfer, more or fewer places."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from establishments.demo.model import Entity, Event, Group, Holder, Site, Step
from establishments.demo.names import Numbers
from establishments.demo.planning import ASSOCIATION, PARENT
from establishments.demo.profiles import SUPPORT, WITHOUT_PLACES
from groupe.kernel.periods import Month

DAYS = (17, 1, 9, 24, 12, 5)
RESCUED = (
    "Les Coteaux Bleus",
    "Le Pas à Pas",
    "Horizons du Val",
    "La Main Tendue",
    "Les Grands Prés",
    "Le Trait d'Union",
)
PREFERRED = {
    "court_sale": ("ehpad", "sad", "mecs", "creche_psu"),
    "board_takeover": ("ime", "ehpad", "sessad", "residence_autonomie"),
    "sale": ("residence_tourisme", "village_vacances", "creche_paje"),
    "closing": ("eanm", "accueil_jour", "savs_samsah"),
    "founding": ("creche_psu", "centre_sante", "sessad"),
}


def add_events(group: Group, numbers: Numbers, seed: int) -> None:
    """Chooses sites and dates; a group of twenty sites or more gets at least what the demo promises."""
    rng = random.Random(f"events:{seed}")  # noqa: S311 - a demo, not a secret
    maker = _Events(group, numbers, rng)
    size = len(group.sites)
    if size < 20:
        return
    for number, place in enumerate(_spread(max(4, size // 25), 0.14, 0.8)):
        maker.court_sale(number, place)
    for number, place in enumerate(_spread(max(2, size // 60), 0.3, 0.68)):
        maker.board_takeover(number, place)
    for place in _spread(max(1, size // 80), 0.78, 0.9):
        maker.sale(place)
    for place in _spread(max(1, size // 80), 0.62, 0.9):
        maker.closing(place)
    for place in _spread(max(1, size // 80), 0.45, 0.9):
        maker.founding(place)
    for number, place in enumerate(_spread(max(6, size // 12), 0.1, 0.92)):
        maker.capacity(place, more=number % 3 != 2)
    group.events.sort(key=lambda event: (event.on, event.what, event.sites))


def _spread(count: int, low: float, high: float) -> Iterator[float]:
    """`count` places between `low` and `high`."""
    for number in range(count):
        yield low + (high - low) * number / max(1, count - 1)


class _Events:
    def __init__(self, group: Group, numbers: Numbers, rng: random.Random) -> None:
        self.group, self.numbers, self.rng = group, numbers, rng
        self.free = [site for site in group.sites if site.kind not in SUPPORT]
        rng.shuffle(self.free)
        self.rescued = 0

    def court_sale(self, number: int, place: float) -> None:
        """One site of a debtor, carried over to an entity of the group by the court."""
        site = self._take(PREFERRED["court_sale"][number % 4 :] + PREFERRED["court_sale"])
        day = self._day(place, DAYS[number % len(DAYS)])
        self._enter(site, day, "court_sale", site.holders[0].entity)
        site.story = "slow" if number % 4 == 2 else "recovering"
        self._tell("court_sale", day, site)

    def board_takeover(self, number: int, place: float) -> None:
        """The group takes the board of an association, which keeps its sites, its debts and its SIREN."""
        day = self._day(place, 1 if number % 2 == 0 else 16)
        entity = self._rescued_association(day)
        first = 2 * (number % 2)
        sites = [self._take(PREFERRED["board_takeover"][first + rank :]) for rank in range(2)]
        for site in sites:
            self._enter(site, day, "board_takeover", entity.key)
            site.siret = self.numbers.siret(entity.siren)
            site.story = "recovering"
        self._tell("board_takeover", day, *sites)
        self._transfer(sites[0], day)

    def _transfer(self, site: Site, entered: dt.date) -> None:
        """Some time after, the first site moves to the parent, in the middle of a month."""
        done = sum(event.what == "transfer" for event in self.group.events)
        if done >= max(1, len(self.group.sites) // 80):
            return
        month = min(Month.of(entered) + 9, self.group.last - 1)
        day = max(month.first.replace(day=16), entered + dt.timedelta(days=1))
        site.holders.append(Holder(day, PARENT))
        self._tell("transfer", day, site)

    def sale(self, place: float) -> None:
        site = self._take(PREFERRED["sale"])
        site.exit, site.exit_reason = self._month(place).last, "sold"
        self._tell("sale", site.exit, site)

    def closing(self, place: float) -> None:
        site = self._take(PREFERRED["closing"])
        site.exit, site.exit_reason, site.story = self._day(place, 20), "closed", "declining"
        self._tell("closing", site.exit, site)

    def founding(self, place: float) -> None:
        site = self._take(PREFERRED["founding"])
        day = self._day(place, 1)
        self._enter(site, day, "founded", site.holders[0].entity)
        site.story = "young"
        site.opened = day
        site.steps = [Step(step.measure, day, step.value) for step in site.steps]
        self._tell("founding", day, site)

    def capacity(self, place: float, *, more: bool) -> None:
        """About a tenth of the places more or less, in the middle of a month."""
        sized = [site for site in self.free if site.kind not in WITHOUT_PLACES and site.size >= 20]
        if not sized:
            return
        site = sized[0]
        self.free.remove(site)
        day = self._day(place, 15)
        delta = max(2, round(site.size * self.rng.uniform(0.05, 0.1))) * (1 if more else -1)
        main = site.steps[2].measure if len(site.steps) > 2 else None
        changed = [step for step in site.steps if step.measure in {"CAP_AUT", "CAP_FIN", main}]
        site.steps += [Step(step.measure, day, step.value + delta) for step in changed]
        self._tell("capacity", day, site)

    def _rescued_association(self, day: dt.date) -> Entity:
        name = RESCUED[self.rescued % len(RESCUED)]
        self.rescued += 1
        suffix = f" {self.rescued}" if self.rescued > len(RESCUED) else ""
        siren, finess = self.numbers.siren(), self.numbers.finess()
        entity = Entity(
            f"rescued-{self.rescued}", f"Association {name}{suffix}", ASSOCIATION, "full", siren, finess, day
        )
        self.group.entities[entity.key] = entity
        return entity

    def _take(self, preferred: tuple[str, ...]) -> Site:
        """A site to which nothing happened yet, of a preferred kind where there is one."""
        for kind in preferred:
            for site in self.free:
                if site.kind == kind:
                    self.free.remove(site)
                    return site
        return self.free.pop()

    def _enter(self, site: Site, day: dt.date, reason: str, entity: str) -> None:
        site.entry, site.entry_reason, site.holders = day, reason, [Holder(day, entity)]

    def _month(self, place: float) -> Month:
        months = self.group.last.index - self.group.first.index
        return self.group.first + min(max(1, round(months * place)), max(0, months - 1))

    def _day(self, place: float, day: int) -> dt.date:
        return self._month(place).first.replace(day=day)

    def _tell(self, what: str, on: dt.date, *sites: Site) -> None:
        self.group.events.append(Event(what, on, [site.code for site in sites]))
