"""Entry into and exit from the group."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from establishments.enums import EntryReason, ExitReason
from establishments.models.dated import Dated, never_overlaps
from establishments.models.structure import Establishment


@pghistory.track()
class Stay(Dated):
    """The days during which an establishment is in the group.

    `opening` is the opening record: stocks for the morning of the entry by measure code, as decimal text
    (`{"ACC_FIN": "60", "EFF_FIN": "58"}`). Missing people count 0 where the establishment was founded
    (semantics, rule 3).
    """

    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="stays")
    entry_reason = models.CharField(_("entry"), max_length=16, choices=EntryReason.choices)
    exit_reason = models.CharField(_("exit"), max_length=16, choices=ExitReason.choices, blank=True)
    opening = models.JSONField(_("opening record"), default=dict, blank=True)

    class Meta:
        verbose_name = _("stay in the group")
        ordering = ["establishment", "valid"]
        constraints = [
            never_overlaps(
                "stay_never_overlaps", "establishment", message=_("The establishment is already in the group then.")
            ),
            models.CheckConstraint(
                condition=models.Q(exit_reason="", valid__upper_inf=True)
                | (~models.Q(exit_reason="") & models.Q(valid__upper_inf=False)),
                name="stay_exit_has_reason",
                violation_error_message=_("An exit has a date and a reason."),
            ),
            models.CheckConstraint(condition=models.Q(valid__lower_inf=False), name="stay_has_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.establishment} {self.valid}"
