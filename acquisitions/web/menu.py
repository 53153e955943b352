"""What takeovers add to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from acquisitions.access import sees_pipeline
from acquisitions.selectors.integration import waiting_actions
from establishments.access import access_in
from groupe.kernel.web.navigation import Group, NavItem, register


def sees_takeovers(request: HttpRequest) -> bool:
    return sees_pipeline(access_in(request))


def register_entries() -> None:
    register(
        NavItem(
            "acquisitions", _("Takeovers"), "scale", "acquisitions:board", 20, Group.DOMAINS, sees_takeovers,
            also=("/acquisitions/",), badge=lambda request: waiting_actions(access_in(request)),
        )
    )  # fmt: skip
