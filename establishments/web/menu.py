"""What establishments add to the menu; an entry shows once its page exists and the user may open it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from establishments.access import Can, access_in
from establishments.selectors.owed import waiting_count
from groupe.kernel.web.navigation import Group, NavItem, register


def may(can: Can, *, whole_group: bool = False) -> Callable[[HttpRequest], bool]:
    """Whether the user holds the capability somewhere, or over the whole group."""

    def visible(request: HttpRequest) -> bool:
        access = access_in(request)
        return access.whole_group(can) if whole_group else access.anywhere(can)

    return visible


def register_entries() -> None:
    register(
        NavItem(
            "reports",
            _("Monthly reports"),
            "pencil-square",
            "reports:list",
            10,
            Group.COLLECT,
            may(Can.SEE_REPORTS),
            badge=lambda request: waiting_count(access_in(request)),
        ),
        NavItem(
            "imports",
            _("Imports"),
            "arrow-up-tray",
            "imports:list",
            20,
            Group.COLLECT,
            may(Can.IMPORT, whole_group=True),
        ),
        NavItem(
            "establishments",
            _("Establishments"),
            "building-office-2",
            "establishments:list",
            10,
            Group.STRUCTURE,
            may(Can.SEE_STRUCTURE),
            also=("/register/", "/structure/new/establishment/"),
        ),
        NavItem(
            "structure",
            _("Structure"),
            "share",
            "establishments:structure",
            20,
            Group.STRUCTURE,
            may(Can.SEE_STRUCTURE),
        ),
        NavItem(
            "catalogue", _("Catalogue"), "book-open", "catalogue:list", 30, Group.STRUCTURE, may(Can.SEE_CATALOGUE)
        ),
        NavItem(
            "people",
            _("People"),
            "users",
            "people:list",
            10,
            Group.SETTINGS,
            may(Can.MANAGE_USERS, whole_group=True),
        ),
    )
