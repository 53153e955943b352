"""Who may open what of runs, invoices, quotas, agreements and savings (see `tests/access/matrix.py`)."""

from __future__ import annotations

from typing import Any, Final

from tests.access.matrix import (
    CONTROLS,
    FORBIDDEN,
    KEEPS,
    OK,
    READS_QUOTA,
    READS_SHARED,
    READS_SHARED_GROUP,
    UNSEEN,
    WATCHES,
    Line,
    Rule,
    group,
    post,
    runs_pools,
)

POOLS = "/api/v1/shared-services/"
COST: Final = {"department": "hr", "period": "2020-01", "actual": "1"}
KEY: Final = {"department": "hr", "driver": "payslips", "since": "2020-01-01"}
CHARGE: Final = {"department": "hr", "period": "2020-01", "establishment": "A", "amount": "1", "reason": "x"}
DECISION: Final = {"since": "2020-01-01", "until": "2020-12-31", "authority": "ARS", "evidence": "x"}


def reads_lines() -> Rule:
    """A run that nobody approved yet is not there for who reads single establishments."""
    return lambda role, _place: (
        OK if role in READS_SHARED_GROUP else UNSEEN if role in {"territory", "director"} else FORBIDDEN
    )


def acts_on_saving(roles: tuple[str, ...]) -> Rule:
    """Of an establishment that is nobody's own: 403 for who reads it, 404 for all others."""
    return lambda role, _place: OK if role in roles else FORBIDDEN if role in READS_SHARED_GROUP else UNSEEN


def reads_quota() -> Rule:
    """Of the own establishment alone: funders read its quota, and who may not is refused."""
    return lambda role, _place: (
        OK if role in READS_SHARED_GROUP else UNSEEN if role in {"territory", "director", "funder"} else FORBIDDEN
    )


def removes_charge() -> Rule:
    """A direct charge of a foreign establishment: local readers do not see it."""
    return lambda role, _place: OK if role in KEEPS else UNSEEN if role in {"territory", "director"} else FORBIDDEN


def both(name: str, path: str, reads: Rule, writes: Rule, **body: Any) -> tuple[Line, Line]:
    return Line(name, path, reads), post(name, path, writes, **body)


POOLED: Final = (
    # Pooled departments
    Line("shared_services:list", "/shared-services/", group(READS_SHARED)),
    Line("shared_services:department", "/shared-services/departments/{department}/", group(READS_SHARED)),
    Line("shared_services:runs", "/shared-services/runs/", group(READS_SHARED_GROUP)),
    Line("shared_services:run", "/shared-services/runs/{shares}/", group(READS_SHARED_GROUP)),
    Line("shared_services:run-state", "/shared-services/runs/{shares}/state/", group(READS_SHARED_GROUP)),
    Line(
        "shared_services:department-units",
        "/shared-services/departments/{department}/units/",
        group(READS_SHARED_GROUP),
    ),
    Line("api-department-unit-costs", f"{POOLS}departments/{{department}}/unit-costs/", group(READS_SHARED_GROUP)),
    Line("shared_services:run-keys", "/shared-services/runs/{shares}/keys/hr/", group(READS_SHARED_GROUP)),
    Line("shared_services:department-keys", "/shared-services/departments/{department}/keys/", group(READS_SHARED)),
    Line(
        "shared_services:department-charges", "/shared-services/departments/{department}/charges/", group(READS_SHARED)
    ),
    *(
        Line("shared_services:charge", "/shared-services/direct-charges/{charge}/", acts_on_saving(KEEPS), method)
        for method in ("get", "post")
    ),
    post("shared_services:charge-remove", "/shared-services/direct-charges/{charge}/remove/", acts_on_saving(KEEPS)),
    Line("shared_services:simulation", "/shared-services/runs/simulation/", group(READS_SHARED_GROUP)),
    Line("shared_services:pay", "/shared-services/pay/", group(READS_SHARED)),
    Line("shared_services:run-new", "/shared-services/runs/new/", group(CONTROLS)),
    post("shared_services:run-new", "/shared-services/runs/new/", group(CONTROLS)),
    post("shared_services:run-approve", "/shared-services/runs/{shares}/approve/", group(WATCHES)),
    post("shared_services:run-cancel", "/shared-services/runs/{shares}/cancel/", group(CONTROLS), reason="wrong"),
    *(
        Line(f"shared_services:department-{name}", f"/shared-services/departments/{{department}}/{name}/", rule, method)
        for name in ("costs", "key", "part", "direct")
        for method in ("get", "post")
        for rule in [runs_pools()]
    ),
    Line("shared_services:invoices", "/shared-services/invoices/", group(READS_SHARED)),
    Line("shared_services:invoice", "/shared-services/invoices/{invoice}/", reads_lines()),
    Line("shared_services:invoice-pdf", "/shared-services/invoices/{invoice}/pdf/", reads_lines()),
    Line("shared_services:vat", "/shared-services/invoices/vat/", group(READS_SHARED_GROUP)),
    Line("shared_services:vat-new", "/shared-services/invoices/vat/new/", group(CONTROLS)),
    post("shared_services:vat-new", "/shared-services/invoices/vat/new/", group(CONTROLS)),
    post("shared_services:run-invoice", "/shared-services/runs/{shares}/invoice/", group(CONTROLS)),
    Line("api-invoices", "/api/v1/shared-services/invoices/", group(READS_SHARED)),
    Line("api-invoice", "/api/v1/shared-services/invoices/{invoice}/", reads_lines()),
    Line("api-invoice-pdf", "/api/v1/shared-services/invoices/{invoice}/pdf/", reads_lines()),
    post("api-run-invoice", "/api/v1/shared-services/runs/{shares}/invoice/", group(CONTROLS)),
    Line("shared_services:agreements", "/shared-services/agreements/", group(READS_SHARED_GROUP)),
    Line("shared_services:loans", "/shared-services/agreements/loans/", group(READS_SHARED_GROUP)),
    Line("shared_services:alerts", "/shared-services/agreements/alerts/", group(READS_SHARED_GROUP)),
    Line("shared_services:agreement", "/shared-services/agreements/{agreement}/", group(READS_SHARED_GROUP)),
    Line("shared_services:loan", "/shared-services/agreements/loans/{loan}/", group(READS_SHARED_GROUP)),
    *(
        Line(f"shared_services:{name}", f"/shared-services/agreements/{path}/", group(roles), method)
        for name, path, roles in (
            ("agreement-new", "new", CONTROLS),
            ("agreement-change", "{agreement}/change", CONTROLS),
            ("agreement-sign", "{agreement}/sign", CONTROLS),
            ("agreement-approve", "{agreement}/approve", WATCHES),
            ("agreement-end", "{agreement}/end", CONTROLS),
            ("agreement-evidence", "{agreement}/evidence", CONTROLS),
            ("loan-new", "loans/new", CONTROLS),
            ("loan-balance", "loans/{loan}/balance", CONTROLS),
            ("alert", "alerts/same_signatory-{agreement}", WATCHES),
        )
        for method in ("get", "post")
    ),
    Line("shared_services:savings", "/shared-services/savings/", group(READS_SHARED)),
    Line("shared_services:saving", "/shared-services/savings/{saving}/", reads_lines()),
    *(
        Line(f"shared_services:saving-{name}", f"/shared-services/savings/{path}/", rule, method)
        for name, path, rule in (
            ("new", "new", group(("controller", "support", "director"))),
            ("change", "{saving}/change", acts_on_saving(("controller", "support"))),
            ("measure", "{saving}/measure", acts_on_saving(("controller", "support"))),
        )
        for method in ("get", "post")
    ),
    post("shared_services:saving-sign", "/shared-services/savings/{saving}/sign/head/", acts_on_saving(("support",))),
    post("shared_services:saving-confirm", "/shared-services/savings/{saving}/confirm/", group(CONTROLS)),
    Line("api-savings", "/api/v1/shared-services/savings/", group(READS_SHARED)),
    post("api-savings", "/api/v1/shared-services/savings/", group(("controller", "support", "director"))),
    Line("api-saving", "/api/v1/shared-services/savings/{saving}/", reads_lines()),
    post(
        "api-saving-sign",
        "/api/v1/shared-services/savings/{saving}/sign/",
        acts_on_saving(("support",)),
        side="head",
    ),
    post(
        "api-saving-measure",
        "/api/v1/shared-services/savings/{saving}/measure/",
        acts_on_saving(("controller", "support")),
    ),
    post("api-saving-confirm", "/api/v1/shared-services/savings/{saving}/confirm/", group(CONTROLS)),
    Line("api-agreements", "/api/v1/shared-services/agreements/", group(READS_SHARED_GROUP)),
    post("api-agreements", "/api/v1/shared-services/agreements/", group(CONTROLS)),
    Line("api-agreement", "/api/v1/shared-services/agreements/{agreement}/", group(READS_SHARED_GROUP)),
    post("api-agreement-sign", "/api/v1/shared-services/agreements/{agreement}/sign/", group(CONTROLS)),
    post("api-agreement-approve", "/api/v1/shared-services/agreements/{agreement}/approve/", group(WATCHES)),
    Line("api-loans", "/api/v1/shared-services/loans/", group(READS_SHARED_GROUP)),
    Line("api-loan", "/api/v1/shared-services/loans/{loan}/", group(READS_SHARED_GROUP)),
    Line("api-party-alerts", "/api/v1/shared-services/alerts/", group(READS_SHARED_GROUP)),
    post(
        "api-party-alert",
        "/api/v1/shared-services/alerts/same_signatory-{agreement}/acknowledge/",
        group(WATCHES),
        reason="known",
    ),
    Line("api-runs", "/api/v1/shared-services/runs/", group(READS_SHARED_GROUP)),
    post("api-runs", "/api/v1/shared-services/runs/", group(CONTROLS), period="2020-01"),
    post("api-run-simulate", "/api/v1/shared-services/runs/simulate/", group(READS_SHARED_GROUP), period="2020-01"),
    Line("api-run", "/api/v1/shared-services/runs/{shares}/", group(READS_SHARED_GROUP)),
    Line("api-run-lines", "/api/v1/shared-services/runs/{shares}/lines/", reads_lines()),
    Line("api-run-replay", "/api/v1/shared-services/runs/{shares}/replay/", group(READS_SHARED_GROUP)),
    post("api-run-approve", "/api/v1/shared-services/runs/{shares}/approve/", group(WATCHES)),
    post("api-run-cancel", "/api/v1/shared-services/runs/{shares}/cancel/", group(CONTROLS), reason="wrong"),
    *both("api-costs", f"{POOLS}costs/", group(READS_SHARED), group(KEEPS), **COST),
    *both("api-keys", f"{POOLS}keys/", group(READS_SHARED), group(KEEPS), **KEY),
    *both("api-direct-charges", f"{POOLS}direct-charges/", group(READS_SHARED), group(KEEPS), **CHARGE),
    Line("api-direct-charge", f"{POOLS}direct-charges/{{charge}}/", removes_charge(), "delete"),
    *both("api-authorisations", f"{POOLS}authorisations/", group(READS_QUOTA), group(CONTROLS), **DECISION),
    *both("api-quotas", f"{POOLS}quotas/", group(READS_QUOTA), group(CONTROLS), authorisation=1, year=2020),
    Line("api-quota", f"{POOLS}quotas/{{quota}}/", reads_quota()),
    Line("shared_services:quotas", "/shared-services/quotas/", group(READS_QUOTA)),
    *both("shared_services:quota-new", "/shared-services/quotas/new/", group(CONTROLS), group(CONTROLS)),
    *both(
        "shared_services:authorisation-new", "/shared-services/quotas/authorisation/", group(CONTROLS), group(CONTROLS)
    ),
    Line("api-departments", "/api/v1/shared-services/departments/", group(READS_SHARED)),
    Line("api-department", "/api/v1/shared-services/departments/{department}/", group(READS_SHARED)),
)
