"""The due diligence of the demo's files: further on in those that are further, with a red flag in one that is open."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from acquisitions.demo.deals import PAPER
from acquisitions.enums import DealState, Gravity, ItemState, MemberLevel, Outcome
from acquisitions.models import (
    CAP,
    ChecklistItem,
    Deal,
    DealDocument,
    DealQuestion,
    DealScore,
    DocumentVersion,
    Finding,
    QuestionAnswer,
    RequestLine,
    ScoringGrid,
    SellerRequest,
)
from acquisitions.routes import document_types, routes
from acquisitions.routes.diligence import criteria, items, items_of
from establishments.demo.users import DOMAIN
from establishments.enums import Role
from groupe.accounts.models import User
from groupe.kernel.periods import PARIS, today

FILES: Final = Path(__file__).with_name("diligence.toml")
# Of ten heads, so many are settled: before the due diligence, in it, and after it.
BEFORE, DURING, AFTER = 1, 5, 9
TO_ANSWER: Final = dt.timedelta(days=7)
# A mark is a part of its weight, in tenths: one file after the other.
TENTHS: Final = (8, 6, 9, 7, 5, 8, 4, 7)
Told = Mapping[str, Any]


def write_diligence() -> None:
    told = tomllib.loads(FILES.read_text(encoding="utf-8"))
    grid = _grids(User.objects.get(email=f"{Role.EXECUTIVE}@{DOMAIN}"))
    for number, deal in enumerate(Deal.objects.order_by("pk")):
        if routes()[deal.route].stage(deal.stage).position > 0:
            _studied(number, deal, told, grid)


def _grids(boss: User) -> ScoringGrid:
    """The one of the start, and the one that a review led to."""
    weights = {code: criterion.weight for code, criterion in criteria().items()}
    long_ago = timezone.now() - dt.timedelta(days=700)
    ScoringGrid.objects.create(version=1, weights=weights, reason="Grille de départ.", author=None, at=long_ago)
    moved = weights | {"people": weights["people"] + 5, "funders": weights["funders"] - 5}
    lesson = "Bilan à douze mois : l'encadrement en place a compté plus que le soutien des financeurs."
    return ScoringGrid.objects.create(
        version=2, weights=moved, reason=lesson, author=boss, at=long_ago + dt.timedelta(days=400)
    )


def _studied(number: int, deal: Deal, told: Told, grid: ScoringGrid) -> None:
    plan = routes()[deal.route]
    ahead = plan.stage(deal.stage).position - plan.stage("diligence").position
    settled = BEFORE if ahead < 0 else AFTER if ahead > 0 else DURING
    worker = deal.members.filter(level=MemberLevel.WORKER).select_related("user").first()
    other = worker.user if worker else deal.opened_by
    start = deal.opened_at + dt.timedelta(days=4)
    papers = _asked(number, deal, told, start, whole=ahead > 0)
    _checklist(number, deal, settled, other, papers)
    _questions(number, deal, told, start, other)
    if ahead >= 0:
        passed = ahead > 0 and deal.state != DealState.LOST
        _found(number if ahead else 0, deal, told, other, passed=passed)
        _scored(number, deal, told, grid)


def _asked(number: int, deal: Deal, told: Told, start: dt.datetime, *, whole: bool) -> dict[str, DealDocument]:
    """Requests with what came for them; in a file that is not past its study, every third head is missing."""
    papers: dict[str, DealDocument] = {}
    for place, each in enumerate(told["requests"][: 4 if whole else 3], 1):
        asked_on = min(start.astimezone(PARIS).date(), today() - dt.timedelta(days=2))
        came_on = min(asked_on + dt.timedelta(days=5), today())
        request = SellerRequest.objects.create(
            deal=deal, number=place, text=each["text"], asked_on=asked_on, due_on=asked_on + TO_ANSWER,
            author=deal.opened_by, at=start,
        )  # fmt: skip
        codes = [code for code in each["items"] if code in items_of(deal.route)]
        missing = [] if whole else [code for spot, code in enumerate(codes) if (spot + place + number) % 3 == 0]
        for code in codes:
            paper = None if code in missing else _paper(papers, deal, code, start)
            day = None if code in missing else came_on
            RequestLine.objects.create(request=request, code=code, received_on=day, document=paper)
        if not missing:
            request.answered_on = came_on
        elif request.due_on < today():
            request.reminders, request.reminded_on = 1, today() - dt.timedelta(days=1)
        request.save()
    return papers


def _paper(papers: dict[str, DealDocument], deal: Deal, code: str, at: dt.datetime) -> DealDocument:
    """One document of a type for all heads that it answers."""
    kind = min(items()[code].documents)
    if kind not in papers:
        made = DealDocument.objects.create(
            deal=deal, kind=kind, title=document_types()[kind].fr, created_by=deal.opened_by, created_at=at,
            sensitive=kind in {"errd", "cash_plan"},
        )  # fmt: skip
        DocumentVersion.objects.create(
            document=made, number=1, name=f"{kind}.pdf", media="application/pdf", size=len(PAPER),
            sha256=hashlib.sha256(PAPER).hexdigest(), content=PAPER, author=deal.opened_by, at=at,
        )  # fmt: skip
        papers[kind] = made
    return papers[kind]


def _checklist(number: int, deal: Deal, settled: int, other: User, papers: Mapping[str, DealDocument]) -> None:
    waiting = set(RequestLine.objects.filter(request__deal=deal, received_on=None).values_list("code", flat=True))
    rows = []
    for place, (code, item) in enumerate(items_of(deal.route).items()):
        owner = other if place % 2 else deal.opened_by
        done = (place * 3 + number) % 10 < settled and code not in waiting
        none = done and not item.documents & set(papers) and (place + number) % 11 == 0
        state = ItemState.NOT_APPLICABLE if none else ItemState.REVIEWED if done else ItemState.OPEN
        note = "Sans objet pour ce site." if none else ""
        said = timezone.now() if done else None
        rows.append(
            ChecklistItem(deal=deal, code=code, state=state, owner=owner, note=note, author=owner, said_at=said)
        )
    ChecklistItem.objects.bulk_create(rows)


def _questions(number: int, deal: Deal, told: Told, start: dt.datetime, other: User) -> None:
    chosen = [told["questions"][(number + step) % len(told["questions"])] for step in range(3)]
    for place, each in enumerate(chosen, 1):
        at = start + dt.timedelta(days=place)
        asked = DealQuestion.objects.create(
            deal=deal, number=place, stream=each["stream"], text=each["text"], author=deal.opened_by, at=at
        )
        if "answer" in each:
            QuestionAnswer.objects.create(
                question=asked, text=each["answer"], given_by=each["by"], author=other, at=at + dt.timedelta(days=2)
            )


def _found(first: int, deal: Deal, told: Told, other: User, *, passed: bool) -> None:
    """Three findings of the list; past the gate of the study no red one is left open, in it the first one is."""
    chosen = [told["findings"][(first + step * 2) % len(told["findings"])] for step in range(3)]
    for place, each in enumerate(chosen, 1):
        solved = "resolution" in each and (passed or each["gravity"] != Gravity.RED)
        outcome = Outcome.REMOVED if passed and each.get("safety") else Outcome.PRICED
        resolution: dict[str, Any] = {
            "outcome": outcome, "resolution": each["resolution"], "resolved_by": other, "resolved_at": timezone.now(),
        } if solved else {}  # fmt: skip
        Finding.objects.create(
            deal=deal, number=place, stream=each["stream"], title=each["title"], text=each.get("text", ""),
            gravity=each["gravity"], safety=each.get("safety", False), price_effect=Decimal(each["effect"]),
            owner=other, to_integrate=each.get("integrate", False), author=deal.opened_by, **resolution,
        )  # fmt: skip


def _scored(number: int, deal: Deal, told: Told, grid: ScoringGrid) -> None:
    marks = {
        code: {"mark": weight * TENTHS[(number + place) % len(TENTHS)] // 10, "word": told["words"][code]}
        for place, (code, weight) in enumerate(grid.weights.items())
    }
    raw = sum(each["mark"] for each in marks.values())
    capped = any(finding.caps for finding in deal.findings.all())
    total = min(raw, CAP) if capped else raw
    DealScore.objects.create(deal=deal, grid=grid, marks=marks, raw=raw, total=total, author=deal.opened_by)
