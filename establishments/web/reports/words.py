"""How a report's status is said and coloured."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from establishments.enums import Status
from establishments.selectors.owed import NOT_STARTED
from groupe.kernel.web.components import Tone

STATUSES: Final[dict[str, tuple[StrOrPromise, Tone]]] = {
    NOT_STARTED: (_("Not started"), ""),
    Status.DRAFT: (_("Draft"), "warn"),
    Status.SUBMITTED: (_("Submitted"), "info"),
    Status.VALIDATED: (_("Validated"), "ok"),
    Status.FROZEN: (_("Frozen"), "ok"),
    Status.CORRECTED: (_("Corrected"), "ok"),
}
LATE: Final = _("Late")
REOPENED: Final = _("To be corrected")
RETURNED: Final = _("Returned")


def status_word(status: str, *, reopened: bool = False, late: bool = False, returned: bool = False) -> StrOrPromise:
    """What a reader needs to know first."""
    if reopened:
        return REOPENED
    if returned:
        return RETURNED
    return LATE if late and status == NOT_STARTED else STATUSES[status][0]


def status_tone(status: str, *, reopened: bool = False, late: bool = False, returned: bool = False) -> Tone:
    return "bad" if late or reopened or returned else STATUSES[status][1]
