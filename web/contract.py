"""The API described as OpenAPI 3.1, from the same operations that serve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from actions.key import ScopeMissing
from actions.program import NoProgram
from actions.request import KeyReused
from rules.refusal import Refused
from web import problems
from web.operation import Operation
from web.refusals import (
    BODY_BYTES_MAX,
    BodyTooLarge,
    IdempotencyKeyInvalid,
    JsonInvalid,
    MediaTypeUnsupported,
    Mistake,
    QuotaExceeded,
    RequestInvalid,
    Unauthorized,
)

TITLE = "Kopilka: the tills' API"
VERSION = "1"
ABOUT = """
Money is in integer minor units (kopecks, cents), points are integers, instants are RFC 3339 with an offset.

Every POST and PATCH carries an `Idempotency-Key`: a retry with the same key and body gets the first answer again,
refusals included, and nothing is done twice. A key sent with another body is refused. After an answer of 429 or 5xx, or
none, send the same request with the same key.

Lists come a page at a time: the `next_cursor` of one is the `cursor` of the next, and null on the last.

Refusals are `application/problem+json` (RFC 9457) with a stable `code`; `detail` is a sentence for the cashier.
"""
BODY_KIB = BODY_BYTES_MAX // 1024
_REF = "#/components/schemas/{model}"


@with_config(ConfigDict(extra="forbid"))
class Problem(TypedDict):
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: NotRequired[list[Mistake]]
    # Of a mistake in a segment's expression.
    place: NotRequired[int]
    found: NotRequired[str]
    allowed: NotRequired[list[str]]
    suggestion: NotRequired[str]
    segment: NotRequired[str]


def describe(operations: Iterable[Operation]) -> dict[str, Any]:
    """The whole document, as plain JSON values."""
    operations = tuple(operations)
    adapters: list[tuple[str, Any, TypeAdapter[Any]]] = [("problem", "serialization", TypeAdapter(Problem))]
    for operation in operations:
        adapters.append((f"takes {_name(operation)}", "validation", TypeAdapter(operation.takes)))
        adapters.append((f"gives {_name(operation)}", "serialization", TypeAdapter(operation.gives)))
    schemas, shared = TypeAdapter.json_schemas(adapters, ref_template=_REF)
    by_key = {key: schema for (key, _), schema in schemas.items()}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation, by_key, shared["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": ABOUT.strip()},
        "paths": paths,
        "security": [{"key": []}],
        "components": {
            "schemas": shared["$defs"],
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "Made by kopilka key create --name till-1."}
            },
        },
    }


def refusals(operation: Operation) -> tuple[type[Refused], ...]:
    """Everything that this operation refuses: by itself, and as any request."""
    common: tuple[type[Refused], ...] = (Unauthorized, ScopeMissing, QuotaExceeded, RequestInvalid, NoProgram)
    if operation.method != "GET":
        common += (JsonInvalid, IdempotencyKeyInvalid, BodyTooLarge, MediaTypeUnsupported)
        common += (KeyReused,) if operation.remembered else ()
    return (*common, *operation.refusals)


def codes(operation: Operation) -> list[str]:
    """The codes of every problem that this operation may answer with, save for our own mistakes."""
    return sorted({each.code for each in refusals(operation)} | {"unavailable"})


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _described(operation: Operation, schemas: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    takes = schemas[f"takes {_name(operation)}"]
    described: dict[str, Any] = {
        "operationId": operation.do.__module__.rpartition(".")[2] + "_" + operation.do.__name__,
        "tags": [operation.path.split("/")[2]],
        "summary": operation.summary,
        "description": operation.about,
        "parameters": [*_ids(operation)],
        "responses": {
            str(operation.status): {
                "description": "Done",
                "headers": _REQUEST_ID,
                "content": {"application/json": {"schema": schemas[f"gives {_name(operation)}"]}},
            },
            **_problems(codes(operation)),
        },
    }
    if operation.method == "GET":
        described["parameters"] += _query(shared[takes["$ref"].rpartition("/")[2]])
        return described
    described["parameters"].append(_IDEMPOTENCY_KEY)
    model = shared[takes["$ref"].rpartition("/")[2]]
    described["requestBody"] = {"required": True, "content": {"application/json": {"schema": takes}}}
    examples = {f"example {number}": {"value": value} for number, value in enumerate(model.get("examples", []), 1)}
    if examples:
        described["requestBody"]["content"]["application/json"]["examples"] = examples
    return described


def _ids(operation: Operation) -> Iterable[dict[str, Any]]:
    for part in operation.path.split("/"):
        if part.startswith("{"):
            schema = {"type": "string", "format": "uuid"}
            yield {"name": part.strip("{}"), "in": "path", "required": True, "schema": schema}


def _query(model: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "required": name in model.get("required", ()),
            "description": schema.get("description", ""),
            "schema": {key: value for key, value in _present(schema).items() if key != "description"},
        }
        for name, schema in model.get("properties", {}).items()
    ]


def _present(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a parameter that is there: a query has no null."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return choices[0] if choices else schema


def _problems(codes: Iterable[str]) -> dict[str, Any]:
    """A response for each status, with an example for each code."""
    by_status: dict[str, list[str]] = {}
    for code in codes:
        by_status.setdefault(str(problems.TABLE[code][0]), []).append(code)
    return {
        status: {
            "description": ", ".join(f"`{code}`" for code in those),
            "headers": _REQUEST_ID | _HEADERS_BY_STATUS.get(status, {}),
            "content": {
                problems.MEDIA_TYPE: {
                    "schema": {"$ref": _REF.format(model="Problem")},
                    "examples": {code: {"value": _example(code)} for code in those},
                }
            },
        }
        for status, those in sorted(by_status.items())
    }


def _example(code: str) -> dict[str, Any]:
    return problems.problem(code, problems.TABLE[code][1] + ".")


_TEXT = {"type": "string"}
_REQUEST_ID = {"X-Request-Id": {"description": "Names this request in the log.", "schema": _TEXT}}
_HEADERS_BY_STATUS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "Bearer", "schema": _TEXT}},
    "429": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    "503": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": (
        "1 to 128 visible ASCII characters, no spaces; new for each new request and the same for its retries."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
}
