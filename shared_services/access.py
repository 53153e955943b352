"""Who may see and do what with pooled departments (domain.md, section 12): closed by default."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, establishments_in, visible_establishments
from groupe.kernel.errors import NotAllowed, NotVisible
from shared_services.models import Department


def served_by_pool(code: str, day: dt.date) -> Q:
    """The establishments that the department of this code serves: what `pool:<code>` means to the structure."""
    scopes = Department.objects.filter(code=code).order_by().values_list("scope", flat=True)
    return establishments_in([scope for scope in scopes if not scope.startswith("pool:")], day)


def visible_departments(access: Access) -> QuerySet[Department]:
    """All of them over the whole group; else those one runs, and those that serve an establishment one sees."""
    rows = Department.objects.all()
    if access.whole_group(Can.SEE_SHARED):
        return rows
    if not access.anywhere(Can.SEE_SHARED):
        return rows.none()
    seen = visible_establishments(access, Can.SEE_SHARED)
    scopes = rows.order_by().values_list("scope", flat=True).distinct()
    serving = [scope for scope in scopes if seen.filter(establishments_in([scope])).exists()]
    return rows.filter(Q(scope__in=serving) | Q(code__in=_own(access)))


def get_department_for(access: Access, code: str, *, write: bool = False) -> Department:
    """The one door to a department: NotVisible (404) for strangers, NotAllowed (403) where one may only read."""
    found = visible_departments(access).filter(code=code).select_related("head", "site", "entity").first()
    if found is None:
        raise NotVisible(_("There is no such department."))
    if write and not runs(access, found):
        raise NotAllowed(_("Your role does not allow this here."))
    return found


def runs(access: Access, department: Department) -> bool:
    """Whether the user heads this department, or keeps the costs of all of them."""
    return (
        access.whole_group(Can.RUN_SHARES)
        or access.whole_group(Can.SERVE)
        or department.pool in access.scopes(Can.SERVE)
    )


def sees_costs(access: Access, department: Department) -> bool:
    """A site director sees the own share, not what a whole department costs."""
    return access.whole_group(Can.SEE_SHARED) or department.pool in access.scopes(Can.SEE_SHARED)


def _own(access: Access) -> set[str]:
    """Codes of the departments over which the user has a mandate of their own."""
    pools = (scope.partition(":") for scope in access.scopes(Can.SEE_SHARED))
    return {code for name, _colon, code in pools if name == "pool"}
