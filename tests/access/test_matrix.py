"""Every role on every route, over an establishment of its own, a sibling and a foreign one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from acquisitions.gazette.reading import read_records
from acquisitions.models import Competitor, Deal, Notice, OfferVersion, Takeover
from acquisitions.services.clocks import authorisation_save, commitment_save
from acquisitions.services.describing import Site, target_save
from acquisitions.services.diligence import question_ask
from acquisitions.services.documents import document_add
from acquisitions.services.findings import Found, finding_add
from acquisitions.services.gates import approval_ask
from acquisitions.services.gazette import gazette_load
from acquisitions.services.integration import ActionFacts, integration_action_add
from acquisitions.services.requests import request_ask as request_to_seller
from acquisitions.services.rooms import deal_open, member_name
from establishments.models import Establishment, Flow, Funding, ImportRun, LegalEntity, Mandate
from groupe.accounts.models import ApiToken, User, token_digest
from groupe.consolidation.models import Alert, Run
from groupe.consolidation.services.closing import close_period
from groupe.kernel.periods import last_completed_month
from groupe.kernel.ranges import inclusive
from shared_services.models import (
    Agreement,
    AllocationRun,
    Department,
    DirectCharge,
    HeadOfficeAuthorisation,
    HeadOfficeQuota,
    Invoice,
    InvoiceLine,
    Loan,
    QuotaLine,
    Saving,
    Service,
)
from shared_services.services.requests import request_ask
from tests.access import matrix
from tests.access.desk import DESK
from tests.access.diligence import DILIGENCE
from tests.access.matrix import ELSEWHERE, FORBIDDEN, FOREIGN, OK, OWN, PLACES, ROLES, SIBLING, UNSEEN, Line
from tests.access.offers import OFFERS
from tests.access.plans import PLANS
from tests.access.pooled import POOLED
from tests.access.takeovers import TAKEOVERS
from tests.access.watching import WATCHING
from tests.acquisitions.watch.records import record
from tests.cast import client_of
from tests.consolidation.world import World

LINES = (*matrix.LINES, *DESK, *POOLED, *TAKEOVERS, *DILIGENCE, *OFFERS, *PLANS, *WATCHING)
SITES = {OWN: "A", SIBLING: "B", FOREIGN: "C"}
LEVELS = {"controller": "worker", "executive": "reader", "auditor": "reader", "hr": "jobs"}
# What a run of the department froze: nothing to share.
POOL = {"cost": None, "driver": "fixed", "scope": "group", "direct": {}, "parts": {}, "keys": {}}
FROZEN = {"method": "direct", "order": [], "before": {}, "charged": {}, "months": {"2026-01": {"hr": POOL}}}
SCOPES = {"territory": "territory:T1", "director": "establishment:A", "assistant": "establishment:A"}


class Cast:
    """Three establishments, someone for each role, and one of everything that a path may name."""

    def __init__(self) -> None:
        world = World()
        world.site("A", capacities={"CAP_FIN": 40})
        world.site("B", capacities={"CAP_FIN": 40})
        world.site("C", capacities={"CAP_FIN": 40}, territory="T2", entity="E2", commune="2A004")
        self.month = str(last_completed_month())
        for code, funder in (("A", "F1"), ("B", "F2"), ("C", "F3")):
            world.fund(code, funder, "2020-01-01")
            world.report(code, self.month, {"J_HP": 900})
        Establishment.objects.create(code="R", name="R", kind="ehpad", commune="69123")
        run = ImportRun.objects.create(kind=ImportRun.Kind.GROUP, name="group.zip")
        self.clients = {role: self._clients(role) for role in ROLES}
        other = User.objects.create(email="other@example.org", password="none")
        mandate = Mandate.objects.create(user=other, role="hr", scope="group", valid=inclusive(None, None))
        token = ApiToken.objects.create(user=other, name="theirs", digest="x", prefix="grp_x")
        self.fundings = dict(Funding.objects.values_list("establishment__code", "pk"))
        self.names = {"person": other.pk, "mandate": mandate.pk, "token": token.pk, "run": run.pk}
        world.report("A", str(last_completed_month() - 1), {"J_HP": 900})
        closed = close_period(author=None, month=last_completed_month() - 1, confirm_late=True)
        self.names |= {"registered": "R", "closed": str(closed)[:7]}
        check = Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.DONE)
        alert = Alert.objects.create(kind=Alert.Kind.DIFFERENCE, run=check, count=1)
        going = Run.objects.create(kind=Run.Kind.CHECK, state=Run.State.STARTED)
        self.names |= {"check": check.pk, "alert": alert.pk, "going": going.pk}
        department = Department.objects.create(code="hr", name="HR")
        shares = AllocationRun.objects.create(month="2026-01-01", version=1, state="draft", author=None, inputs=FROZEN)
        quota, charge = _quota_and_charge(department)
        self.names |= {"quota": quota, "charge": charge}
        self.names |= {"department": department.code, "shares": shares.pk, "invoice": _invoice(shares, department)}
        self.names |= _parties() | {"saving": _saving(department)}
        self.names["flow"] = _flow(self.month).pk
        self.names |= self._asked(department) | _deals() | _watched()

    def _asked(self, department: Department) -> dict[str, int]:
        """A service, and a request of A with a file."""
        service, author = Service.objects.create(department=department, code="s", name="S"), User.objects.first()
        assert author
        asked = request_ask(
            service=service, establishment=Establishment.objects.get(code="A"), author=author, title="t",
            files=[("a.txt", b"a")],
        )  # fmt: skip
        return {"service": service.pk, "request": asked.pk, "file": asked.files.get().pk}

    def _clients(self, role: str) -> tuple[Client, Client]:
        """To pages, and to the API with a token that may write."""
        user = User.objects.create(email=f"{role or 'nobody'}@example.org", password="none")
        if role:
            scope = {**SCOPES, "funder": "funder:F1"}.get(role, "group")
            Mandate.objects.create(user=user, role=role, scope=scope, valid=inclusive(None, None))
        ApiToken.objects.create(user=user, name="t", digest=token_digest(f"grp_{role}"), prefix="grp_", scope="write")
        return client_of(user), Client(headers={"authorization": f"Bearer grp_{role}"})

    def ask(self, line: Line, role: str | None, place: str) -> int:
        """The status of the answer; whatever the request wrote is undone. None is nobody signed in."""
        code = SITES[place]
        path = line.path.format(site=code, month=self.month, funding=self.fundings[code], **self.names)
        api = path.startswith("/api/")
        client = Client() if role is None else self.clients[role][api]
        sent: dict[str, Any] = {"data": dict(line.body or {})}
        if sent["data"].get("reports") == "{reports}":
            sent["data"]["reports"] = [{"establishment": code, "period": self.month, "values": {"J_HP": 1}}]
        if line.method == "get":
            sent = {}
        elif api:
            sent = {"data": json.dumps(sent["data"]), "content_type": "application/json"}
        with transaction.atomic():
            answer = getattr(client, line.method)(path, **sent)
            if answer.streaming:
                list(answer)  # a file is closed at its end
            transaction.set_rollback(True)
        if role is None and answer.status_code == 302 and answer.url.startswith("/accounts/login/"):
            return 401
        return int(answer.status_code)


def _invoice(run: AllocationRun, department: Department) -> int:
    """Of a foreign establishment."""
    ends = {f"{side}_id": LegalEntity.objects.get(code=code).pk for side, code in (("seller", "E1"), ("buyer", "E2"))}
    parties = {side: {"code": side, "name": side, "legal_form": "", "siren": ""} for side in ("seller", "buyer")}
    days = dict.fromkeys(("month", "issued_on", "due_on"), dt.date(2026, 1, 1))
    made = Invoice.objects.create(
        kind="month", run=run, year=2026, number=1, net=10, vat=0, parties=parties, **ends, **days
    )
    InvoiceLine.objects.create(
        invoice=made, department=department, establishment=Establishment.objects.get(code="C"), amount=10,
        vat_kind="exempt",
    )  # fmt: skip
    return made.pk


def _saving(department: Department) -> int:
    """Of a foreign establishment."""
    found = Saving.objects.create(
        department=department, establishment=Establishment.objects.get(code="C"), year=2026, unit="u",
        baseline_first=dt.date(2025, 1, 1), baseline_cost=10, baseline_volume=1, index_name="i", index_base=100,
    )  # fmt: skip
    return found.pk


def _deals() -> dict[str, object]:
    """A file in whose room all roles of the pipeline but one are named, and one that nobody here knows."""
    users = {role: User.objects.get(email=f"{role}@example.org") for role in ("acquisitions", *LEVELS)}
    day, stranger = dt.date(2026, 1, 1), User.objects.get(email="other@example.org")
    deal = deal_open(route="court_sale", name="D", author=users["acquisitions"], signed_on=day)
    for role, level in LEVELS.items():
        member_name(deal=deal, user=users[role], level=level, signed_on=day, author=users["acquisitions"])
    approval_ask(deal=deal, stage="qualification", item="go", note="", author=users["acquisitions"])
    target = target_save(deal=deal, site=Site(name="S", kind="ehpad"))
    walled = deal_open(route="court_sale", name="W", author=stranger, signed_on=day)
    member = deal.members.get(user=users["auditor"])
    asked = authorisation_save(deal=deal, authority="ARS", received_on=day)
    promise = commitment_save(deal=deal, towards="court", text="t", until=day, author=users["acquisitions"])
    running = _studied(deal, users["acquisitions"]) | {"authorisation": asked.pk, "commitment": promise.pk}
    running |= _begun(deal, users["acquisitions"])
    running["competitor"] = _offered(deal, users["acquisitions"]).pk
    return {"deal": deal.code, "walled": walled.code, "target": target.pk, "member": member.pk} | running


def _offered(deal: Deal, author: User) -> Competitor:
    """A version of the offer, and what somebody else offers."""
    OfferVersion.objects.create(deal=deal, number=1, contents={}, commitments=[], pdf=b"", sha256="0", author=author)
    return Competitor.objects.create(deal=deal, name="A")


def _begun(deal: Deal, author: User) -> dict[str, int]:
    """A takeover that is prepared, and an action of its integration."""
    day = dt.date(2026, 1, 1)
    plan = {
        "entity": {"code": "x", "name": "", "legal_form": "", "siren": ""},
        "method": "",
        "holder": None,
        "sites": [],
    }
    Takeover.objects.create(deal=deal, judgment_on=day, entry_on=day, decision="t", plan=plan, prepared_by=author)
    facts = ActionFacts("t", "money", day, day)
    return {"action": integration_action_add(deal=deal, facts=facts, author=author).pk}


def _studied(deal: Deal, author: User) -> dict[str, int]:
    """One of everything in the due diligence of the file: request, question and finding no. 1, a document."""
    day = dt.date(2026, 1, 1)
    request_to_seller(deal=deal, text="t", items=[], asked_on=day, due_on=day, author=author)
    question_ask(deal=deal, text="t", author=author)
    finding_add(deal=deal, found=Found("legal", "t", "red"), author=author)
    document = document_add(deal=deal, kind="errd", title="t", name="a.txt", content=b"a", author=author)
    return {"document": document.pk}


def _watched() -> dict[str, object]:
    """A lead with its notice."""
    read = read_records("matrix", [("1", record())])
    gazette_load(found=read.found)
    notice = Notice.objects.get()
    return {"lead": notice.lead_id, "notice": notice.pk}


def _flow(month: str) -> Flow:
    """E1 bills E2."""
    seller, buyer = (LegalEntity.objects.get(code=code) for code in ("E1", "E2"))
    return Flow.objects.create(month=f"{month}-01", seller=seller, buyer=buyer, account="service", amount=10)


def _parties() -> dict[str, object]:
    """An agreement that one person signs for both sides, and a loan."""
    one, other = (LegalEntity.objects.get(code=code) for code in ("E1", "E2"))
    signing = {
        f"{side}_{name}": "A. Martin" for side in ("provider", "beneficiary") for name in ("signatory", "function")
    }
    valid = inclusive(dt.date(2020, 1, 1), None)
    agreed = Agreement.objects.create(
        provider=one, beneficiary=other, kind="service", subject="HR", basis="cost", valid=valid, **signing
    )
    lent = Loan.objects.create(lender=one, borrower=other, kind="loan", principal=1, rate=0, since=dt.date(2020, 1, 1))
    return {"agreement": agreed.pk, "loan": lent.pk}


def _quota_and_charge(department: Department) -> tuple[int, int]:
    """Of a foreign establishment."""
    site = Establishment.objects.get(code="C")
    held = HeadOfficeAuthorisation.objects.create(
        valid=inclusive(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), authority="ARS", evidence="decision"
    )
    quota = HeadOfficeQuota.objects.create(authorisation=held, year=2026, version=1, opposable=1, percentage=1)
    given = {"base_from": "actual", "category": "l312_1", "base": 1, "amount": 1}
    QuotaLine.objects.create(quota=quota, establishment=site, **given)
    month = dt.date(2026, 1, 1)
    charge = DirectCharge.objects.create(
        department=department, month=month, establishment=site, amount=1, reason="work", author=None
    )
    return quota.pk, charge.pk


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Made once: every request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.method} {line.path}")
def test_who_may(cast: Cast, line: Line) -> None:
    places = PLACES if "{site}" in line.path or (line.body or {}).get("reports") else (OWN,)
    asked = [(role, place) for role in (ROLES if not line.public else ("director", "")) for place in places]
    wrong = [
        f"{role or 'without mandate'}, {place}: {told}, not {wanted}"
        for role, place in asked
        if (told := _kind(cast.ask(line, role, place))) != (wanted := line.rule(role, place))
    ]
    assert not wrong, "\n".join(wrong)
    assert _kind(cast.ask(line, None, OWN)) == (line.rule("", OWN) if line.public else "401")


def _kind(status: int) -> str:
    known = {401: "401", 403: FORBIDDEN, 404: UNSEEN}
    return f"{status}" if status >= 500 and status != 503 else known.get(status, OK)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"
        elif pattern.namespace == "admin":
            yield "admin:*"
        else:
            yield from _routes(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_route_has_a_line() -> None:
    routes = set(_routes(get_resolver()))
    missing = sorted(routes - {line.name for line in LINES} - set(ELSEWHERE))
    assert not missing, f"say in tests/access/matrix.py, a line each, who may open: {', '.join(missing)}"


def test_every_line_has_a_route() -> None:
    gone = sorted(({line.name for line in LINES} | set(ELSEWHERE)) - set(_routes(get_resolver())))
    assert not gone, f"these lines of tests/access/matrix.py name no route: {', '.join(gone)}"
