"""What is refused for one of several sites says for which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from acquisitions.models import DealTarget
from groupe.kernel.errors import DomainError


@contextmanager
def at_site(target: DealTarget) -> Iterator[None]:
    """The message begins with the name of the site, fields with `site-<number>-`."""
    try:
        yield
    except DomainError as error:
        fields = {f"site-{target.pk}-{name}": said for name, said in error.fields.items()}
        message = f"{target.name}: {error.message}"
        raise DomainError(error.code, message, fields=fields, status=error.status) from error
