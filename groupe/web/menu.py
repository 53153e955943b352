"""What the group level adds to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from groupe.kernel.web.navigation import Group, NavItem, register
from groupe.web.runs.alerts import alerts_for


def reads_figures(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_FIGURES)


def reads_closes(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_CLOSES)


def manages_people(request: HttpRequest) -> bool:
    return access_in(request).whole_group(Can.MANAGE_USERS)


def sees_engine(request: HttpRequest) -> bool:
    return access_in(request).whole_group(Can.SEE_ENGINE)


def alerts_open(request: HttpRequest) -> int | None:
    return len(alerts_for(request))


def register_entries() -> None:
    register(
        NavItem(
            "dashboard", _("Dashboard"), "squares-2x2", "web:dashboard", 10, visible=reads_figures, also=("/scopes/",)
        ),
        NavItem("closes", _("Closed periods"), "lock-closed", "web:closes", 15, Group.COLLECT, visible=reads_closes),
        NavItem(
            "eliminations",
            _("Eliminations"),
            "arrows-right-left",
            "web:eliminations",
            16,
            Group.COLLECT,
            visible=reads_closes,
        ),
        NavItem(
            "runs", _("Engine"), "cog-6-tooth", "web:runs", 80, Group.SETTINGS, visible=sees_engine, badge=alerts_open
        ),
        NavItem(
            "admin", _("Technical data"), "circle-stack", "admin:index", 90, Group.SETTINGS, visible=manages_people
        ),
    )
