"""The one error that services raise."""

from collections.abc import Mapping


class DomainError(Exception):
    """A refused operation: `code` for programs, `message` for people, `fields` by name where one is to blame.

    `status` is the HTTP answer: 400 bad input, 403 not allowed, 404 unknown, 409 wrong state, 412 stale, 422 rules.
    """

    def __init__(
        self, code: str, message: str, *, fields: Mapping[str, object] | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields: dict[str, object] = dict(fields or {})
        self.status = status


class NotVisible(DomainError):
    """What a user may not see does not exist for them: 404."""

    def __init__(self, message: str) -> None:
        super().__init__("not_found", message, status=404)


class NotAllowed(DomainError):
    """What a user may see but not do: 403."""

    def __init__(self, message: str) -> None:
        super().__init__("forbidden", message, status=403)


class WrongState(DomainError):
    """A move that the current state does not offer: 409."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, status=409)
