"""Segments as expressions, such as `recency_days > 60 and frequency >= 3`: read, written, put together, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from rules.money import minor_digits
from rules.segment_fields import SEGMENT
from rules.segment_mistake import END, SegmentInvalid, nearest
from rules.segment_reader import Reader
from rules.segment_tree import (
    EVERYBODY,
    And,
    Compare,
    Condition,
    Named,
    Not,
    OneOf,
    Or,
    Outcome,
    Tree,
    both,
    conditions,
    either,
    negated,
    quoted,
    written,
)
from rules.segment_words import words

if TYPE_CHECKING:
    from rules.program import Program

__all__ = [
    "EVERYBODY",
    "Expanding",
    "Names",
    "SegmentInvalid",
    "Terms",
    "Tree",
    "both",
    "check",
    "expanded",
    "parse",
    "terms",
    "written",
]

LETTERS_MAX = 2_000  # of one expression
CONDITIONS_MAX = 50  # of one expression
EXPANDED_MAX = 100  # with the saved segments that it names; of more, the statement alone takes seconds to make
WITHIN_MAX = 5  # saved segments that name each other


def parse(text: str) -> Tree:
    """Read an expression; an empty one is everybody. Raises SegmentInvalid."""
    if len(text) > LETTERS_MAX:
        raise SegmentInvalid("too_long", LETTERS_MAX, most=LETTERS_MAX)
    reader = Reader(words(text))
    if reader.at_end():
        return EVERYBODY
    tree = reader.either(0)
    if not reader.at_end():
        reader.expected("and", "or", END)
    if sum(1 for _ in conditions(tree)) > CONDITIONS_MAX:
        raise SegmentInvalid("too_many", 0, most=CONDITIONS_MAX)
    return tree


# ------------------------------------------------------------------ what only the shop knows


@dataclass(frozen=True, slots=True)
class Terms:
    """What an expression goes by besides the member. tiers: names from the first upwards. digits: of the currency."""

    now: datetime
    zone: ZoneInfo
    tiers: tuple[str, ...]
    digits: int


def terms(program: Program, now: datetime) -> Terms:
    return Terms(now, program.zone, tuple(tier.name for tier in program.tiers), minor_digits(program.currency))


@dataclass(frozen=True, slots=True)
class Names:
    """What there is in this shop: tiers and languages of its programme, campaigns, saved segments."""

    tiers: tuple[str, ...]
    languages: tuple[str, ...]
    campaigns: frozenset[str] = frozenset()


def check(one: Condition, names: Names) -> None:
    """Hold one condition against what this shop has. Raises SegmentInvalid."""
    known: dict[str, Sequence[str]] = {"tier": names.tiers, "language": names.languages}
    match one:
        case Compare(name, _, str(value)) if name in known and value not in known[name]:
            _unknown("unknown_value", one.value_at, value, known[name], name)
        case OneOf(name, values) if name in known:
            for value in values:
                if value not in known[name]:
                    _unknown("unknown_value", one.value_at, value, known[name], name)
        case Outcome(_, campaign) if campaign not in names.campaigns:
            _unknown("unknown_campaign", one.value_at, campaign, sorted(names.campaigns), one.outcome)
        case _:
            pass


def _unknown(problem: str, at: int, found: str, known: Sequence[str], about: str) -> NoReturn:
    close = nearest(found, known)
    meant = quoted(close) if close else ""
    raise SegmentInvalid(problem, at, found=quoted(found), allowed=known, suggestion=meant, about=about)


def expanded(tree: Tree, saved: Mapping[str, str], names: Names) -> Tree:
    """The tree with each saved segment's own conditions in place of its name, all held against what this shop has.

    saved: expressions by name. Raises SegmentInvalid, also for a name that nobody saved or that goes round to itself.
    """
    return Expanding(saved, names).whole(tree)


class Expanding:
    """Puts saved segments in place of their names; each of them is read once, however often it is named."""

    def __init__(self, saved: Mapping[str, str], names: Names) -> None:
        self._saved, self._names = saved, names
        self._known: dict[str, tuple[Tree, int]] = {}  # with how many are within each other

    def whole(self, tree: Tree) -> Tree:
        """As `expanded`, of one tree of many. Raises SegmentInvalid."""
        return self._limited(self._tree(tree, ())[0])

    def _limited(self, tree: Tree) -> Tree:
        # Of each saved one by itself too: else a few that name each other often are billions.
        if sum(1 for _ in conditions(tree)) > EXPANDED_MAX:
            raise SegmentInvalid("too_many", 0, most=EXPANDED_MAX)
        return tree

    def _tree(self, tree: Tree, within: tuple[str, ...]) -> tuple[Tree, int]:
        match tree:
            case And(parts):
                found, depth = self._trees(parts, within)
                return both(*found), depth
            case Or(parts):
                found, depth = self._trees(parts, within)
                return either(*found), depth
            case Not(part):
                one, depth = self._tree(part, within)
                return negated(one), depth
            case Named():
                return self._named(tree, within)
            case _:
                check(tree, self._names)
                return tree, 0

    def _trees(self, parts: Sequence[Tree], within: tuple[str, ...]) -> tuple[list[Tree], int]:
        found = [self._tree(part, within) for part in parts]
        return [one for one, _ in found], max((depth for _, depth in found), default=0)

    def _named(self, tree: Named, within: tuple[str, ...]) -> tuple[Tree, int]:
        name = tree.segment
        if name not in self._saved:
            _unknown("unknown_segment", tree.at, name, sorted(self._saved), SEGMENT)
        if name in within:
            raise SegmentInvalid("loop", tree.at, found=quoted(name))
        known = self._known.get(name)
        if len(within) + (known[1] if known else 1) > WITHIN_MAX:
            raise SegmentInvalid("too_deep", tree.at, found=quoted(name), most=WITHIN_MAX)
        if known is None:
            known = self._known[name] = self._read(name, within)
        return known

    def _read(self, name: str, within: tuple[str, ...]) -> tuple[Tree, int]:
        try:
            whole, depth = self._tree(parse(self._saved[name]), (*within, name))
            return self._limited(whole), depth + 1
        except SegmentInvalid as error:
            raise error if error.facts["segment"] else error.within(name) from None
