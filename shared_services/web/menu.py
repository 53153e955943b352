"""What pooled departments add to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from groupe.kernel.web.navigation import Group, NavItem, register


def sees_departments(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_SHARED)


def register_entries() -> None:
    register(
        NavItem(
            "shared-services",
            _("Pooled departments"),
            "building-library",
            "shared_services:list",
            10,
            Group.DOMAINS,
            sees_departments,
            also=("/shared-services/departments/",),
        )
    )
