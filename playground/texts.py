"""Texts and captions as Telegram takes them: parsed, trimmed, measured, its own entities found."""

from __future__ import annotations

import re

from playground import html
from playground.params import Params
from playground.refusal import Json, bad_request

TEXT_MAX = 4096
CAPTION_MAX = 1024
SOURCE_BYTES_MAX = 1 << 15
SPACES = " \t\r\n\v\f"

FOUND_BY_TELEGRAM = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)"
    r"|(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,!?;:)])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]*\w\b)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w+)"
)
FIRST_SIGNS = re.compile("[/@#]")


def found_entities(text: str, given: list[Json]) -> list[Json]:
    """Commands, addresses and tags that Telegram marks by itself, merged with those that came with the text."""
    if not FIRST_SIGNS.search(text):
        return given
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in given]
    found: list[Json] = []
    for match in FOUND_BY_TELEGRAM.finditer(text):
        begin, length = html.utf16_length(text[: match.start()]), html.utf16_length(match[0])
        if not any(start < begin + length and begin < end for start, end in taken):
            found.append({"offset": begin, "length": length, "type": match.lastgroup})
    return sorted(given + found, key=lambda entity: (entity["offset"], -entity["length"])) if found else given


def text_content(params: Params, text_max: int = TEXT_MAX) -> Json:
    """`text` and `entities` of a message, or Telegram's refusal. Lengths count after parsing."""
    source = params.text("text")
    if not source:
        raise bad_request("Message text is empty")
    text, entities = formatted(source, params.text("parse_mode"), params.array("entities"))
    if not text:
        raise bad_request("Text must be non-empty")
    if len(text) > text_max:
        raise bad_request("Message is too long")
    return {"text": text, "entities": entities} if entities else {"text": text}


def caption_content(source: str, parse_mode: str, given: list[Json]) -> Json:
    if not source:
        return {}
    text, entities = formatted(source, parse_mode, given)
    if len(text) > CAPTION_MAX:
        raise bad_request("Message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def formatted(source: str, parse_mode: str, given: list[Json]) -> tuple[str, list[Json]]:
    if len(source) > SOURCE_BYTES_MAX // 4 and len(source.encode("utf-8", "surrogatepass")) > SOURCE_BYTES_MAX:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        text, entities = html.parse(source)
    elif mode in ("", "none"):
        text, entities = source, [known_entity(entity) for entity in given]
    elif mode in ("markdown", "markdownv2"):
        # The product writes html only; a silent half-truth about Markdown would hide a bug.
        raise bad_request("unsupported parse_mode (the local Telegram reads HTML only)")
    else:
        raise bad_request("Unsupported parse_mode")
    text, entities = trimmed(text, entities)
    return text, found_entities(text, entities)


def known_entity(entity: object) -> Json:
    if not isinstance(entity, dict):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    if not all(isinstance(entity.get(name), int) for name in ("offset", "length")) or "type" not in entity:
        raise bad_request("Can't parse MessageEntity: Can't find field \"type\"")
    return entity


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Spaces at both ends go, as do entities of nothing but spaces."""
    inner = text.strip(SPACES)
    if not entities:
        return inner, entities
    shift = len(text) - len(text.lstrip(SPACES))  # spaces are one unit each
    end = html.utf16_length(inner)
    units = inner.encode("utf-16-le", "surrogatepass") if end > len(inner) else b""
    kept: list[Json] = []
    for entity in entities:
        begin = max(entity["offset"] - shift, 0)
        stop = min(entity["offset"] + entity["length"] - shift, end)
        covered = units[2 * begin : 2 * stop].decode("utf-16-le", "replace") if units else inner[begin:stop]
        if covered.strip(SPACES):
            kept.append({**entity, "offset": begin, "length": stop - begin})
    return inner, kept
