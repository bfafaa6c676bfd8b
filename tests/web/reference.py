"""Writes docs/reference/api.md from the operations themselves: `python -m tests.web.reference`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from web import contract, problems
from web.app import OPERATIONS
from web.operation import Operation

PAGE = Path("docs/reference/api.md")

_HEAD = """\
# The tills' API

<!-- Written by `python -m tests.web.reference` from the code; a test compares. -->

Begin with [Connecting a till](../guides/till.md), which shows every request with its answer. The same description, to
try out and for machines, is at `/docs` and `/openapi.json` of a running program.

{about}

Every request but those to `/healthz`, `/readyz`, `/metrics` and the messenger's `/telegram` carries
`Authorization: Bearer KEY`. Bodies are at most {kib} KiB. Every answer names its request in `X-Request-Id`.
"""


def page() -> str:
    described = contract.describe(OPERATIONS)
    head = _HEAD.format(about=described["info"]["description"], kib=contract.BODY_KIB)
    parts = ["\n".join(_operation(each, described)) for each in OPERATIONS]
    return "\n".join([head, *parts, "\n".join(_refusals()), ""])


def _operation(operation: Operation, described: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {operation.method} {operation.path}\n"
    yield f"{operation.summary}. {operation.about}\n"
    schemas = described["components"]["schemas"]
    taken = schemas[operation.takes.__name__]
    if taken.get("properties"):
        yield from _fields("Takes", taken, schemas)
    yield from _fields(f"Answers {operation.status} with", schemas[operation.gives.__name__], schemas)
    refused = ", ".join(f"`{each.code}`" for each in operation.refusals)
    yield f"Refuses, beside what any request may meet: {refused}.\n"


def _fields(title: str, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    yield f"| {title} | | |\n|---|---|---|"
    for name, field in schema.get("properties", {}).items():
        needed = "" if name in schema.get("required", ()) else "optional"
        about = "; ".join(part for part in (needed, field.get("description", "")) if part)
        yield f"| `{name}` | {_kind(field, schemas)} | {about} |"
    yield ""


def _kind(field: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(each, schemas) for each in field["anyOf"])
    if "$ref" in field:
        properties = schemas[field["$ref"].rpartition("/")[2]]["properties"]
        return f"object: {', '.join(f'`{name}`' for name in properties)}"
    if field["type"] == "array":
        return f"list of {_kind(field['items'], schemas)}"
    return str({"string": "text", "integer": "whole number", "boolean": "true or false"}.get(field["type"], "null"))


def _refusals() -> Iterator[str]:
    yield "## Every refusal\n"
    yield "| Code | Status | Title |\n|---|---|---|"
    documented = {code for each in OPERATIONS for code in contract.codes(each)}
    for code, (status, title) in sorted(problems.TABLE.items(), key=lambda item: (item[1][0], item[0])):
        if code in documented | {"not_found", "method_not_allowed", "internal_error"}:
            yield f"| `{code}` | {status} | {title} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
