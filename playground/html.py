"""Telegram's HTML parse mode: text and entities with UTF-16 offsets, or its exact refusal.

Source: `parse_html` in tdlib's MessageEntity.cpp; error offsets count UTF-8 bytes, as there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playground.refusal import Json, bad_request

KIND_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<dec>[0-9]*)|(?P<name>[A-Za-z]*));?")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
PLAIN = re.compile(r"[^<&]+")
SPACES = " \t\r\n\0\v"


@dataclass(slots=True)
class Open:
    tag: str
    argument: str
    date: int
    offset: int
    text_index: int


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, list[Json]]:
    """Raise 400 `can't parse entities: …` for what Telegram's own parser refuses."""
    if "<" not in source and "&" not in source:
        return source, []
    text, entities = Reader(source).read()
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities


class Reader:
    """One pass over one source; a position in it, the text so far, the tags that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.at < len(source):
            if source[self.at] == "<":
                begin = self.at
                self.at += 1
                if self.peek() == "/":
                    self.end_tag(begin)
                else:
                    self.start_tag(begin)
            elif source[self.at] == "&":
                self.put(self.reference())
            else:
                match = PLAIN.match(source, self.at)
                assert match is not None
                self.at = match.end()
                self.put(match[0])
        if self.open:
            raise refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.parts), self.entities

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.offset += utf16_length(text)

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def byte(self, index: int) -> int:
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in SPACES:
            self.at += 1

    def until(self, stops: str) -> str:
        begin = self.at
        while self.peek() and self.peek() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def reference(self) -> str:
        """A character reference, or the bare `&` itself."""
        match = REFERENCE.match(self.source, self.at)
        assert match is not None
        written = match[0]
        character = NAMED.get(match["name"] or "", "")
        if match["name"] is None:
            code = int(match["hex"] or "0", 16) if match["hex"] is not None else int(match["dec"] or "0")
            if 0 < code < 0x10FFFF and len(written.removesuffix(";")) < 10:
                character = chr(code)
        if not character:
            self.at += 1
            return "&"
        if 0xD800 <= ord(character) <= 0xDFFF:
            raise refusal(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            )
        self.at = match.end()
        return character

    def start_tag(self, begin: int) -> None:
        tag = self.until(SPACES + ">").lower()
        if not self.peek():
            raise refusal(f"Unclosed start tag at byte offset {self.byte(begin)}")
        if tag not in KIND_OF_TAG:
            raise refusal(f'Unsupported start tag "{tag}" at byte offset {self.byte(begin)}')
        argument, date = "", 0
        while True:
            self.skip_spaces()
            if self.peek() == ">":
                break
            name, value = self.attribute(tag, begin)
            if tag == "tg-time" and name == "unix":
                date = int(value) if value.isdigit() else 0
            else:
                argument = argument_of(tag, name, value) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {self.byte(begin)}')
        self.open.append(Open(tag, argument, date, self.offset, len(self.parts)))

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self.until(SPACES + "=>/\"'")
        if not name:
            raise refusal(f'Empty attribute name in the tag "{tag}" at byte offset {self.byte(begin)}')
        self.skip_spaces()
        if self.peek() == "=":
            self.at += 1
            self.skip_spaces()
        elif self.peek():
            return name, ""
        if not self.peek():
            raise refusal(f'Unclosed start tag "{tag}" at byte offset {self.byte(begin)}')
        value = self.quoted() if self.peek() in "'\"" else self.name_token()
        if not self.peek():
            raise refusal(f"Unclosed start tag at byte offset {self.byte(begin)}")
        return name, value

    def name_token(self) -> str:
        begin = self.at
        match = NAME_TOKEN.match(self.source, begin)
        assert match is not None
        self.at = match.end()
        if not self.peek() or self.peek() not in SPACES + ">":
            raise refusal(f"Unexpected end of name token at byte offset {self.byte(begin)}")
        return match[0].lower()

    def quoted(self) -> str:
        quote = self.peek()
        self.at += 1
        parts: list[str] = []
        while self.peek() and self.peek() != quote:
            parts.append(self.reference() if self.peek() == "&" else self.until("&" + quote))
        self.at += 1
        return "".join(parts)

    def end_tag(self, begin: int) -> None:
        if not self.open:
            raise refusal(f"Unexpected end tag at byte offset {self.byte(begin)}")
        self.at += 1
        found = self.until(SPACES + ">").lower()
        self.skip_spaces()
        if self.peek() != ">":
            raise refusal(f"Unclosed end tag at byte offset {self.byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if found and found != opened.tag:
            raise refusal(
                f'Unmatched end tag at byte offset {self.byte(begin)}, expected "</{opened.tag}>", found "</{found}>"'
            )
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: Open) -> None:
        entity: Json = {"offset": opened.offset, "length": self.offset - opened.offset, "type": KIND_OF_TAG[opened.tag]}
        if opened.tag == "a":
            url = opened.argument or "".join(self.parts[opened.text_index :])
            if "." not in url and ":" not in url:
                return  # Telegram silently drops a link that is no address
            entity["url"] = url if "://" in url or url.startswith(("tg:", "mailto:")) else f"http://{url}/"
        elif opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise refusal("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        elif opened.tag == "tg-time":
            if not opened.date:
                return
            entity |= {"unix_time": opened.date} | ({"date_time_format": opened.argument} if opened.argument else {})
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag in ("pre", "code") and self.joins_inner_code(opened, entity):
            return
        elif opened.tag == "code" and opened.argument:
            entity["language"] = opened.argument
        self.entities.append(entity)

    def joins_inner_code(self, opened: Open, entity: Json) -> bool:
        """`<pre><code class="language-x">` is one entity with a language."""
        if not self.entities:
            return False
        inner = self.entities[-1]
        same_span = (inner["offset"], inner["length"]) == (entity["offset"], entity["length"])
        if opened.tag == "pre" and same_span and inner["type"] == "code" and "language" in inner:
            inner["type"] = "pre"
            return True
        return False


def argument_of(tag: str, name: str, value: str) -> str:
    """What an attribute means to its tag; anything else is read and forgotten, as Telegram does."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "format"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value[9:]
        case ("span", "class") if value.startswith("tg-"):
            return value[3:]
        case ("blockquote", "expandable"):
            return "1"
    return ""


def refusal(text: str) -> Exception:
    return bad_request(f"can't parse entities: {text}")
