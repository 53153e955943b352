"""The group as it stands, as rows of the workbook: imported again, they change nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from establishments.imports.group.export_reports import budget_rows, report_rows
from establishments.models import (
    Attachment,
    Capacity,
    ConsolidationTerm,
    Flow,
    Funder,
    Funding,
    Holding,
    Link,
    Mandate,
    Stay,
    Territory,
)
from groupe.kernel.periods import Month
from groupe.kernel.ranges import contains, last_day

Row = tuple[Any, ...]


def exported(*, people: bool, figures: bool = True) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each table with its rows, in the order of its columns; `people` adds the mandates, `figures` what is monthly."""
    stays = _stays()
    attachments = _attachments(stays)
    yield "entities", _entities()
    yield "holdings", _holdings()
    yield "territories", _territories()
    yield "establishments", _establishments(stays, attachments)
    yield "attachments", _transfers(stays, attachments)
    yield "links", _links()
    yield "capacities", _capacities()
    yield "funders", _funders()
    yield "funding", _funding()
    if figures:
        yield "reports", report_rows()
        yield "budgets", budget_rows()
        yield "flows", _flows()
    if people:
        yield "mandates", _mandates()


def _stays() -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    for stay in Stay.objects.select_related("establishment").order_by("establishment__code", "valid"):
        found[stay.establishment_id].append(stay)
    return found


def _attachments(stays: Iterable[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    for row in Attachment.objects.select_related("entity", "territory").order_by("establishment", "valid"):
        if row.establishment_id in stays:
            found[row.establishment_id].append(row)
    return found


def _entities() -> Iterator[Row]:
    """Holdings have a table of their own: the columns of the parent stay empty."""
    for term in ConsolidationTerm.objects.select_related("entity").order_by("entity__code", "valid"):
        entity = term.entity
        yield (
            entity.code, entity.name, entity.legal_form, term.method, term.valid_from, term.valid_to, None, None, None,
        )  # fmt: skip


def _holdings() -> Iterator[Row]:
    rows = Holding.objects.select_related("owner", "owned").order_by("owned__code", "owner__code", "valid")
    for row in rows:
        yield row.owner.code, row.owned.code, row.votes, row.capital, row.valid_from, row.valid_to


def _territories() -> Iterator[Row]:
    yield from Territory.objects.order_by("code").values_list("code", "name", "parent__code")


def _establishments(stays: dict[int, list[Stay]], attachments: dict[int, list[Attachment]]) -> Iterator[Row]:
    """A row for each stay."""
    for pk, own in stays.items():
        for stay in own:
            site, first = stay.establishment, _at_entry(stay, attachments[pk])
            yield (
                site.code, site.name, site.kind, first and first.entity.code, first and first.territory.code,
                site.commune, site.finess, site.siret, stay.valid_from, stay.entry_reason, last_day(stay.valid),
                stay.exit_reason, _count(stay, "EFF_FIN"), _count(stay, "ACC_FIN"),
            )  # fmt: skip


def _at_entry(stay: Stay, rows: list[Attachment]) -> Attachment | None:
    return next((row for row in rows if contains(row.valid, stay.valid.lower)), rows[0] if rows else None)


def _count(stay: Stay, code: str) -> int | None:
    return int(Decimal(stay.opening[code])) if code in stay.opening else None


def _transfers(stays: dict[int, list[Stay]], attachments: dict[int, list[Attachment]]) -> Iterator[Row]:
    """Attachments that begin neither before the first stay nor with one."""
    for pk, own in stays.items():
        entries = {stay.valid.lower for stay in own}
        for row in attachments[pk]:
            if (row.valid_from or dt.date.min) > min(entries) and row.valid_from not in entries:
                yield own[0].establishment.code, row.entity.code, row.territory.code, row.valid_from


def _links() -> Iterator[Row]:
    rows = Link.objects.order_by("date", "old__code", "new__code")
    yield from rows.values_list("old__code", "new__code", "weight", "date")


def _capacities() -> Iterator[Row]:
    """A row for each value, and one without a value where an authorisation ends before the next."""
    rows = Capacity.objects.filter(establishment__in=Stay.objects.values("establishment"))
    ordered = list(rows.select_related("establishment").order_by("establishment__code", "measure", "valid"))
    for row, following in zip_longest(ordered, ordered[1:]):
        yield row.establishment.code, row.measure, row.value, row.valid_from
        same = following and (following.establishment_id, following.measure) == (row.establishment_id, row.measure)
        if row.valid.upper and not (same and following.valid.lower == row.valid.upper):
            yield row.establishment.code, row.measure, None, row.valid.upper


def _funders() -> Iterator[Row]:
    yield from Funder.objects.order_by("code").values_list("code", "name", "kind")


def _funding() -> Iterator[Row]:
    rows = Funding.objects.filter(establishment__in=Stay.objects.values("establishment"))
    rows = rows.select_related("establishment", "funder").order_by("establishment__code", "funder__code", "valid")
    for row in rows:
        yield row.establishment.code, row.funder.code, row.valid_from, row.valid_to


def _flows() -> Iterator[Row]:
    rows = Flow.objects.order_by("month", "pk").values_list(
        "month", "seller__code", "buyer__code", "seller_establishment__code", "buyer_establishment__code", "account",
        "amount", "years", "declared_by",
    )  # fmt: skip
    for month, *rest in rows.iterator(chunk_size=2000):
        yield str(Month.of(month)), *rest


def _mandates() -> Iterator[Row]:
    for row in Mandate.objects.select_related("user").order_by("user__email", "role", "scope", "valid"):
        yield row.user.email, row.role, row.scope, row.valid_from, row.valid_to
