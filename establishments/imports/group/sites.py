"""Establishments, their stay in the group, and what they were attached to on the day of entry and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from establishments.enums import ExitReason
from establishments.imports.group.context import Load, assign, difference
from establishments.imports.group.parsing import Parsed, Row
from establishments.imports.group.timeline import Timeline, timelines, write
from establishments.models import Attachment, Establishment, Report, Stay
from groupe.kernel.ranges import inclusive, last_day

OPENING = {"headcount_at_entry": "EFF_FIN", "people_at_entry": "ACC_FIN"}
KEY, VALUE = ("establishment_id",), ("entity_id", "territory_id")


def load_establishments(load: Load) -> None:
    """A row for each stay; the newest of a site says what it is called, and where it is.

    A cell left empty keeps the FINESS and SIRET numbers and the opening record; it opens an exit again.
    """
    parsed = load.tables["establishments"]
    rows = sorted(load.once(parsed, "code", "entry_date"), key=lambda row: row["entry_date"])
    _check(load, parsed, rows)
    created, changed = [], []
    moved: dict[int, dt.date] = {}
    for row in {row["code"]: row for row in rows}.values():
        values = {name: row[name] for name in ("name", "kind", "commune", "finess", "siret") if row[name]}
        known = load.rows["establishments"].get(row["code"])
        if known is None:
            load.rows["establishments"][row["code"]] = made = Establishment(code=row["code"], **values)
            created.append(made)
            load.tell(row, row["code"], "created", row["name"])
            continue
        before = known.kind, known.commune
        if told := assign(known, values):
            changed.append(known)
            load.tell(row, row["code"], "changed", "; ".join(told))
        if before != (known.kind, known.commune):
            moved[known.pk] = row["entry_date"]
    load.problems.raise_if_any()
    Establishment.objects.bulk_create(created, batch_size=2000)
    Establishment.objects.bulk_update(changed, ["name", "kind", "commune", "finess", "siret"], batch_size=1000)
    firsts = Stay.objects.filter(establishment__in=moved).order_by("-valid").values_list("establishment", "valid")
    for pk, first in {**moved, **{pk: valid.lower for pk, valid in firsts}}.items():
        load.touch([pk], min(first, moved[pk]))
    _load_stays(load, parsed, rows)
    _attach_at_entry(load, rows)
    load.close("establishments")


def _check(load: Load, parsed: Parsed, rows: Iterable[Row]) -> None:
    sites = load.rows["establishments"]
    reported = set(
        Report.objects.filter(establishment__in=[site.pk for site in sites.values()])
        .order_by().values_list("establishment", flat=True).distinct()
    )  # fmt: skip
    numbers = [row["finess"] for row in rows if row["finess"]]
    kinds = {row["code"]: row["kind"] for row in rows}
    owners = dict(Establishment.objects.filter(finess__in=numbers).values_list("finess", "code"))
    for row in rows:
        if bool(row["exit_date"]) != bool(row["exit_reason"]):
            column = "exit_reason" if row["exit_date"] else "exit_date"
            accepted = ", ".join(ExitReason.values) if row["exit_date"] else "YYYY-MM-DD"
            load.problem(parsed, row, column, _("An exit has a date and a reason."), accepted)
        owner = owners.setdefault(row["finess"], row["code"]) if row["finess"] else row["code"]
        if owner != row["code"]:
            message = _("This FINESS number is that of %(code)s.") % {"code": owner}
            load.problem(parsed, row, "finess", message)
        if row["kind"] != kinds[row["code"]]:
            message = _("Another row of %(code)s gives another kind.") % {"code": row["code"]}
            load.problem(parsed, row, "kind", message, kinds[row["code"]])
        known = sites.get(row["code"])
        if known and known.pk in reported and known.kind != row["kind"]:
            message = _("%(code)s has reports as %(kind)s: its kind cannot change.")
            load.problem(parsed, row, "kind", message % {"code": known.code, "kind": known.kind}, known.kind)


def _load_stays(load: Load, parsed: Parsed, rows: Iterable[Row]) -> None:
    stays: dict[int, list[Stay]] = {}
    pks = [load.pk("establishments", row["code"]) for row in rows]
    for stay in Stay.objects.filter(establishment__in=pks).order_by("valid"):
        stays.setdefault(stay.establishment_id, []).append(stay)
    created: list[Stay] = []
    changed: list[Stay] = []
    taken: set[int] = set()
    for row in rows:
        pk = load.pk("establishments", row["code"])
        own = stays.setdefault(pk, [])
        known = _same_stay([stay for stay in own if id(stay) not in taken], row)
        if known is None:
            known = Stay(establishment_id=pk, **_stay_values(parsed, row, None))
            created.append(known)
            own.append(known)
            load.tell(row, row["code"], "created", difference("entry_date", None, row["entry_date"]))
            load.touch([pk], row["entry_date"])
        elif _change_stay(load, parsed, row, known):
            changed.append(known)
        taken.add(id(known))
    for row in rows:
        if _meets_another(stays[load.pk("establishments", row["code"])], row):
            load.problem(parsed, row, "entry_date", _("The establishment is already in the group then."))
    load.problems.raise_if_any()
    Stay.objects.bulk_update(changed, ["valid", "entry_reason", "exit_reason", "opening"], batch_size=1000)
    Stay.objects.bulk_create(created, batch_size=2000)


def _same_stay(stays: list[Stay], row: Row) -> Stay | None:
    """The stay that began that day, else the only one that the row's days touch."""
    same = [stay for stay in stays if stay.valid_from == row["entry_date"]]
    touching = [stay for stay in stays if _touches(stay, row)]
    return same[0] if same else touching[0] if len(touching) == 1 else None


def _touches(stay: Stay, row: Row) -> bool:
    first, end = stay.valid.lower, stay.valid.upper or dt.date.max
    return bool(first <= (row["exit_date"] or dt.date.max) and row["entry_date"] < end)


def _meets_another(stays: list[Stay], row: Row) -> bool:
    return any(stay.valid_from != row["entry_date"] and _touches(stay, row) for stay in stays)


def _stay_values(parsed: Parsed, row: Row, stay: Stay | None) -> dict[str, Any]:
    exit_date, exit_reason = row["exit_date"], row["exit_reason"] or ""
    if stay and "exit_date" not in parsed.columns:
        exit_date, exit_reason = last_day(stay.valid), stay.exit_reason
    opening = {code: str(row[name]) for name, code in OPENING.items() if row[name] is not None}
    return {
        "valid": inclusive(row["entry_date"], exit_date),
        "entry_reason": row["entry_reason"],
        "exit_reason": exit_reason,
        "opening": {**stay.opening, **_kept_if_equal(stay.opening, opening)} if stay else opening,
    }


def _change_stay(load: Load, parsed: Parsed, row: Row, stay: Stay) -> bool:
    before, told = _facts(stay), assign(stay, _stay_values(parsed, row, stay))
    if not told:
        return False
    after = _facts(stay)
    shown = [difference(name, before[name], after[name]) for name in after if before[name] != after[name]]
    load.tell(row, row["code"], "changed", "; ".join(shown))
    days = [before["entry_date"], after["entry_date"]]
    if all(before[name] == after[name] for name in after if not name.startswith("exit")):
        days = [day for day in (before["exit_date"], after["exit_date"]) if day]
    load.touch([stay.establishment_id], min(days))
    return True


def _facts(stay: Stay) -> dict[str, Any]:
    """A stay in the words of the file."""
    return {
        "entry_date": stay.valid_from,
        "entry_reason": stay.entry_reason,
        "exit_date": stay.valid_to,
        "exit_reason": stay.exit_reason,
        **{name: stay.opening.get(code) for name, code in OPENING.items()},
    }


def _kept_if_equal(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """`60.00` and `60` are the same people."""
    return {
        code: before[code] if code in before and float(before[code]) == float(text) else text
        for code, text in after.items()
    }


def _attach_at_entry(load: Load, rows: Iterable[Row]) -> None:
    lines = _stored(load, rows, "code")
    for row in rows:  # by day of entry
        line = lines.setdefault((load.pk("establishments", row["code"]),), Timeline())
        value = load.pk("entities", row["entity"]), load.pk("territories", row["territory"])
        verdict = line.step(row["entry_date"], value)
        load.tell(row, row["code"], verdict, f"{row['entity']}, {row['territory']}")
    _write(load, lines)


def load_attachments(load: Load) -> None:
    """Transfers: what is left empty stays as it was the day before."""
    parsed = load.tables["attachments"]
    rows = sorted(load.once(parsed, "establishment", "valid_from"), key=lambda row: row["valid_from"])
    lines = _stored(load, rows, "establishment")
    for row in rows:
        line = lines.setdefault((load.pk("establishments", row["establishment"]),), Timeline())
        before = line.before(row["valid_from"])
        if before is None:
            load.problem(parsed, row, "valid_from", _("The establishment is not attached before that day."))
            continue
        entity = load.pk("entities", row["entity"]) if row["entity"] else before.value[0]
        territory = load.pk("territories", row["territory"]) if row["territory"] else before.value[1]
        verdict = line.step(row["valid_from"], (entity, territory))
        shown = ", ".join(filter(None, (row["entity"], row["territory"])))
        load.tell(row, f"{row['establishment']} {row['valid_from']}", verdict, shown)
    _write(load, lines)
    load.close("attachments")


def _stored(load: Load, rows: Iterable[Row], column: str) -> dict[tuple[Any, ...], Timeline]:
    pks = {load.pk("establishments", row[column]) for row in rows}
    return timelines(Attachment.objects.filter(establishment__in=pks).order_by("pk"), KEY, VALUE)


def _write(load: Load, lines: dict[tuple[Any, ...], Timeline]) -> None:
    write(Attachment, lines, KEY, VALUE)
    for (pk,), line in lines.items():
        if since := line.since():
            load.touch([pk], since)
