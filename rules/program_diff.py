"""What one programme promises otherwise than another: each difference by its path, as it is written in the files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from rules.money import Rate
from rules.program import parse

Group = Literal["rates", "lives", "redemption", "welcome", "tiers", "referral", "prices", "language", "words", "other"]

GROUPS: tuple[Group, ...] = get_args(Group)
MAX_SHOWN = 200
BEFORE_SHOWN = 60  # of what two long values have in common, so that the place is found again

_RATES = ("rate", "times", "points_each", "percent", "discount", "pending_days", "multipliers")
_PRICES = ("price", "price_stars", "period_days", "minimum", "maximum", "top_up")
_WORDS = ("title", "about", "privileges", "gift")
_OWN: dict[str, Group] = {
    "welcome": "welcome",
    "referral": "referral",
    "languages": "language",
    "default_language": "language",
}
_THRESHOLDS = ("spend", "purchases", "points", "window")


@dataclass(frozen=True, slots=True)
class Change:
    """path: `tiers.silver.rate`. before, after: as written, shortened; None where there was or will be nothing."""

    path: str
    before: str | None
    after: str | None

    @property
    def group(self) -> Group:
        """What it is about, for a reader who wants the promises before the wording."""
        first, *rest = self.path.split(".")
        if first in _OWN:
            return _OWN[first]
        if "life" in rest:
            return "lives"
        if first == "redemption":
            return "redemption"
        if first in ("brand", "consent", "marketing_consent", "privacy") or any(part in _WORDS for part in rest):
            return "words"
        if first in ("subscriptions", "gift_cards") or (rest and rest[-1] in _PRICES):
            return "prices"
        if first == "tier_terms" or (first == "tiers" and (not rest or rest[-1] in _THRESHOLDS or len(rest) == 1)):
            return "tiers"
        if first in ("earning", "rules", "discounts", "discounting", "tiers") or (rest and rest[-1] in _RATES):
            return "rates"
        return "other"


def diff(before: str, after: str) -> list[Change]:
    """Return what differs between two programme documents, in the order of the reference.

    How a value is written (10000 or "10 000"), the order of tables and comments make no difference, nor does a value
    that is left out because it is the usual one. Raises ProgramInvalid.
    """
    one = _Side(parse(before), tomllib.loads(before, parse_float=Decimal))
    other = _Side(parse(after), tomllib.loads(after, parse_float=Decimal))
    return list(_changes("", one, other))


class _Side(NamedTuple):
    """One document's value at a place, and what is written there: None where the usual value was left out."""

    value: Any
    written: Any


def _changes(path: str, before: _Side, after: _Side) -> Iterator[Change]:
    if _means(before.value) == _means(after.value):
        return
    one, other = before.value, after.value
    if _has_parts(one) and type(one) is type(other):
        for field, info in type(one).model_fields.items():
            name = info.alias or field
            yield from _changes(f"{path}.{name}".lstrip("."), _part(before, field, name), _part(after, field, name))
    elif _is_named(one) and _is_named(other):
        yield from _of_lists(path, before, after)
    elif isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            yield from _changes(f"{path}.{key}", _item(before, key), _item(after, key))
    else:
        yield Change(path, *_shown(before, after))


def _of_lists(path: str, before: _Side, after: _Side) -> Iterator[Change]:
    """Lists of named parts: one is itself wherever it stands; that the order changed is said apart."""
    one, other = _by_name(before), _by_name(after)
    kept = [name for name in one if name in other]
    if kept != [name for name in other if name in one]:
        yield Change(path, ", ".join(one), ", ".join(other))
    for name in dict.fromkeys((*one, *other)):
        yield from _changes(f"{path}.{name}", one.get(name, _NOTHING), other.get(name, _NOTHING))


_NOTHING = _Side(None, None)


def _by_name(side: _Side) -> dict[str, _Side]:
    written = side.written if isinstance(side.written, list) else [None] * len(side.value)
    return {part.name: _Side(part, wrote) for part, wrote in zip(side.value, written, strict=True)}


def _part(side: _Side, field: str, name: str) -> _Side:
    written = side.written.get(name) if isinstance(side.written, Mapping) else None
    return _Side(getattr(side.value, field), written)


def _item(side: _Side, key: Any) -> _Side:
    written = side.written.get(key) if isinstance(side.written, Mapping) else None
    return _Side(side.value.get(key), written)


def _has_parts(value: object) -> bool:
    """A section whose fields are told apart; what has a kind, such as a life, is one value."""
    return isinstance(value, BaseModel) and "kind" not in type(value).model_fields


def _is_named(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(part, BaseModel) and hasattr(part, "name") for part in value)


def _means(value: object) -> object:
    """The value without what is only its wording: `3 %` is `3%`."""
    return (value.points, value.per_minor, value.full_minor) if isinstance(value, Rate) else value


def _shown(before: _Side, after: _Side) -> tuple[str | None, str | None]:
    """Both as written; of long ones the part around the first difference, for what is cut away is never looked at."""
    one, other = _written(before), _written(after)
    if one is None or other is None:
        return one and _part_of(one, 0), other and _part_of(other, 0)
    if one == other:  # the same words in other lines
        one, other = (json.dumps(str(side.value), ensure_ascii=False) for side in (before, after))
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - BEFORE_SHOWN) if max(len(one), len(other)) > MAX_SHOWN else 0
    return _part_of(one, start), _part_of(other, start)


def _written(side: _Side) -> str | None:
    return None if side.value is None else toml(side.value if side.written is None else side.written)


def _part_of(shown: str, start: int) -> str:
    """At most so many characters from this one on, with an ellipsis where something is left out."""
    part = f"{'…' if start else ''}{shown[start:]}"
    return part if len(part) <= MAX_SHOWN else part[: MAX_SHOWN - 1] + "…"


def toml(value: object) -> str:
    """A value as it stands in a file, on one line."""
    match value:
        case str():
            return f'"{" ".join(value.split())}"'
        case bool():
            return str(value).lower()
        case date() | time():
            return value.isoformat()
        case Rate():
            return f'"{value.text}"'
        case ZoneInfo():
            return f'"{value.key}"'
        case BaseModel():
            return toml(value.model_dump(by_alias=True, exclude_none=True))
        case Mapping():
            return f"{{ {', '.join(f'{key} = {toml(item)}' for key, item in value.items())} }}" if value else "{}"
        case frozenset():
            return toml(sorted(value))
        case Sequence():
            return f"[{', '.join(toml(item) for item in value)}]"
        case _:
            return str(value)
