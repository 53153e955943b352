"""The usual ranges of indicators, as the group sets them from a day on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from establishments.catalogue import catalogue
from establishments.models import Threshold
from establishments.services.structure.checks import check_day, refused
from establishments.services.structure.dated import set_from
from groupe.kernel.errors import NotVisible


@transaction.atomic
def threshold_set(*, indicator: str, low: Decimal | None, high: Decimal | None, since: dt.date) -> Threshold:
    """Holds from `since` until the next one; both bounds missing: nothing is unusual any more."""
    if indicator not in catalogue().indicators:
        raise NotVisible(_("There is no such indicator."))
    check_day(since, "since")
    if low is not None and high is not None and low > high:
        raise refused("high", _("The range ends before it begins."))
    return set_from(Threshold, since, of={"indicator": indicator}, values={"low": low, "high": high}, field="low")
