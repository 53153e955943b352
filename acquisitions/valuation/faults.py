"""What is wrong with what was told, by the path of its field."""

from groupe.kernel.errors import DomainError


def refused(field: str, message: str) -> DomainError:
    return DomainError("refused", message, fields={field: message}, status=422)
