"""What the API of takeovers reads from requests."""

from groupe.kernel.api.parsing import valid

TAGS = ["acquisitions"]

__all__ = ["TAGS", "valid"]
