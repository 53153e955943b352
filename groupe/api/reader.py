"""The schema as people read it: operations by subject, with their parameters and bodies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter of a call or a field of a body."""

    name: str
    where: str
    type: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    text: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    title: str
    text: str
    parameters: list[Row]
    body: str
    answers: list[Answer]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[Operation] = field(default_factory=list)


def read_schema(schema: dict[str, Any]) -> list[Group]:
    """The operations by their first tag, in the order of their paths."""
    groups: dict[str, Group] = {}
    for path, item in sorted(schema["paths"].items()):
        for method in METHODS:
            if method in item:
                operation = item[method]
                name = (operation.get("tags") or ["other"])[0]
                groups.setdefault(name, Group(name)).operations.append(_operation(schema, path, method, operation))
    return list(groups.values())


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    first, _newline, rest = operation.get("description", "").strip().partition("\n")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation.get("summary") or first or operation["operationId"],
        text=rest.strip() if not operation.get("summary") else operation.get("description", ""),
        parameters=[_parameter(row) for row in operation.get("parameters", [])],
        body=_printed(schema, body) if body else "",
        answers=list(_answers(schema, operation["responses"])),
    )


def _parameter(row: dict[str, Any]) -> Row:
    kind = row.get("schema", {})
    said = kind.get("type", "string")
    if kind.get("enum"):
        said = " | ".join(str(value) for value in kind["enum"])
    return Row(row["name"], row["in"], said, bool(row.get("required")), row.get("description", ""))


def _answers(schema: dict[str, Any], responses: dict[str, Any]) -> Iterator[Answer]:
    for status, answer in sorted(responses.items()):
        shape = answer.get("content", {}).get("application/json", {}).get("schema")
        told = _printed(schema, shape) if shape and status.startswith("2") else ""
        yield Answer(status, answer.get("description", ""), told)


def _printed(schema: dict[str, Any], shape: dict[str, Any]) -> str:
    return json.dumps(_example(schema, shape, depth=0), indent=2, ensure_ascii=False)


def _example(schema: dict[str, Any], shape: dict[str, Any], *, depth: int) -> Any:
    """A body of that shape whose values are the names of their types."""
    if depth > 8:
        return "…"
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return _example(schema, schema["components"]["schemas"][name], depth=depth + 1)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in shape:
            return _example(schema, shape[several][0], depth=depth + 1)
    kind = shape.get("type", "any")
    if kind == "object":
        named = {key: _example(schema, value, depth=depth + 1) for key, value in shape.get("properties", {}).items()}
        more = shape.get("additionalProperties")
        return named | ({"…": _example(schema, more, depth=depth + 1)} if isinstance(more, dict) and more else {})
    if kind == "array":
        return [_example(schema, shape.get("items", {}), depth=depth + 1)]
    return _word(shape, kind)


def _word(shape: dict[str, Any], kind: str | list[str]) -> str:
    if shape.get("enum"):
        said = " | ".join(str(value) for value in shape["enum"])
    else:
        said = str(shape.get("format") or (kind if isinstance(kind, str) else " | ".join(kind)))
    return f"{said} | null" if shape.get("nullable") else said
