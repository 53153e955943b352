"""How the costs of pools are shared: exact arithmetic without a database (domain.md, section 6)."""

from shared_services.sharing.categories import L312_1, OTHER, category_of, opposable_kinds
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
    "L312_1",
    "OTHER",
    "PREFIX",
    "Costs",
    "Quota",
    "ShareError",
    "Shared",
    "Weights",
    "by_category",
    "category_of",
    "charge",
    "direct",
    "opposable_kinds",
    "quotas",
    "reciprocal",
    "rounded",
    "step_down",
    "step_order",
    "twelfths",
]
