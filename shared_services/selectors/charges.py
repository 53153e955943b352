"""Costs, keys and direct charges, as the reader may see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from establishments.access import Access, Can, visible_establishments
from groupe.kernel.errors import NotAllowed, NotVisible
from shared_services.access import own_codes, runs, visible_departments
from shared_services.models import DepartmentMonth, DirectCharge, PoolKey


def visible_costs(access: Access) -> QuerySet[DepartmentMonth]:
    """All over the whole group; else of one's own departments: a site director sees shares, not whole costs."""
    rows = DepartmentMonth.objects.select_related("department")
    return rows if access.whole_group(Can.SEE_SHARED) else rows.filter(department__code__in=own_codes(access))


def visible_keys(access: Access) -> QuerySet[PoolKey]:
    """Of every department that one sees; weights name establishments, so fixed ones are for the whole group."""
    rows = PoolKey.objects.select_related("department")
    if access.whole_group(Can.SEE_SHARED):
        return rows
    mine = Q(department__code__in=own_codes(access))
    return rows.filter(mine | Q(department__in=visible_departments(access).order_by(), weights={}))


def visible_charges(access: Access) -> QuerySet[DirectCharge]:
    rows = DirectCharge.objects.select_related("department", "establishment", "author")
    if access.whole_group(Can.SEE_SHARED):
        return rows
    sites = visible_establishments(access, Can.SEE_SHARED).order_by()
    return rows.filter(Q(department__code__in=own_codes(access)) | Q(establishment__in=sites))


def get_charge_for(access: Access, pk: int, *, write: bool = False) -> DirectCharge:
    """The one door to a direct charge: NotVisible (404) for strangers, NotAllowed (403) where one may only read."""
    found = visible_charges(access).filter(pk=pk).first()
    if found is None:
        raise NotVisible(_("There is no such direct charge."))
    if write and not runs(access, found.department):
        raise NotAllowed(_("Your role does not allow this here."))
    return found
