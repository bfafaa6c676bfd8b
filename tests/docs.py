"""The reference pages that the code itself says; run as a module with `fill` it writes them into docs/reference/."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from bot import settings
from bot.cli import app
from rules import segment_fields
from rules.program import schema

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
HOW = "run `.venv/bin/python -m tests.docs fill` and read what it wrote"

_BEGIN = "<!-- generated: {name} -->"
_END = "<!-- end -->"
Schema = Mapping[str, Any]

# ------------------------------------------------------------------ tables


def row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    return "\n".join([row(*head), row(*("---" for _ in head)), *(row(*cells) for cells in rows)])


# ------------------------------------------------------------------ settings


def settings_page() -> str:
    told = ((f"`{name}`", f"`{value}`" if value else "empty", meaning) for name, value, meaning in settings.table())
    return table(("Setting", "Default", "Meaning"), told)


# ------------------------------------------------------------------ the programme file


def program_page() -> str:
    whole = schema()
    parts: dict[str, Schema] = whole["$defs"]
    order = dict.fromkeys(_named(whole["properties"], parts))
    sections = [_section(_title(name), parts[name]) for name in order]
    return "\n\n".join([_section("The top of the file", {**whole, "description": ""}), *sections])


def _named(fields: object, parts: Mapping[str, Schema]) -> Iterator[str]:
    """The parts that these fields speak of, each before those that it speaks of itself."""
    if isinstance(fields, list):
        for one in fields:
            yield from _named(one, parts)
    elif isinstance(fields, dict):
        name = str(fields.get("$ref", "")).rpartition("/")[2]
        if name:
            yield name
            yield from _named(parts[name]["properties"], parts)
        for key, one in fields.items():
            if key != "discriminator":
                yield from _named(one, parts)


def _title(name: str) -> str:
    """Of two of one name each says its module as well: `rules__campaign__Birthday` is "Campaign birthday"."""
    words = " ".join(name.replace("_formats", "").split("__")[-2:]).replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).capitalize()


def _anchor(name: str) -> str:
    return f"[{_title(name).lower()}](#{_title(name).lower().replace(' ', '-')})"


def _section(title: str, part: Schema) -> str:
    required = part.get("required", ())
    rows = (
        (f"`{name}`", _kind(field), _default(name, field, required), field.get("description", ""))
        for name, field in part["properties"].items()
    )
    written = table(("Name", "What it is", "Default", "Meaning"), rows)
    return "\n\n".join(filter(None, (f"## {title}", part.get("description", ""), written)))


def _default(name: str, field: Schema, required: tuple[str, ...]) -> str:
    if name in required:
        return "**required**"
    value = field.get("default")
    if value is None or value in ({}, [], ""):
        return "none"
    if "$ref" in field:
        return "may be left out"
    return f"`{_toml(value)}`"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    written = json.dumps(value, ensure_ascii=False)
    return written.strip('"') if re.fullmatch(r'"\d\d:\d\d:\d\d"', written) else written


def _kind(field: Schema) -> str:
    """What may be written there, in words."""
    if "$ref" in field:
        return _anchor(field["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf", "allOf"):
        if several in field:
            return _several([one for one in field[several] if one.get("type") != "null"])
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    match field.get("type"):
        case "array":
            kind = _kind(field["items"] if "items" in field else field["prefixItems"][0])
            return f"list of {kind}{_bounds(field, 'Items')}"
        case "object":
            return _by_language(field["additionalProperties"])
        case "integer":
            return f"whole number{_range(field)}"
        case kind:
            return _text(field) if kind == "string" else str(kind)


def _several(kinds: list[Schema]) -> str:
    if kinds[0].get("pattern", "").startswith(r"^\d[\d _]"):
        return "money"
    return " or ".join(_kind(one) for one in kinds)


def _by_language(inner: Schema) -> str:
    if inner.get("type") == "object":
        return "a word for each plural form, in each language"
    return "lines in each language" if inner.get("type") == "array" else "a text in each language"


def _text(field: Schema) -> str:
    pattern = field.get("pattern", "")
    if "per" in pattern:
        return "rate"
    if "[01]" in pattern:
        return "time of day"
    if field.get("format") in ("zoneinfo", "date"):
        return {"zoneinfo": "IANA time zone", "date": "day"}[field["format"]]
    return f"text{_bounds(field, 'Length')}"


def _bounds(field: Schema, what: str) -> str:
    most = field.get(f"max{what}")
    return f", at most {most}" if most else ""


def _range(field: Schema) -> str:
    low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum")
    return f", {low:,} to {high:,}".replace(",", " ").replace("  ", ", ", 1) if high is not None else ""


# ------------------------------------------------------------------ the command line


def commands() -> dict[tuple[str, ...], Any]:
    """Every command by its words, such as ("key", "create")."""
    return dict(_below((), typer.main.get_command(app)))


def options(command: Any) -> set[str]:
    return {written for given in command.params for written in (*given.opts, *given.secondary_opts)} | {"--help"}


def _below(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    # typer carries a click of its own, so that its kinds cannot be asked for by name.
    for name, one in getattr(command, "commands", {}).items():
        yield from _below((*words, name), one)
    if not hasattr(command, "commands"):
        yield words, command


def commands_page() -> str:
    return "\n\n".join(_command(words, command) for words, command in commands().items())


def _command(words: tuple[str, ...], command: Any) -> str:
    heading = " ".join(("kopilka", *words, *(_argument(one) for one in command.params if _is_argument(one))))
    told = "\n".join(_parameter(one) for one in command.params if not _is_argument(one) or one.help)
    return "\n\n".join(filter(None, (f"## `{heading}`", " ".join((command.help or "").split()), told)))


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _argument(argument: Any) -> str:
    name = argument.name.upper()
    return name if argument.required else f"[{name}]"


def _parameter(parameter: Any) -> str:
    name = _argument(parameter) if _is_argument(parameter) else " / ".join((*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    shown = isinstance(default, str | int) and not isinstance(default, bool) and default != ""
    tail = f"default `{default}`" if shown else "required" if parameter.required else ""
    said = (parameter.help or "").rstrip(".")
    return f"- `{name}`: " + (f"{said}; {tail}." if said and tail else f"{said or tail or 'may be left out'}.")


# ------------------------------------------------------------------ the pages

# ------------------------------------------------------------------ segments

_COMPARED = {
    "number": "a whole number",
    "days": "whole days",
    "money": "a sum in the programme's major units, such as `1000` or `99.90`",
    "text": "a text in quotes",
    "choice": "one of these",
    "tag": "a text in quotes",
    "tier": "a tier's name in quotes",
    "flag": "nothing: `name`, or `not name`",
}


def segments_page() -> str:
    fields = (
        (
            f"`{one.name}`",
            _COMPARED[one.kind] + "".join(f" `{choice}`" for choice in one.choices),
            one.about + ("" if one.is_known_always else " Not known of everybody."),
        )
        for one in segment_fields.FIELDS
    )
    measures = (
        (f"`{one.name}({', '.join(each.name for each in one.arguments)})`", _COMPARED[one.unit], _asked(one))
        for one in segment_fields.MEASURES
    )
    outcomes = ((f'`{name}("spring")`', about) for name, about in segment_fields.OUTCOMES.items())
    return "\n\n".join(
        [
            "## Fields",
            table(("Field", "Compared with", "Meaning"), fields),
            "## Questions that count",
            table(("Question", "Compared with", "Meaning"), measures),
            "## Campaigns",
            table(("Question", "Meaning"), outcomes),
        ]
    )


def _asked(measure: segment_fields.Measure) -> str:
    return " ".join([measure.about, *(f"`{one.name}`: {one.about}." for one in measure.arguments)])


PAGES = {
    "settings.md": settings_page,
    "programme.md": program_page,
    "commands.md": commands_page,
    "segments.md": segments_page,
}


def filled(name: str) -> str:
    """The page with what the code says now between its marks."""
    text = (REFERENCE / name).read_text("utf-8")
    begin = _BEGIN.format(name=name.removesuffix(".md"))
    before, found, rest = text.partition(begin)
    assert found, f"{name} has lost its mark {begin}"
    after = rest.partition(_END)[2]
    return f"{before}{begin}\n\n{PAGES[name]()}\n\n{_END}{after}"


def main(asked: list[str]) -> int:
    """`fill` writes the pages; without it they are only compared. 1 when one of them was not what the code says."""
    stale = [name for name in PAGES if filled(name) != (REFERENCE / name).read_text("utf-8")]
    for name in stale:
        print(f"docs/reference/{name} is not what the code says" + ("; written" if "fill" in asked else f": {HOW}"))
        if "fill" in asked:
            (REFERENCE / name).write_text(filled(name), "utf-8")
    return 1 if stale and "fill" not in asked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
