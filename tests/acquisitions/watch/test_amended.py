"""Amended and cancelled notices: the newest stands, in whatever order they come."""

from __future__ import annotations

from itertools import permutations

import pytest

from acquisitions.gazette.kinds import LeadState
from acquisitions.models import Lead, LeadMove, Notice
from acquisitions.services.watching import lead_dismiss, lead_follow
from tests.acquisitions.watch.conftest import Load
from tests.acquisitions.watch.records import CLOSURE, CONVERSION, record, siren
from tests.cast import person

pytestmark = pytest.mark.django_db
FIRST = record(10, day="2026-02-04")
AMENDED = record(20, day="2026-02-06", kind="rectificatif", previous=("2026-02-04", 10), nature=CONVERSION)
AGAIN = record(30, day="2026-02-09", kind="rectificatif", previous=("2026-02-04", 10), judged="2026-01-30")
CANCELLED = record(40, day="2026-02-11", kind="annulation", previous=("2026-02-09", 30)) | {"jugement": None}


def standing() -> list[int]:
    return list(Notice.objects.filter(standing=True).order_by("number").values_list("number", flat=True))


@pytest.mark.parametrize("order", list(permutations((FIRST, AMENDED, AGAIN))))
def test_the_newest_stands_in_any_order(load: Load, order: tuple[dict[str, object], ...]) -> None:
    for each in order:
        load(each)
    assert standing() == [30]
    assert len(set(Notice.objects.values_list("chain", flat=True))) == 1
    assert [str(lead.judged_on) for lead in Lead.objects.all()] == ["2026-01-30"]


@pytest.mark.parametrize("order", [(FIRST, AMENDED, AGAIN, CANCELLED), (CANCELLED, AGAIN, AMENDED, FIRST)])
def test_a_cancelled_notice_takes_its_lead_back(load: Load, order: tuple[dict[str, object], ...]) -> None:
    for each in order:
        load(each)
    assert standing() == []
    for lead in Lead.objects.all():
        assert (lead.state, lead.score) == (LeadState.DISMISSED, 0)
    assert load(*order).unchanged == 4


def test_all_in_one_file(load: Load) -> None:
    loaded = load(CANCELLED, AGAIN, AMENDED, FIRST)
    assert (loaded.created, loaded.leads, standing()) == (4, 0, [])
    assert load(record(50, day="2026-03-02")).leads == 1


def test_what_is_followed_stays_followed(load: Load) -> None:
    load(FIRST)
    lead_follow(lead=Lead.objects.get(), author=person("acquisitions"))
    load(CANCELLED, AGAIN)
    lead = Lead.objects.get()
    assert (lead.state, lead.score) == (LeadState.FOLLOWED, 0)
    assert "cancelled" in {reason["code"] for reason in lead.reasons}


def test_an_amended_notice_that_is_no_opening_takes_it_back(load: Load) -> None:
    load(FIRST)
    load(record(20, day="2026-02-06", kind="rectificatif", previous=("2026-02-04", 10), nature=CLOSURE))
    assert Lead.objects.get().state == LeadState.DISMISSED


def test_an_amended_siren_moves_the_lead(load: Load) -> None:
    load(FIRST)
    load(record(20, day="2026-02-06", kind="rectificatif", previous=("2026-02-04", 10), of=2))
    by_siren = {lead.siren: lead.state for lead in Lead.objects.all()}
    assert by_siren == {siren(1): LeadState.DISMISSED, siren(2): LeadState.NEW}


def test_the_earlier_notice_by_its_issue_alone(load: Load) -> None:
    load(FIRST)
    load(record(20, day="2026-02-06", kind="rectificatif") | {
        "parutionavisprecedent": '{"nomPublication": "BODACC A", "numeroParution": "20260204", "numeroAnnonce": 10}'
    })  # fmt: skip
    assert standing() == [20]


def test_the_earlier_notice_in_french_days(load: Load) -> None:
    load(FIRST)
    told = '{"nomPublication": "BODACC A", "dateParution": "4 février 2026", "numeroAnnonce": "10"}'
    load(record(20, day="2026-02-06", kind="rectificatif") | {"parutionavisprecedent": told})
    assert standing() == [20]


def test_an_extract_that_names_no_earlier_notice(load: Load) -> None:
    """The same organisation and judgment: the notice before it."""
    load(FIRST)
    load(record(20, day="2026-02-06", kind="rectificatif"))
    assert standing() == [20]
    load(record(21, day="2026-02-07", kind="rectificatif", judged="2025-01-01"))
    assert standing() == [20, 21]


def test_notices_that_name_each_other_end(load: Load) -> None:
    load(
        record(10, kind="rectificatif", previous=("2026-02-04", 11)),
        record(11, kind="rectificatif", previous=("2026-02-04", 10)),
        record(12, kind="rectificatif", previous=("2026-02-04", 12), of=2),
    )
    assert standing() == [11, 12]


def test_a_dismissed_lead_stays_so_until_another_judgment(load: Load) -> None:
    load(FIRST)
    lead = Lead.objects.get()
    lead_dismiss(lead=lead, author=person("acquisitions"), reason="too far")
    load(FIRST, record(20, day="2026-02-06", kind="rectificatif", previous=("2026-02-04", 10), judged="2026-01-29"))
    lead.refresh_from_db()
    assert lead.state == LeadState.DISMISSED
    load(record(60, day="2026-03-04", nature=CONVERSION, judged="2026-03-01"))
    lead.refresh_from_db()
    assert (lead.state, lead.procedure) == (LeadState.NEW, "liquidation")
    assert LeadMove.objects.filter(lead=lead, author=None).count() == 1


def test_an_older_notice_does_not_turn_back(load: Load) -> None:
    load(record(60, day="2026-03-04", nature=CONVERSION, judged="2026-03-01"))
    load(FIRST)
    lead = Lead.objects.get()
    assert (lead.procedure, str(lead.published_on), lead.notices.count()) == ("liquidation", "2026-03-04", 2)


def test_without_siren_the_name_in_its_department(load: Load) -> None:
    none = {"registre": ["non inscrit"], "listepersonnes": None}
    load(
        record(1) | none,
        record(2, day="2026-02-05", nature=CONVERSION) | none | {"commercant": "Ehpad les Ormes bleus"},
    )
    load(record(3) | none | {"cp": "38000", "numerodepartement": "38"})
    assert sorted(Lead.objects.values_list("department", "procedure")) == [("38", "recovery"), ("69", "liquidation")]
    load(record(4, day="2026-02-09"))
    assert Lead.objects.get(department="69").siren == siren(1)
