"""What a scope code stands for: `group`, `sector:elderly`, `territory:sud`, `establishment:E12`, ..."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.models import Establishment, Funder, LegalEntity, Territory
from groupe.kernel.charts.department_map import department_name
from groupe.kernel.memo import remembered

# From the widest to the narrowest.
KINDS = ("group", "sector", "kind", "territory", "entity", "funder", "department", "establishment")
SCOPE_TABLES: dict[str, type[models.Model]] = {
    "territory": Territory,
    "entity": LegalEntity,
    "funder": Funder,
    "establishment": Establishment,
}


@dataclass(frozen=True)
class ScopeInfo:
    """A scope by its code, with the name that people know it by."""

    code: str
    name: str
    kind: str

    @property
    def is_site(self) -> bool:
        return self.kind == "establishment"


def named_scopes(codes: Iterable[str]) -> dict[str, ScopeInfo]:
    """The scopes that exist among these codes, with their names; a bounded number of queries."""
    wanted: dict[str, list[str]] = {}
    for scope in codes:
        name, _colon, code = scope.partition(":")
        wanted.setdefault(name, []).append(code)
    found = {"group": ScopeInfo("group", _("Whole group"), "group")} if "" in wanted.get("group", []) else {}
    for name, model in SCOPE_TABLES.items():
        if name in wanted:
            for code, label in model._default_manager.filter(code__in=wanted[name]).values_list("code", "name"):
                found[f"{name}:{code}"] = ScopeInfo(f"{name}:{code}", label, name)
    return found | _catalogue_scopes(wanted) | _departments(wanted.get("department", []))


def every_scope() -> list[ScopeInfo]:
    """All but single establishments, with their names; entities that hold one, or did."""
    source = catalogue()
    codes = {f"sector:{code}" for code in source.sectors} | {f"kind:{code}" for code in source.kinds}
    codes |= {f"department:{code}" for code in departments_of_group()} | {"group"}
    holders = LegalEntity.objects.filter(attachments__isnull=False).distinct()
    rows = {"territory": Territory.objects.all(), "entity": holders, "funder": Funder.objects.all()}
    found = list(named_scopes(codes).values())
    for name, those in rows.items():
        pairs = those.order_by().values_list("code", "name")
        found += [ScopeInfo(f"{name}:{code}", label, name) for code, label in pairs]
    return found


def _catalogue_scopes(wanted: dict[str, list[str]]) -> dict[str, ScopeInfo]:
    found = {}
    for name, items in (("sector", catalogue().sectors), ("kind", catalogue().kinds)):
        for code in wanted.get(name, []):
            if code in items:
                found[f"{name}:{code}"] = ScopeInfo(f"{name}:{code}", items[code].label, name)
    return found


def _departments(codes: list[str]) -> dict[str, ScopeInfo]:
    if not codes:
        return {}
    known = departments_of_group().intersection(codes)
    return {
        f"department:{code}": ScopeInfo(f"department:{code}", f"{department_name(code)} ({code})", "department")
        for code in known
    }


@remembered
def departments_of_group() -> frozenset[str]:
    """The French departments where the group is, or was."""
    rows = Establishment.objects.ever_members().exclude(department="").order_by()
    return frozenset(rows.values_list("department", flat=True).distinct())
