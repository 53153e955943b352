"""Whatever is touched in a published close, the chain of fingerprints tells it, and names it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from establishments.models import ReportVersion
from establishments.packing import pack
from groupe.accounts.models import User
from groupe.consolidation.models import Close
from groupe.consolidation.services.closing import close_period, verify_closes
from tests.consolidation.closes.conftest import MARCH
from tests.consolidation.world import World


@pytest.fixture
def closes(group: World, controller: User) -> list[Close]:
    """February, March, March again after a correction."""
    made = [close_period(author=controller, month=month, confirm_late=True) for month in (MARCH - 1, MARCH)]
    group.report("B", "2025-03", {"PR_G1": 450})
    return [*made, close_period(author=controller, month=MARCH, reason="a bill counted twice", confirm_late=True)]


@contextmanager
def tampering(*tables: str) -> Iterator[None]:
    """As the owner of the database may: with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        yield
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger user")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def faults() -> list[tuple[str, str]]:
    return [(str(fault.close), fault.part) for fault in verify_closes()]


def test_what_nobody_touched_holds(closes: list[Close]) -> None:
    assert faults() == []
    out = StringIO()
    call_command("verify_closes", stdout=out, stderr=StringIO())
    assert closes[-1].fingerprint in out.getvalue()


SITES, ROWS = "reports", "roll-ups 2025-03"


@pytest.mark.parametrize(
    ("table", "change", "where", "part"),
    [
        ("close", "update {} set reason = 'x'", "id = %s", "header"),
        ("close", "update {} set closed_at = closed_at - interval '1 s'", "id = %s", "header"),
        ("close", "update {} set checklist = '{{\"late\": []}}'", "id = %s", "header"),
        ("closesite", "update {} set standing = 'own'", "standing = 'frozen' and close_id = %s", SITES),
        ("closesite", "delete from {}", "standing = 'late' and close_id = %s", SITES),
        ("closerow", "delete from {}", "month = 24302 and close_id = %s", ROWS),
        ("closerow", "update {} set vals = ''", "month = 24302 and close_id = %s", ROWS),
        ("closerow", "update {} set month = 1", "month = 24302 and close_id = %s", ROWS),
    ],
)
def test_a_change_is_named(closes: list[Close], table: str, change: str, where: str, part: str) -> None:
    name = f"consolidation_{table}"
    with tampering(name):
        sql(f"{change.format(name)} where {where}", closes[0].pk)
    assert ("2025-02 v1", part) in faults()
    assert {name for name, _part in faults()} == {"2025-02 v1"}
    with pytest.raises(CommandError, match=f"2025-02 v1.*{part}"):
        call_command("verify_closes", stderr=StringIO())


def test_a_frozen_value_is_named(closes: list[Close]) -> None:
    site = closes[1].sites.get(standing="frozen")
    with tampering("establishments_reportversion"):
        values = [5, *ReportVersion.objects.get(pk=site.counting_id).common[1:]]
        sql("update establishments_reportversion set common = %s where id = %s", pack(values), site.counting_id)
    assert faults() == [("2025-03 v1", "reports"), ("2025-03 v2", "reports")]


def test_a_scope_or_a_place_that_is_renamed_is_named(closes: list[Close]) -> None:
    sql("update consolidation_scope set code = 'territory:T9' where code = 'territory:T1'")
    assert ("2025-02 v1", "roll-ups 2025-03") in faults()
    sql("update consolidation_scope set code = 'territory:T1' where code = 'territory:T9'")
    sql("update consolidation_slot set code = 'X' where file = 'common' and position = 3")
    assert faults() == [(str(close), "places") for close in closes]


def test_a_digest_rewritten_with_its_content_breaks_the_fingerprint(closes: list[Close]) -> None:
    with tampering("consolidation_close"):
        sql(
            "update consolidation_close set digests = jsonb_set(digests, '{header}', '\"0\"') where id = %s",
            closes[0].pk,
        )
    assert faults() == [("2025-02 v1", "header"), ("2025-02 v1", "fingerprint")]


def test_the_order_of_the_chain_counts(closes: list[Close]) -> None:
    with tampering("consolidation_close"):
        sql("update consolidation_close set previous = %s where id = %s", closes[1].previous, closes[2].pk)
    assert faults() == [("2025-03 v2", "fingerprint"), ("2025-03 v2", "chain")]


def test_a_close_that_is_gone_breaks_the_chain(closes: list[Close]) -> None:
    with tampering("consolidation_close", "consolidation_closesite", "consolidation_closerow"):
        sql("delete from consolidation_closesite where close_id = %s", closes[0].pk)
        sql("delete from consolidation_closerow where close_id = %s", closes[0].pk)
        sql("delete from consolidation_close where id = %s", closes[0].pk)
    assert faults() == [("2025-03 v1", "chain")]
