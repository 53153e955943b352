"""What the group level adds to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from groupe.kernel.web.navigation import NavItem, register


def reads_figures(request: HttpRequest) -> bool:
    return access_in(request).anywhere(Can.SEE_FIGURES)


def register_entries() -> None:
    register(
        NavItem(
            "dashboard", _("Dashboard"), "squares-2x2", "web:dashboard", 10, visible=reads_figures, also=("/scopes/",)
        ),
    )
