"""What API views inherit."""

from __future__ import annotations

from typing import Any

from rest_framework.views import APIView

from groupe.accounts.api.idempotency import idempotent

UNSAFE = ("post", "put", "patch", "delete")


class WriteView(APIView):
    """A view that writes: its unsafe methods honour `Idempotency-Key`."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for method in UNSAFE:
            if method in vars(cls):
                setattr(cls, method, idempotent(vars(cls)[method]))
