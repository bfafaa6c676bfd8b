"""What is wrong with a programme document, said to its owner: where, what, what is allowed, what was perhaps meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.money import currencies
from rules.refusal import Refused
from rules.toml_places import Path, nearest, places, spot
from rules.zone import zone_names

MAX_SHOWN = 60
MAX_MESSAGE = 160
MAX_CHOICES = 20
MAX_MISTAKES = 200


@dataclass(frozen=True, slots=True)
class Mistake:
    """path: `tiers[1].rate`, empty for the whole file. line, column: from 1, when known. value: as written, shortened.

    severity: an error keeps the programme from being used; a warning does not.
    """

    path: str
    line: int | None
    column: int | None
    value: str
    message: str
    allowed: str = ""
    suggestion: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        subject = f"{self.path} = {self.value}" if self.value else self.path
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        meant = f'; did you mean "{self.suggestion}"?' if self.suggestion else ""
        return f"{place}{self.severity}: {subject}{': ' if subject else ''}{self.message}{allowed}{meant}"


class ProgramInvalid(Refused):
    """mistakes: all of them, in the order of the file."""

    code = "program_invalid"
    sentence = "Mistakes in the programme: {count}; the first: {first}"

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__(count=len(self.mistakes), first=str(self.mistakes[0]))


def of_syntax(error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    """A document that is not TOML at all."""
    said = re.fullmatch(r"(.*?) \((?:at line (\d+), column (\d+)|at end of document)\)", str(error), re.DOTALL)
    message = f"is not TOML: {said[1] if said else error}"
    if said and said[2]:
        return Mistake("", int(said[2]), int(said[3]), "", message)
    return Mistake("", *spot(text, len(text)), "", message)


def of_content(error: ValidationError, data: Mapping[str, Any], text: str, schema: dict[str, Any]) -> list[Mistake]:
    """Every mistake that the models found, in the order of the file."""
    where = places(text)
    details = [detail for detail in error.errors(include_url=False) if not _is_echo(detail)][:MAX_MISTAKES]
    found = [_explained(detail, data, where, schema) for detail in details]
    return sorted(found, key=lambda mistake: (mistake.line or 0, mistake.column or 0))


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list is only called too short because its items, named on their own, were not counted."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def written_path(path: Path) -> str:
    """`("tiers", 1, "rate")` as people write it: `tiers[1].rate`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def written_value(value: object) -> str:
    """A value as it stands in the file, shortened."""
    match value:
        case None:
            return ""
        case dict():
            shown = "{" + ", ".join(str(key) for key in value) + "}"
        case bool():
            shown = str(value).lower()
        case str():
            shown = f'"{value}"'
        case list() | tuple():
            shown = f"[{', '.join(written_value(item) for item in value)}]"
        case date() | time():
            shown = value.isoformat()
        case _:
            shown = str(value)
    return _shortened(shown, MAX_SHOWN)


def _shortened(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _explained(
    detail: ErrorDetails, data: Mapping[str, Any], where: dict[Path, Any], schema: dict[str, Any]
) -> Mistake:
    path, part = _followed(detail["loc"], data, schema)
    known = list(_resolved(_parent(detail["loc"], data, schema), schema).get("properties", {}))
    kind, facts = detail["type"], detail.get("ctx", {})
    line, column = nearest(where, path) or (None, None)
    last = str(path[-1]) if path else ""
    value = "" if kind == "missing" else written_value(detail["input"])
    match kind:
        case "extra_forbidden":
            return Mistake(
                written_path(path), line, column, value, "is not a known name", ", ".join(known), _close(last, known)
            )
        case "missing":
            message, choices = "is missing", []
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(facts["expected"]))
            message = "is not one of the choices"
        case "union_tag_invalid":
            choices = re.findall(r"'([^']*)'", str(facts["expected_tags"]))
            message, path = "is not a known kind", (*path, "kind")
            value, (line, column) = written_value(facts["tag"]), nearest(where, path) or (line, column)
        case "union_tag_not_found":
            choices, message, path = (
                list(part.get("discriminator", {}).get("mapping", {})),
                "is missing",
                (*path, "kind"),
            )
            value = ""
        case "zone":
            choices, message = sorted(zone_names().values()), "is not a time zone"
        case _:
            choices = sorted(currencies()) if last == "currency" and kind == "rule" else []
            template = _MESSAGES.get(kind)
            message = template.format_map(facts) if template else detail["msg"]
    meant = _close(str(facts.get("tag", detail["input"])), choices) if kind != "missing" else ""
    allowed = ", ".join(choices) if 0 < len(choices) <= MAX_CHOICES else _described(part)
    return Mistake(written_path(path), line, column, value, _shortened(message, MAX_MESSAGE), allowed, meant)


def _described(part: dict[str, Any]) -> str:
    """What may stand here, by its range where it is a number, else in the words of the document's own description."""
    number: dict[str, Any] = next(
        (each for each in (part, *part.get("anyOf", ())) if each.get("type") == "integer"), {}
    )
    if "minimum" in number and "maximum" in number:
        return f"a whole number from {number['minimum']} to {number['maximum']}"
    return str(part.get("description", "")).removesuffix(".")


_MESSAGES = {
    "int_type": "must be a whole number",
    "string_type": "must be text in quotes",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list in [ ]",
    "frozen_set_type": "must be a list in [ ]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is not written as it must be",
    "too_long": "must have at most {max_length}",
    "too_short": "must have at least {min_length}",
}


def _close(written: str, known: Sequence[str]) -> str:
    lowered = {name.casefold(): name for name in known}
    close = get_close_matches(written.casefold(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close and lowered[close[0]] != written else ""


# ------------------------------------------------------------------ the place of an error in the schema


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference; what stands beside it (a description) is kept."""
    for choice in part.get("anyOf", ()):
        if "$ref" in choice:
            part = {**part, **choice}
    if "$ref" not in part:
        return part
    own = {name: value for name, value in part.items() if name not in ("$ref", "anyOf")}
    return {**schema["$defs"][part["$ref"].rsplit("/", 1)[-1]], **own}


def _followed(loc: Path, data: Mapping[str, Any], schema: dict[str, Any]) -> tuple[Path, dict[str, Any]]:
    """Return the path as the file has it, without the models' own tags, and the schema of what stands there."""
    path: list[str | int] = []
    part, value = schema, data
    for step in loc:
        part = _resolved(part, schema)
        tagged = part.get("discriminator", {}).get("mapping", {}) if "oneOf" in part else {}
        if step in tagged and isinstance(value, Mapping) and value.get("kind") == step:
            part = {"$ref": tagged[step]}
            continue
        path.append(step)
        if isinstance(step, int):
            part = part.get("items", {})
        else:
            part = part.get("properties", {}).get(step, part.get("additionalProperties", {}))
        part = part if isinstance(part, dict) else {}
        value = _within(value, step)
    return tuple(path), _resolved(part, schema)


def _within(value: Any, step: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def _parent(loc: Path, data: Mapping[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return _followed(loc[:-1], data, schema)[1]
