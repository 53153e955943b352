"""Files over all stages, with the past that led there: moves, answers to gates, documents, members."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from acquisitions.enums import Answer, DealState, ItemKind, MemberLevel
from acquisitions.models import Deal, DealDocument, DealMember, DealMove, DealTarget, DocumentVersion, GateAnswer
from acquisitions.routes import Stage, document_types, stages_of
from establishments.catalogue import catalogue
from establishments.demo.names import SIREN_PREFIX
from establishments.demo.users import DOMAIN
from establishments.enums import EntryReason, Role
from establishments.identifiers import luhn_key
from establishments.models import Attachment, Establishment, Mandate, Stay
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS, today
from groupe.kernel.ranges import inclusive

FILES: Final = Path(__file__).with_name("deals.toml")
PAPER: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# Beyond the numbers of the demo group, in the range that nobody uses.
FIRST_SIREN: Final = 90_000
Told = Mapping[str, Any]


def write_deals() -> list[Deal]:
    """The files, the newest last; a second person leads those that the demo's sign-ins are not named in."""
    people = {role: User.objects.get(email=f"{role}@{DOMAIN}") for role in TEAM}
    colleague = _colleague()
    told = sorted(tomllib.loads(FILES.read_text(encoding="utf-8"))["deals"], key=lambda one: -one["age"])
    came = _taken_over()
    return [_file(number, one, people, colleague, came) for number, one in enumerate(told, 1)]


TEAM: Final = (Role.ACQUISITIONS, Role.CONTROLLER, Role.EXECUTIVE, Role.HR, Role.AUDITOR)


def _colleague() -> User:
    user = User.objects.create(email=f"acquisitions2@{DOMAIN}", name="Ariane Delorme", password=make_password(None))
    Mandate.objects.create(user=user, role=Role.ACQUISITIONS, scope="group", valid=inclusive(today(), None))
    return user


def _taken_over() -> Sequence[Establishment]:
    """Establishments that came by a court sale, the earliest first."""
    rows = Stay.objects.filter(entry_reason=EntryReason.COURT_SALE).order_by("valid")
    return [stay.establishment for stay in rows.select_related("establishment")]


def _file(number: int, one: Told, people: Mapping[Role, User], colleague: User, came: Sequence[Establishment]) -> Deal:
    lead = colleague if one.get("alone") else people[Role.ACQUISITIONS]
    opened = timezone.now() - dt.timedelta(days=one["age"])
    site = came[one["done"] % len(came)] if "done" in one and came else None
    stay = Stay.objects.filter(establishment=site).order_by("valid").first() if site else None
    facts = _of_member(site, stay) if site and stay else {"sector": one.get("sector", "elderly")}
    stem = f"{SIREN_PREFIX}{FIRST_SIREN + number:05d}"
    state = one.get("state", DealState.OPEN)
    deal = Deal.objects.create(
        code=f"R{opened.year}-{number:03d}", name=one["name"], route=one["route"], stage=one["stage"], state=state,
        origin=one["origin"], siren=stem + luhn_key(stem), cause=one["cause"], court=one.get("court", ""),
        people=one.get("people"), fte=_money(one.get("fte")), people_taken=one.get("taken"),
        price=_money(one.get("price")), recapitalisation=_money(one.get("money")),
        deadline_at=_at(one.get("deadline"), 12), hearing_at=_at(one.get("hearing"), 14),
        lost_reason=one.get("reason", ""), lost_at=timezone.now() - dt.timedelta(days=one["age"] // 2)
        if state == DealState.LOST else None, opened_at=opened, opened_by=lead,
    )  # fmt: skip
    for name, value in facts.items():
        setattr(deal, name, value)
    _past(deal, lead, people)
    deal.save()
    DealTarget.objects.create(deal=deal, **_site(one, site))
    _members(deal, lead, people, alone=bool(one.get("alone")))
    return deal


def _of_member(site: Establishment, stay: Stay) -> dict[str, Any]:
    """What a file says of an establishment that is in the group: it was taken over on the day of its entry."""
    entry = stay.valid.lower
    people = stay.opening.get("EFF_FIN")
    count = int(people) if people else 40
    attached = Attachment.objects.filter(establishment=site).order_by("valid").select_related("entity").first()
    return {
        "sector": catalogue().kinds[site.kind].sector, "judgment_on": entry - dt.timedelta(days=6), "entry_on": entry,
        "people": count + 9, "people_taken": count, "entity": attached.entity if attached else None,
        "hearing_at": dt.datetime.combine(entry - dt.timedelta(days=20), dt.time(14), PARIS),
        "name": site.name, "opened_at": dt.datetime.combine(entry - dt.timedelta(days=110), dt.time(9), PARIS),
    }  # fmt: skip


def _site(one: Told, site: Establishment | None) -> dict[str, Any]:
    if site is not None:
        return {"name": site.name, "kind": site.kind, "commune": site.commune, "city": site.city, "register": site}
    main = catalogue().kinds[one["kind"]].capacity
    places = {main: one["places"]} if main and "places" in one else {}
    return {
        "name": one["name"], "kind": one["kind"], "commune": one["commune"], "city": one["city"],
        "capacities": places, "people": one.get("people"), "fte": _money(one.get("fte")),
    }  # fmt: skip


def _past(deal: Deal, lead: User, people: Mapping[Role, User]) -> None:
    """The stages that it went through, evenly spaced, each with what its gate asked for."""
    passed = [stage for stage in stages_of(deal.route) if stage.position <= _position(deal)]
    end = deal.lost_at or timezone.now()
    step = (end - deal.opened_at) / (len(passed) + 1)
    before, moves = "", []
    for number, stage in enumerate(passed):
        at = deal.opened_at + step * number
        moves.append(DealMove(deal=deal, at=at, author=lead, before=before, after=stage.code))
        before, deal.stage_since = stage.code, at
        if stage.code != deal.stage:
            _answered(deal, stage, at + step / 2, lead, people[Role.EXECUTIVE])
    if deal.state == DealState.LOST:
        moves.append(DealMove(deal=deal, at=end, author=lead, before=before, after=DealState.LOST))
    DealMove.objects.bulk_create(moves)


def _answered(deal: Deal, stage: Stage, at: dt.datetime, lead: User, boss: User) -> None:
    answers = []
    for item in stage.gate:
        if item.kind in {ItemKind.CHECK, ItemKind.APPROVAL}:
            decided = {"decided_by": boss, "decided_at": at} if item.kind == ItemKind.APPROVAL else {}
            answer = Answer.APPROVED if decided else Answer.DONE
            answers.append(
                GateAnswer(deal=deal, stage=stage.code, item=item.code, answer=answer, author=lead, at=at, **decided)
            )
        elif item.kind == ItemKind.DOCUMENT:
            _paper(deal, item.target, lead, at)
    GateAnswer.objects.bulk_create(answers)


def _paper(deal: Deal, kind: str, author: User, at: dt.datetime) -> None:
    title = document_types()[kind].fr
    made = DealDocument.objects.create(deal=deal, kind=kind, title=title, created_by=author, created_at=at)
    DocumentVersion.objects.create(
        document=made, number=1, name=f"{kind}.pdf", media="application/pdf", size=len(PAPER),
        sha256=hashlib.sha256(PAPER).hexdigest(), content=PAPER, author=author, at=at,
    )  # fmt: skip


def _members(deal: Deal, lead: User, people: Mapping[Role, User], *, alone: bool) -> None:
    day = deal.opened_at.astimezone(PARIS).date()
    named = [(lead, MemberLevel.LEAD)]
    if not alone:
        named += [(people[role], level) for role, level in LEVELS]
    DealMember.objects.bulk_create(
        DealMember(deal=deal, user=user, level=level, signed_on=day, since=day, added_by=lead) for user, level in named
    )


LEVELS: Final = (
    (Role.CONTROLLER, MemberLevel.WORKER),
    (Role.EXECUTIVE, MemberLevel.READER),
    (Role.AUDITOR, MemberLevel.READER),
    (Role.HR, MemberLevel.JOBS),
)


def _position(deal: Deal) -> int:
    return next(stage.position for stage in stages_of(deal.route) if stage.code == deal.stage)


def _at(days: int | None, hour: int) -> dt.datetime | None:
    """So many days from today, moved off a weekend."""
    if days is None:
        return None
    day = today() + dt.timedelta(days=days)
    day += dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return dt.datetime.combine(day, dt.time(hour), PARIS)


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
