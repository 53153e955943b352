"""Who may see and do what with pooled departments (domain.md, section 12): closed by default."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, establishments_in, visible_establishments
from establishments.models import Establishment
from groupe.kernel.errors import NotAllowed, NotVisible
from shared_services.models import Department, Service, ServiceRequest


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
    return rows.filter(Q(scope__in=serving) | Q(code__in=own_codes(access)))


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


def serves(access: Access, department: Department) -> bool:
    """Whether the user works on what is asked of this department."""
    return access.whole_group(Can.SERVE) or department.pool in access.scopes(Can.SERVE)


def own_departments(access: Access) -> QuerySet[Department]:
    """Those that the user works for by a mandate over the pool."""
    return Department.objects.filter(code__in=own_codes(access, Can.SERVE), active=True)


def works_with_requests(access: Access) -> bool:
    return access.anywhere(Can.ASK_SERVICE) or access.anywhere(Can.SERVE)


def require_requests(access: Access) -> None:
    if not works_with_requests(access):
        raise NotAllowed(_("Your role does not allow this."))


def visible_services(access: Access) -> QuerySet[Service]:
    """The services of the departments that one sees; those no longer offered for who runs them alone."""
    return Service.objects.filter(department__in=visible_departments(access).filter(active=True))


def get_service_for(access: Access, pk: int, *, write: bool = False) -> Service:
    """The one door to a service; 403 where one may only read."""
    found = visible_services(access).filter(pk=pk).select_related("department").first()
    if found is None or not (found.active or runs(access, found.department)):
        raise NotVisible(_("There is no such service."))
    if write and not runs(access, found.department):
        raise NotAllowed(_("Your role does not allow this here."))
    return found


def visible_requests(access: Access) -> QuerySet[ServiceRequest]:
    """Of the establishments that one asks for, and of the departments that one works for; nobody else reads them."""
    rows = ServiceRequest.objects.all()
    if access.whole_group(Can.ASK_SERVICE) or access.whole_group(Can.SERVE):
        return rows
    seen = Q(pk__in=[])
    if access.anywhere(Can.ASK_SERVICE):
        seen |= Q(establishment__in=visible_establishments(access, Can.ASK_SERVICE))
    if codes := own_codes(access, Can.SERVE):
        seen |= Q(service__department__code__in=codes)
    return rows.filter(seen)


def get_request_for(access: Access, pk: int) -> ServiceRequest:
    """The one door to a request: NotVisible (404) for strangers."""
    rows = visible_requests(access).select_related("service__department__head", "establishment", "author", "assignee")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such request."))
    return found


def asks_for(access: Access, establishment: Establishment) -> bool:
    """Whether the user asks, rates and reopens in the name of this establishment."""
    if access.whole_group(Can.ASK_SERVICE):
        return True
    return visible_establishments(access, Can.ASK_SERVICE).filter(pk=establishment.pk).exists()


def own_codes(access: Access, can: Can = Can.SEE_SHARED) -> set[str]:
    """Codes of the departments over which the user has a mandate of their own."""
    pools = (scope.partition(":") for scope in access.scopes(can))
    return {code for name, _colon, code in pools if name == "pool"}
