"""What the group level adds to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from groupe.kernel.web.navigation import Group, NavItem, register


def reads_figures(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_FIGURES)


def manages_people(request: HttpRequest) -> bool:
    return access_in(request).whole_group(Can.MANAGE_USERS)


def register_entries() -> None:
    register(
        NavItem(
            "dashboard", _("Dashboard"), "squares-2x2", "web:dashboard", 10, visible=reads_figures, also=("/scopes/",)
        ),
        NavItem(
            "admin", _("Technical data"), "circle-stack", "admin:index", 90, Group.SETTINGS, visible=manages_people
        ),
    )
