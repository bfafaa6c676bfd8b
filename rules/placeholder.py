"""Places in a message that are filled with the member's own data: `{name|friend}`, `{balance}`, `{burning_day}`.

After the bar stands what is said where the value is missing. Braces around anything but a word are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

NAMES_CACHED = 256  # texts, for each letter of a campaign asks again

_SLOT = re.compile(r"\{\s*([^\W\d]\w*)\s*(?:\|([^{}]*))?\}")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BRACED = re.compile(r"\{[^{}\n]{0,30}\}?|\}")
_START = re.compile(r"(?:^|[.!?…]|\n)\s*(?:<[biua][^>]*>\s*)*$")
_WORD = re.compile(r"(\s*(?:<[biua][^>]*>)*)(\w)")

ALWAYS = frozenset({"brand", "points", "balance"})
"""What every member has, so that nothing need stand in for it."""
NAMES = (
    "name",
    "balance",
    "points",
    "brand",
    "tier",
    "tier_next",
    "tier_lacking",
    "burning",
    "burning_day",
    "typical",
    "favourite",
    "quiet_days",
    "offer",
    "offer_from",
    "offer_day",
)


@dataclass(frozen=True, slots=True)
class Filling:
    """What is known of one member, as it is at the sending; None or empty for what is not.

    balance, burning: points. typical_minor: of a cheque. tier, tier_next: codes. Either lacking number is
    enough. quiet_days: since the last purchase. offer: its name; offer_title: by language, as it was promised;
    offer_from_minor: 0 for any cheque.
    """

    name: str = ""
    balance: int = 0
    tier: str = ""
    tier_next: str = ""
    lacking_minor: int = 0
    lacking_purchases: int = 0
    burning: int = 0
    burning_day: date | None = None
    typical_minor: int = 0
    favourite: str = ""
    quiet_days: int | None = None
    offer: str = ""
    offer_title: Mapping[str, str] = field(default_factory=dict)
    offer_from_minor: int = 0
    offer_day: date | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """at: where it begins in the text, from 0. fallback: None where there is none."""

    name: str
    fallback: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no placeholder has. nearest: what may have been meant, or empty."""

    name: str
    at: int
    nearest: str


def slots(text: str) -> Iterator[Slot]:
    for found in _SLOT.finditer(text):
        yield Slot(found[1].casefold(), found[2], found.start())


@lru_cache(NAMES_CACHED)
def names(text: str) -> frozenset[str]:
    return frozenset(slot.name for slot in slots(text))


def unknown(text: str) -> list[Unknown]:
    """What must be written otherwise, in the order of the text."""
    return [
        Unknown(slot.name, slot.at, next(iter(get_close_matches(slot.name, NAMES, 1, 0.5)), ""))
        for slot in slots(text)
        if slot.name not in NAMES
    ]


def wrong(text: str) -> list[str]:
    """What would reach members with its braces, in the order of the text: one inside another, an empty one, one that
    is not closed or has a tag inside; and what stands in a tag, where values must not."""
    inside = [found[0] for tag in _TAG.finditer(text) for found in _SLOT.finditer(tag[0])]
    return inside + [found[0] for found in _BRACED.finditer(_SLOT.sub("", text))]


def without_fallback(text: str) -> list[Slot]:
    """Whose value a member may lack while nothing is said in its place."""
    return [slot for slot in slots(text) if slot.name in NAMES and slot.name not in ALWAYS and not slot.fallback]


def filled(text: str, value: Callable[[str], str]) -> str:
    """The text with each value in its place. value: by the name, safe inside html; empty where it is missing.

    A value that is missing takes its fallback; without one it goes, and with it the comma and the space that held it:
    `Hello, {name}!` is `Hello!` then, and `{name}, we miss you` begins with a capital letter.
    """
    kept: dict[str, str] = {}
    out, rest = "", text
    while (found := _SLOT.search(rest)) is not None:
        name = found[1].casefold()
        out, rest = out + rest[: found.start()], rest[found.end() :]
        shown = kept.setdefault(name, value(name)) if name in NAMES else ""
        shown = shown or (found[2] or "").strip()
        if shown:
            out += shown
        else:
            out, rest = _closed(out, rest)
    return out + rest


def _closed(before: str, after: str) -> tuple[str, str]:
    """Both sides of a gap, brought together."""
    if _START.search(before):
        after = re.sub(r"^\s*[,:—–-]?[^\S\n]*", "", after, count=1)
        return before, _WORD.sub(lambda first: first[1] + first[2].upper(), after, count=1) if _begins(after) else after
    if re.match(r"\s*(?:[,.!?:;…)]|$)", after):
        return re.sub(r",?[^\S\n]*$", "", before), after.lstrip(" ")
    return (before, after.lstrip(" ")) if before.endswith((" ", "\n")) else (before, after)


def _begins(after: str) -> bool:
    return _WORD.match(after) is not None
