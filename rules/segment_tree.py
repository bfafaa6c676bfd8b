"""A segment as a tree: what is asked of each member, typed; and the tree as text, in the one way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as part
from decimal import Decimal

Value = str | int | Decimal
"""A text, a whole number, or a sum in major units."""


@dataclass(frozen=True, slots=True)
class Flag:
    """at: everywhere here, where its name stands in the text that it was read from; two trees are equal without it."""

    field: str
    at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    field: str
    operator: str  # = != < <= > >=
    value: Value
    at: int = part(default=0, compare=False)
    value_at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    field: str
    values: tuple[str, ...]
    at: int = part(default=0, compare=False)
    value_at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure that is counted for the arguments, such as `bought(days = 30)`. days: None where the text names none."""

    measure: str
    texts: tuple[tuple[str, str], ...]
    days: int | None
    operator: str
    value: int | Decimal
    at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    outcome: str
    campaign: str
    at: int = part(default=0, compare=False)
    value_at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Known:
    field: str
    at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Named:
    """Whoever is in the saved segment of this name."""

    segment: str
    at: int = part(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    part: Tree


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Tree, ...]


Condition = Flag | Compare | OneOf | Measured | Outcome | Known | Named
Tree = Condition | Not | And | Or

EVERYBODY = And(())


def both(*parts: Tree) -> Tree:
    """Whoever is in all of them; flat, and a single one is itself."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def either(*parts: Tree) -> Tree:
    """Whoever is in any of them. There must be one, and none of them everybody."""
    assert parts, "nobody has no expression"
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def negated(part: Tree) -> Tree:
    return part.part if isinstance(part, Not) else Not(part)


def conditions(tree: Tree) -> Iterator[Condition]:
    """All of them, from left to right."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from conditions(part)
        case Not(part):
            yield from conditions(part)
        case _:
            yield tree


def written(tree: Tree) -> str:
    """The tree as text, which reads back as the same tree; empty for everybody."""
    match tree:
        case And(parts):
            return " and ".join(_held(part, Or) for part in parts)
        case Or(parts):
            return " or ".join(written(part) for part in parts)
        case Not(part):
            return f"not {_held(part, And, Or)}"
        case _:
            return _condition(tree)


def _held(part: Tree, *looser: type[Tree]) -> str:
    return f"({written(part)})" if isinstance(part, looser) else written(part)


def _condition(one: Condition) -> str:
    match one:
        case Flag(name):
            return name
        case Compare(name, operator, value):
            return f"{name} {operator} {_value(value)}"
        case OneOf(name, values):
            return f"{name} in ({', '.join(map(quoted, values))})"
        case Measured():
            return f"{one.measure}({_arguments(one)}) {one.operator} {_value(one.value)}"
        case Outcome(outcome, campaign):
            return f"{outcome}({quoted(campaign)})"
        case Known(name):
            return f"known({name})"
        case Named(segment):
            return f"segment {quoted(segment)}"


def _arguments(one: Measured) -> str:
    days = () if one.days is None else (f"days = {one.days}",)
    return ", ".join((*(f"{name} = {quoted(text)}" for name, text in one.texts), *days))


def _value(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int):
        return str(value)
    plain = f"{value:f}"  # never an exponent
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
