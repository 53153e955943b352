"""What a lender is, and whether its money goes upward: to who owns it, or to another branch of that group."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from establishments.catalogue import catalogue
from establishments.models import Attachment, Holding, LegalEntity
from shared_services.enums import LenderType

# Sectors of article L312-1 of the code de l'action sociale et des familles.
L312_1: Final = frozenset({"elderly", "home", "disability", "protection"})
NON_PROFIT: Final = ("association", "fondation", "mutual", "fonds de dotation", "congregation", "syndicat")
PUBLIC: Final = ("commun", "departement", "etat", "public", "region", "metropole")
# Those whose money is bound to their mission.
BOUND: Final = frozenset({LenderType.MANAGER, LenderType.NON_PROFIT})


def lender_types(entities: Iterable[LegalEntity], day: dt.date) -> dict[int, LenderType]:
    """By key: a non-profit manager of L312-1 comes first, then what its legal form says."""
    known = list(entities)
    kinds = [kind.code for kind in catalogue().kinds.values() if kind.sector in L312_1]
    held = Attachment.objects.on(day).filter(entity__in=known, establishment__kind__in=kinds)
    managers = set(held.order_by().values_list("entity", flat=True))
    return {entity.pk: LenderType.MANAGER if entity.pk in managers else _form(entity) for entity in known}


def _form(entity: LegalEntity) -> LenderType:
    form = unicodedata.normalize("NFKD", entity.legal_form.casefold())
    plain = "".join(letter for letter in form if not unicodedata.combining(letter))
    if any(word in plain for word in NON_PROFIT):
        return LenderType.NON_PROFIT
    return LenderType.PUBLIC if any(word in plain for word in PUBLIC) else LenderType.COMPANY


class Owners:
    """Who owns whom on a day, through any number of steps; read once."""

    def __init__(self, day: dt.date) -> None:
        self._above: Mapping[int, set[int]] = defaultdict(set)
        self._below: Mapping[int, set[int]] = defaultdict(set)
        rows = Holding.objects.on(day).order_by().values_list("owner", "owned")
        for owner, owned in rows:
            self._above[owned].add(owner)
            self._below[owner].add(owned)

    def is_upward(self, lender: int, borrower: int) -> bool:
        """To an owner, or to what an owner holds elsewhere than through the lender."""
        owners = _reached(lender, self._above)
        own = _reached(lender, self._below)
        if borrower in owners:
            return True
        return borrower not in own and any(borrower in _reached(owner, self._below) for owner in owners)


def _reached(start: int, steps: Mapping[int, set[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for each in steps.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found
