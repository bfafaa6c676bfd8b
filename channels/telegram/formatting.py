"""Telegram's entities as the tags that screens have: what a person marked bold is bold again when we send it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

ENTITIES_MAX = 100  # as many as Telegram keeps
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "code": "code", "pre": "code"}


@dataclass(frozen=True, slots=True)
class _Span:
    """A part of the text, in characters of Python, and the tag around it. url: of a link."""

    begin: int
    end: int
    tag: str
    url: str = ""

    @property
    def opening(self) -> str:
        return f'<a href="{escape(self.url)}">' if self.tag == "a" else f"<{self.tag}>"


def html_of(text: str, entities: Sequence[dict[str, Any]]) -> str:
    """Return the text, escaped, in tags `b i u a code`; spans that overlap are cut so that the tags nest.

    Links are kept to http and https only. All other kinds of entities leave plain text.
    """
    spans = list(_spans(text, entities))
    if not spans:
        return escape(text)
    parts: list[str] = []
    opened: list[_Span] = []
    edges = sorted({0, len(text), *(span.begin for span in spans), *(span.end for span in spans)})
    for begin, end in pairwise(edges):
        wanted = [span for span in spans if span.begin <= begin and end <= span.end]
        kept = 0
        while kept < min(len(opened), len(wanted)) and opened[kept] is wanted[kept]:
            kept += 1
        parts += [f"</{span.tag}>" for span in reversed(opened[kept:])]
        parts += [span.opening for span in wanted[kept:]]
        parts.append(escape(text[begin:end]))
        opened = wanted
    parts += [f"</{span.tag}>" for span in reversed(opened)]
    return "".join(parts)


def is_formatted(entities: Sequence[dict[str, Any]]) -> bool:
    """Whether a screen's tags can say anything of it."""
    return any(_tag(entity) for entity in entities)


def _spans(text: str, entities: Sequence[dict[str, Any]]) -> Iterator[_Span]:
    """The longest of those that begin together first, so that it is outermost."""
    places = _places(text)
    last = len(places) - 1
    for entity in sorted(entities[:ENTITIES_MAX], key=lambda one: (one["offset"], -one["length"])):
        tag = _tag(entity)
        begin = places[min(max(entity["offset"], 0), last)]
        end = places[min(max(entity["offset"] + entity["length"], 0), last)]
        if tag and text[begin:end].strip():
            yield _Span(begin, end, tag, entity.get("url", "") if tag == "a" else "")


def _tag(entity: dict[str, Any]) -> str:
    if entity["type"] == "text_link":
        return "a" if _leads_to_the_web(entity.get("url", "")) else ""
    return _TAGS.get(entity["type"], "")


def _leads_to_the_web(url: str) -> bool:
    try:
        link = urlsplit(url)
    except ValueError:
        return False
    return link.scheme in ("http", "https") and bool(link.hostname)


def _places(text: str) -> list[int]:
    """Of each UTF-16 unit, at which entities are counted, the character that begins there or after it."""
    places: list[int] = []
    for number, letter in enumerate(text):
        places.append(number)
        if ord(letter) > 0xFFFF:
            places.append(number + 1)
    places.append(len(text))
    return places
