"""Writes docs/reference/api.md from the operations themselves: `python -m tests.web.reference`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from actions import key
from rules.refusal import Refused
from web import contract, problems, remedies
from web.app import OPERATIONS
from web.operation import Operation

PAGE = Path("docs/reference/api.md")

_HEAD = """\
# The tills' API

<!-- Written by `python -m tests.web.reference` from the code; a test compares. -->

Begin with [Connecting a till](../guides/till.md), which shows every request with its answer. The same description, to
try out and for machines, is at `/docs` and `/openapi.json` of a running program.

{about}

{scopes}

Every request but those to `/healthz`, `/readyz`, `/metrics` and the messenger's `/telegram` carries
`Authorization: Bearer KEY`. Bodies are at most {kib} KiB. Every answer names its request in `X-Request-Id`.
"""


def page() -> str:
    described = contract.describe(OPERATIONS)
    head = _HEAD.format(about=described["info"]["description"], scopes=_scopes(), kib=contract.BODY_KIB)
    parts = ["\n".join(_operation(each, described)) for each in OPERATIONS]
    return "\n".join([head, *parts, "\n".join(_refusals()), ""])


def _scopes() -> str:
    mine = ", ".join(f"`{scope}`" for scope in key.TILL_SCOPES)
    rest = ", ".join(f"`{scope}`" for scope in key.SCOPES if scope not in key.TILL_SCOPES)
    return f"A key may do what its scopes allow. A till's key has {mine}; others are {rest}."


def _operation(operation: Operation, described: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {operation.method} {operation.path}\n"
    yield f"{operation.summary}. {operation.about}\n"
    yield f"Scope: `{operation.scope}`.\n"
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
    yield "`code` is stable and for programs; the words may change. … stands for what the very request is about.\n"
    yield "| Code | Status | What it says | What to do |\n|---|---|---|---|"
    said = {each.code: each.sentence for each in _kinds(Refused)} | problems.OURS
    documented = {code for each in OPERATIONS for code in contract.codes(each)}
    for code, (status, title) in sorted(problems.TABLE.items(), key=lambda item: (item[1][0], item[0])):
        if code in documented | {"not_found", "method_not_allowed", "internal_error"}:
            words = re.sub(r"\{[^}]*\}", "…", said[code]).replace("|", "\\|")
            yield f"| `{code}` | {status} | {title}: {words} | {remedies.remedy(code, status)} |"


def _kinds(kind: type[Refused]) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
