"""How the costs of pools are shared: exact arithmetic without a database (domain.md, section 6)."""

from shared_services.sharing.cumulated import charge, rounded, twelfths
from shared_services.sharing.methods import (
    PREFIX,
    Costs,
    Shared,
    ShareError,
    Weights,
    direct,
    reciprocal,
    step_down,
    step_order,
)
from shared_services.sharing.quota import Quota, by_category, quotas

__all__ = [
    "PREFIX",
    "Costs",
    "Quota",
    "ShareError",
    "Shared",
    "Weights",
    "by_category",
    "charge",
    "direct",
    "quotas",
    "reciprocal",
    "rounded",
    "step_down",
    "step_order",
    "twelfths",
]
