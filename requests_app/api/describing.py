"""The OpenAPI description as a person reads it: operations by subject, with their parameters and members. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of a body or of an answer; `path` such as `results.number`."""

    path: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Described:
    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: list[Member] = field(default_factory=list)
    body: list[Member] = field(default_factory=list)
    answer: list[Member] = field(default_factory=list)
    status: str = "200"
    problems: list[str] = field(default_factory=list)


def tags(schema: Schema) -> list[tuple[str, list[Described]]]:
    """Subjects by name, each with its operations."""
    found: dict[str, list[Described]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            found[told["tags"][0]].append(_operation(schema, path, method, told))
    return sorted(found.items())


def _operation(schema: Schema, path: str, method: str, told: Schema) -> Described:
    status = next(code for code in told["responses"] if code.startswith("2"))
    return Described(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        text=told.get("description", "") if told.get("description") != told.get("summary") else "",
        parameters=[_parameter(one) for one in told.get("parameters", ())],
        body=_content(schema, told.get("requestBody", {})),
        answer=_content(schema, told["responses"][status]),
        status=status,
        problems=[code for code in told["responses"] if not code.startswith("2")],
    )


def _parameter(one: Schema) -> Member:
    kind = _kind(one.get("schema", {}))
    place = "" if one["in"] == "query" else f" ({one['in']})"
    return Member(one["name"] + place, kind, one.get("required", False), one.get("description", ""))


def _content(schema: Schema, holder: Schema) -> list[Member]:
    content = next(iter(holder.get("content", {}).values()), None)
    return list(_members(schema, content.get("schema", {}), "", 0)) if content else []


def _members(schema: Schema, told: Schema, path: str, depth: int) -> Iterator[Member]:
    told = _resolved(schema, told)
    if told.get("type") == "array":
        yield from _members(schema, told["items"], f"{path}[]", depth)
    elif depth < DEEPEST:
        for name, inner in told.get("properties", {}).items():
            where = f"{path}.{name}".lstrip(".")
            whole = _resolved(schema, inner)
            yield Member(where, _kind(whole), name in told.get("required", ()), inner.get("description", ""))
            yield from _members(schema, whole, where, depth + 1)


def _resolved(schema: Schema, told: Schema) -> Schema:
    for inner in (*told.get("allOf", ()), *told.get("oneOf", ()), *told.get("anyOf", ())):
        if "$ref" in inner:
            return _resolved(schema, inner)
    if "$ref" not in told:
        return told
    found: Schema = schema["components"]["schemas"][told["$ref"].rsplit("/", 1)[1]]
    return _resolved(schema, found)


def _kind(told: Schema) -> str:
    kinds = told.get("type", "any")
    words = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if told.get("enum"):
        return " | ".join(json.dumps(one) for one in told["enum"])
    return f"{words} ({told['format']})" if told.get("format") else words
