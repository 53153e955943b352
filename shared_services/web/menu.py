"""What pooled departments add to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from groupe.kernel.web.navigation import Group, NavItem, register
from shared_services.selectors.requests import waiting_for_team


def sees_departments(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_SHARED)


def waiting(request: HttpRequest) -> int | None:
    """New requests for the departments that the user heads."""
    return waiting_for_team(access_in(request))


def sees_quotas_alone(request: HttpRequest) -> bool:
    """Funders: who sees departments finds quotas among them."""
    access = access_in(request)
    return access.anywhere(Can.SEE_QUOTA) and not access.anywhere(Can.SEE_SHARED)


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
            waiting,
            also=("/shared-services/departments/",),
        ),
        NavItem(
            "quotas", _("Head-office quota"), "scale", "shared_services:quotas", 11, Group.DOMAINS, sees_quotas_alone
        ),
    )
