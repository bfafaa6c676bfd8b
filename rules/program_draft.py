"""A ready-made programme made a shop's own: its answers written into the text at their places, the comments kept."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.program import Program, parse
from rules.program_number import follow, mentions
from rules.toml_places import Path, spans
from rules.words import plural_forms

Values = Mapping[Path, str]  # by path, as TOML


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a shop says of itself; what is empty stays as the ready-made file has it.

    language: of members whose own is not among the file's. rate: of the place that `rate_path` names, as it is written
    there; comments and texts follow it where that is plain. words: for points, by language, in the order of the
    language's plural forms.
    """

    name: str = ""
    currency: str = ""
    zone: str = ""
    language: str = ""
    rate: str = ""
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def draft(text: str, answers: Answers) -> str:
    """Return the document with the answers in it. Raises ValueError with a sentence for words that do not fit."""
    program = parse(text)
    where = rate_path(program)
    if answers.rate and where is not None:
        text = follow(text, where, written(text, where), answers.rate)
    values: dict[Path, str] = {}
    for path, said in (
        (("brand", "name"), answers.name),
        (("currency",), answers.currency),
        (("zone",), answers.zone),
        (("default_language",), answers.language),
    ):
        if said:
            values[path] = _quoted(said)
    if answers.name:
        values |= dict(_greetings(text, program.brand.name, answers.name))
    if answers.rate and where is not None:
        values[where] = answers.rate if where[-1] == "needed" else _quoted(answers.rate)
    for language, words in answers.words.items():
        if language not in program.languages:
            raise ValueError(f"{language} is not one of the file's languages: {', '.join(program.languages)}")
        values |= _words(language, words)
    return _with(text, values)


def left_over(text: str, made: str) -> list[tuple[int, str]]:
    """The lines of the draft, by number, that may still speak of the number which the ready-made text has."""
    where = rate_path(parse(text))
    if where is None or written(text, where) == written(made, where):
        return []
    return mentions(made, written(text, where))


def rate_path(program: Program) -> Path | None:
    """The number that says most of the format: what everybody earns, or is let off, or how many stamps make a gift."""
    if program.tiers[0].rate.points:
        return ("tiers", 0, "rate")
    if program.tiers[0].discount:
        return ("tiers", 0, "discount")
    return ("stamps", 0, "needed") if program.stamps else None


def written(text: str, path: Path) -> str:
    """What stands at this place, without quotes; empty where nothing does."""
    value: Any = tomllib.loads(text)
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return str(value)


def sums(text: str) -> list[str]:
    """The places of sums of money, which mean something else in another currency: `tiers.silver.spend`."""
    return [f"{path}: {shown}" for path, shown in _sums("", parse(text), tomllib.loads(text))]


def _sums(path: str, value: Any, wrote: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, tuple) and isinstance(wrote, list):
        for part, each in zip(value, wrote, strict=True):
            yield from _sums(f"{path}.{getattr(part, 'name', '')}".rstrip("."), part, each)
    if not isinstance(wrote, Mapping):
        return
    for name, info in getattr(type(value), "model_fields", {}).items():
        said = info.alias or name
        if said in wrote and name.endswith("_minor"):
            yield f"{path}.{said}".lstrip("."), str(wrote[said])
        elif said in wrote:
            yield from _sums(f"{path}.{said}".lstrip("."), getattr(value, name), wrote[said])


def _greetings(text: str, before: str, after: str) -> Iterator[tuple[Path, str]]:
    """The first words to a newcomer call the shop by its name."""
    for language, words in tomllib.loads(text)["brand"].get("greeting", {}).items():
        bare = before.partition("«")[2].rstrip("»") or before
        if bare in words:
            yield ("brand", "greeting", language), _quoted(words.replace(bare, after))


def _words(language: str, words: Sequence[str]) -> Values:
    forms = plural_forms(language)
    if len(words) != len(forms) or not all(words):
        raise ValueError(f"{', '.join(words)}: {language} needs {len(forms)} words, for {', '.join(forms)}")
    return {("brand", "points", language, form): _quoted(word) for form, word in zip(forms, words, strict=True)}


def _with(text: str, values: Values) -> str:
    """The text with other values at these places; from the last one, so that the offsets before it stay."""
    places = spans(text)
    for path, value in sorted(values.items(), key=lambda one: places[one[0]], reverse=True):
        start, end = places[path]
        text = text[:start] + value + text[end:]
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
