"""Lost files go after two years with all their past; who came into their rooms stays written."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.utils import timezone

from acquisitions.models import Deal, DealAccess, DealDocument, DocumentVersion
from acquisitions.services.documents import document_add
from acquisitions.services.moving import deal_lose
from acquisitions.services.rooms import entered
from acquisitions.tasks import purge
from tests.acquisitions.team import PDF, Team


def lost(team: Team, name: str, days: int) -> Deal:
    deal = team.deal(name)
    team.site(deal, f"S {name}")
    document_add(deal=deal, kind="nda", title="NDA", name="nda.pdf", content=PDF, author=team.lead)
    entered(deal=deal, user=team.boss, what="deal")
    deal_lose(deal=deal, reason="price", word="", author=team.lead)
    Deal.objects.filter(pk=deal.pk).update(lost_at=timezone.now() - dt.timedelta(days=days))
    return deal


def test_what_was_lost_two_years_ago_is_purged_and_its_log_kept(team: Team) -> None:
    old, young, alive = lost(team, "Old", 732), lost(team, "Young", 729), team.deal("Alive")
    assert purge() == 1
    assert set(Deal.objects.values_list("pk", flat=True)) == {young.pk, alive.pk}
    assert list(DealAccess.objects.filter(number=old.code).values_list("user", "deal")) == [(team.boss.pk, None)]
    assert DealDocument.objects.count() == DocumentVersion.objects.count() == 1
    assert purge() == 0


def test_nothing_of_its_past_is_left(team: Team) -> None:
    old = lost(team, "Old", 800)
    purge()
    left = {}
    for model in apps.get_app_config("acquisitions").get_models():
        names = {field.name for field in model._meta.fields}
        if {"pgh_obj", "deal"} <= names:
            left[model.__name__] = model._default_manager.filter(deal=old.pk).count()
    events = apps.get_model("acquisitions", "DealEvent")._default_manager.filter(pgh_obj=old.pk)
    assert set(left.values()) == {0} and not events.exists()
