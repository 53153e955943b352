"""What every operation of the OpenAPI schema has in common: the error body, the token, the idempotency key."""

from __future__ import annotations

from typing import Any, Final

ERROR: Final = {
    "type": "object",
    "required": ["code", "message", "fields"],
    "properties": {
        "code": {"type": "string", "description": "For programs: stable."},
        "message": {"type": "string", "description": "For people, in the language asked for."},
        "fields": {"type": "object", "additionalProperties": {}, "description": "Faults by field."},
    },
}
REFUSALS: Final = {
    "400": "The request is not understood.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "What the token may see but not do.",
    "404": "What does not exist, or may not be seen.",
    "429": "Too many calls: wait for `Retry-After` seconds.",
}
WRITE_REFUSALS: Final = {
    "409": "The current state does not allow this.",
    "412": "`If-Match` is stale.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "Rules are broken, or the idempotency key came with another request.",
}
UNSAFE: Final = ("post", "put", "patch", "delete")
IDEMPOTENCY_KEY: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key, within a day, answers what it answered the first time and does nothing again.",
}


def add_common_parts(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    for item in result["paths"].values():
        for method, operation in item.items():
            _complete(operation, unsafe=method in UNSAFE)
    return result


def _complete(operation: dict[str, Any], *, unsafe: bool) -> None:
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, said in (REFUSALS | WRITE_REFUSALS if unsafe else REFUSALS).items():
        operation["responses"].setdefault(status, {"description": said, "content": body})
    if unsafe:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
