"""What a refusal must say: the field to blame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from groupe.kernel.errors import DomainError


@contextmanager
def refuses(field: str, saying: str = "") -> Iterator[None]:
    with pytest.raises(DomainError) as caught:
        yield
    assert list(caught.value.fields) == [field]
    assert saying in caught.value.message
