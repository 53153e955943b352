"""Lost files are purged two years after they were lost; the log of who came into their rooms stays (domain.md, 12)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.apps import apps
from django.utils import timezone

from acquisitions.enums import DealState
from acquisitions.models import Deal, SellerRequest
from groupe.kernel.recording import saving

KEPT: Final = dt.timedelta(days=2 * 365 + 1)


def deals_purge() -> int:
    """How many went: the file, all that hangs on it, and what was kept of its past; one file a transaction."""
    old = Deal.objects.filter(state=DealState.LOST, lost_at__lt=timezone.now() - KEPT)
    return sum(_purged(pk) for pk in old.order_by("pk").values_list("pk", flat=True))


@saving()
def _purged(pk: int) -> int:
    """0 where somebody reopened it meanwhile."""
    deal = Deal.objects.select_for_update().filter(pk=pk, state=DealState.LOST).first()
    if deal is None:
        return 0
    requests = list(SellerRequest.objects.filter(deal=deal).values_list("pk", flat=True))
    deal.delete()
    for model in apps.get_app_config("acquisitions").get_models():
        names = {field.name for field in model._meta.fields}
        if "pgh_obj" not in names:
            continue
        if "deal" in names:
            model._default_manager.filter(deal=pk).delete()
        elif "request" in names:
            model._default_manager.filter(request__in=requests).delete()
        elif model._meta.get_field("pgh_obj").related_model is Deal:
            model._default_manager.filter(pgh_obj=pk).delete()
    return 1
