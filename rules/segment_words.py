"""The words of a segment's expression: names, numbers, texts in quotes, signs; each with its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rules.segment_mistake import SegmentInvalid

TEXT_MAX = 64  # letters of one text in quotes

# Telephones put quotes of their own in place of the plain one.
QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "‘": "’"}
SIGNS = {"≠": "!=", "≤": "<=", "≥": ">=", "==": "=", "<>": "!="}

_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,4})?(?![\w.])", re.ASCII)
_WORD = re.compile(r"[^\W\d]\w*")
_SIGN = re.compile(r"==|<>|!=|<=|>=|[=<>(),≠≤≥]")
_UNREADABLE = re.compile(r"[\w.]+|\S")


@dataclass(frozen=True, slots=True)
class Word:
    """text: as it was typed, a sign in its plain form. at: its 0-based place. value: of a number or a text."""

    kind: Literal["name", "number", "text", "sign", "end"]
    text: str
    at: int
    value: str | Decimal = ""

    def is_(self, text: str) -> bool:
        """Whether it is this word or sign; capitals do not matter."""
        return self.kind in ("name", "sign") and self.text.casefold() == text


def words(text: str) -> list[Word]:
    """All of them, and the end. Raises SegmentInvalid."""
    found: list[Word] = []
    at = 0
    while at < len(text):
        if blank := _BLANK.match(text, at):
            at = blank.end()
        elif text[at] in QUOTES:
            value, end = _quoted(text, at)
            found.append(Word("text", text[at:end], at, value))
            at = end
        else:
            word = _plain(text, at)
            found.append(word[0])
            at = word[1]
    return [*found, Word("end", "", len(text.rstrip()))]


def _plain(text: str, at: int) -> tuple[Word, int]:
    if match := _NUMBER.match(text, at):
        return Word("number", match[0], at, Decimal(match[0])), match.end()
    if match := _WORD.match(text, at):
        return Word("name", match[0], at), match.end()
    if match := _SIGN.match(text, at):
        return Word("sign", SIGNS.get(match[0], match[0]), at), match.end()
    match = _UNREADABLE.match(text, at)
    assert match is not None, "blanks are passed before"
    raise SegmentInvalid("unreadable", at, found=match[0])


def _quoted(text: str, start: int) -> tuple[str, int]:
    """(what stands in the quotes, the place after them)"""
    closing, letters, at = QUOTES[text[start]], "", start + 1
    while at < len(text):
        letter = text[at]
        if letter == closing:
            return _checked(letters, start), at + 1
        if letter == "\\" and text[at + 1 : at + 2] in (closing, "\\"):
            at += 1
            letter = text[at]
        letters += letter
        at += 1
    raise SegmentInvalid("unclosed", start, found=text[start:])


def _checked(letters: str, at: int) -> str:
    letters = letters.strip()
    hidden = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for letter in letters)
    if hidden or not 1 <= len(letters) <= TEXT_MAX:
        raise SegmentInvalid("text_invalid", at, found=letters, most=TEXT_MAX)
    return letters
