"""Tables of the pooled departments."""

from shared_services.models.costs import DepartmentMonth
from shared_services.models.department import Department

__all__ = ["Department", "DepartmentMonth"]
