"""Segments: whom an expression means, the saved ones and who uses them, tables of members, lists that become a tag."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from actions import export, program
from actions import tag as tags
from actions.member import PhoneInvalid, e164
from rules import segment
from rules.refusal import Refused
from rules.segment import Expanding, Names, SegmentInvalid, Tree
from rules.segment_fields import OUTCOMES, SEGMENT
from rules.segment_tree import Named, conditions
from storage import segments
from storage import segments_kept as rows
from storage.segments import Condition
from storage.work import Work

SEGMENTS_MAX = 200
NAME_MAX = 48
LIST_MAX = 1_000  # of one unit; a longer list takes several
UNKNOWN_MAX = 100  # that are named


class SegmentUnknown(Refused):
    code = "segment_unknown"
    sentence = "There is no saved segment named {name!r}."


class SegmentNameInvalid(Refused):
    code = "segment_name_invalid"
    sentence = "A segment's name has 1 to {most} letters that can be seen, and no quotes."


class SegmentsTooMany(Refused):
    code = "segments_too_many"
    sentence = "There are {most} saved segments; delete one first."


class SegmentUsed(Refused):
    """by: who uses it, each by its name."""

    code = "segment_used"
    sentence = "The segment {name!r} is used by: {used}. Change these first."


class SegmentBreaks(Refused):
    """by: who could not be counted any more, each by its name."""

    code = "segment_breaks"
    sentence = "With this as {name!r} these would have too many conditions: {used}. Change these first."


@dataclass(frozen=True, slots=True)
class Saved:
    name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Counted:
    """members: in the segment. reachable: of them, in some messenger. consenting: of those, who agreed to advertising:
    whom a campaign would write to."""

    members: int
    reachable: int
    consenting: int


@dataclass(frozen=True, slots=True)
class Use:
    kind: Literal["campaign", "segment"]
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """found: members who have the tag now. unknown: of the list, nobody's; the first UNKNOWN_MAX of unknown_count.

    full: members who have too many tags already.
    """

    found: int
    unknown: tuple[str, ...]
    unknown_count: int
    full: int = 0


# ------------------------------------------------------------------ whom it means


def read(work: Work, expression: str) -> Tree:
    """The tree, with saved segments in place of their names, held against what this shop has. Raises SegmentInvalid."""
    tree, kept = segment.parse(expression), _saved(work)
    return segment.expanded(tree, kept, _names(work, [segment.written(tree), *kept.values()]))


def _names(work: Work, expressions: Iterable[str]) -> Names:
    """What these are held against."""
    now = program.current(work).program
    campaigns: frozenset[str] = frozenset()
    if any(name in text for text in expressions for name in OUTCOMES):
        campaigns = rows.campaign_names(work) | {one.name for one in now.campaigns}
    return Names(tuple(tier.name for tier in now.tiers), now.languages, campaigns)


def written(expression: str) -> str:
    """The expression in the one way it is written. Raises SegmentInvalid."""
    return segment.written(segment.parse(expression))


def condition(work: Work, asked: Tree | str) -> Condition:
    """What `storage.segments.source()` is asked for, at the unit's instant. Raises SegmentInvalid."""
    tree = read(work, asked) if isinstance(asked, str) else asked
    return segments.where(tree, segment.terms(program.current(work).program, work.now))


def count(work: Work, asked: Tree | str) -> Counted:
    """Raises SegmentInvalid."""
    (found,) = counts(work, [asked])
    return found


def counts(work: Work, asked: Sequence[Tree | str]) -> list[Counted]:
    """Each as `count`, all in one pass through the members. Raises SegmentInvalid."""
    return [Counted(*found) for found in rows.counts(work, [condition(work, one) for one in asked])]


def sample(work: Work, asked: Tree | str, limit: int) -> list[str]:
    """Ids of members, none likelier than another; the same ones as long as the segment is the same."""
    return rows.sample(work, condition(work, asked), limit)


def page(work: Work, asked: Tree | str, after: str, limit: int) -> list[str]:
    """Ids of members after this one, in order."""
    return rows.page(work, condition(work, asked), after, limit)


def export_head() -> tuple[str, ...]:
    return tuple(name.removesuffix(export.MINOR) for name in rows.COLUMNS)


def export_rows(work: Work, asked: Tree | str, limit: int | None = None) -> Iterator[tuple[object, ...]]:
    """One row a member, as cells of a table, a few at a time; to be read to the end within the unit.

    limit: at most so many; None for all. Raises SegmentInvalid.
    """
    yield from export.cells(work, rows.COLUMNS, rows.table(work, condition(work, asked), limit))


# ------------------------------------------------------------------ saved ones


def saved(work: Work) -> tuple[Saved, ...]:
    """By name."""
    return tuple(Saved(row.name, row.expression) for row in rows.saved(work))


def get(work: Work, name: str) -> Saved:
    """Raises SegmentUnknown."""
    row = rows.get(work, name)
    if row is None:
        raise SegmentUnknown(name=name)
    return Saved(row.name, row.expression)


def _saved(work: Work) -> dict[str, str]:
    return {row.name: row.expression for row in rows.saved(work)}


def save(work: Work, name: str, expression: str, staff_id: str = "") -> Saved:
    """Keep an expression under a name, in place of what it was; written in the one way.

    Raises SegmentNameInvalid, SegmentInvalid, SegmentsTooMany, SegmentBreaks.
    """
    name = _name(name)
    tree = segment.parse(expression)
    rows.lock_all(work)  # two that are saved at once may name each other
    before = _saved(work)
    if name not in before and len(before) >= SEGMENTS_MAX:
        raise SegmentsTooMany(most=SEGMENTS_MAX)
    written = segment.written(tree)
    after, texts = {**before, name: written}, _texts(work)
    names = _names(work, [written, *(text for _, text in texts)])
    new = Expanding(after, names)
    try:
        new.whole(tree)
    except SegmentInvalid as error:
        raise error.within("") if error.facts["segment"] == name else error from None
    _hold_together(name, texts, Expanding(before, names), new)
    rows.put(work, name, written, staff_id)
    return Saved(name, written)


def _hold_together(name: str, texts: Sequence[tuple[Use, str]], before: Expanding, after: Expanding) -> None:
    """Raises SegmentBreaks when somebody that names it, also by another, can be said no more."""
    named = [(use, text, _named(text)) for use, text in texts]
    concerned, count = {name}, 0
    while count < len(concerned):
        count = len(concerned)
        concerned |= {use.name for use, _, names in named if use.kind == "segment" and names & concerned}
    broken = [
        use.name
        for use, text, names in named
        if names & concerned and use != Use("segment", name) and _reads(before, text) and not _reads(after, text)
    ]
    if broken:
        raise SegmentBreaks(name=name, by=tuple(broken), used=", ".join(broken))


def _reads(expanding: Expanding, expression: str) -> bool:
    try:
        expanding.whole(segment.parse(expression))
    except SegmentInvalid:
        return False
    return True


def _name(text: str) -> str:
    name = " ".join(text.split())
    hidden = any(unicodedata.category(letter)[0] == "C" for letter in name)
    if hidden or not 1 <= len(name) <= NAME_MAX or set(name) & set("\"'“”„«»‘’\\"):
        raise SegmentNameInvalid(most=NAME_MAX)
    return name


def forget(work: Work, name: str) -> None:
    """Raises SegmentUnknown, SegmentUsed."""
    rows.lock_all(work)
    get(work, name)
    used = used_by(work, name)
    if used:
        raise SegmentUsed(name=name, by=used, used=", ".join(used))
    rows.delete(work, name)


def used_by(work: Work, name: str) -> tuple[str, ...]:
    """The names of campaigns that are not over, also of the programme's, and of other saved segments."""
    return tuple(use.name for use in uses(work, name))


def uses(work: Work, name: str) -> tuple[Use, ...]:
    return all_uses(work).get(name, ())


def all_uses(work: Work) -> dict[str, tuple[Use, ...]]:
    """By the saved segment that is used."""
    found: dict[str, dict[Use, None]] = {}
    for use, expression in _texts(work):
        for name in _named(expression):
            found.setdefault(name, {})[use] = None
    return {name: tuple(each) for name, each in found.items()}


def _texts(work: Work) -> list[tuple[Use, str]]:
    """Every expression that a segment's change may concern."""
    kept = [(Use("campaign", row.title or row.name), row.audience) for row in rows.audiences(work)]
    kept += [(Use("campaign", one.title or one.name), one.audience) for one in program.current(work).program.campaigns]
    return kept + [(Use("segment", one.name), one.expression) for one in saved(work)]


def _named(expression: str) -> set[str]:
    """The saved segments that it names."""
    if SEGMENT not in expression.casefold():
        return set()
    try:
        tree = segment.parse(expression)
    except SegmentInvalid:  # a draft may have what nobody can read
        return set()
    return {one.segment for one in conditions(tree) if isinstance(one, Named)}


# ------------------------------------------------------------------ lists


def tag_list(work: Work, tag: str, codes_or_phones: Iterable[str]) -> Listed:
    """Put a tag on every member of a list: phones, numbers of the shop's own books, codes of invitations.

    At most LIST_MAX of them. Raises TagInvalid.
    """
    tag = tags.checked(tag)
    asked = list(dict.fromkeys(each.strip() for each in codes_or_phones if each.strip()))
    assert len(asked) <= LIST_MAX, "the edge cuts the list"
    phones = {each: phone for each in asked if (phone := _phone(each))}
    by_phone = rows.listed(work, "phone", set(phones.values()))
    by_number = rows.listed(work, "external_id", asked)
    by_code = rows.listed(work, "referral_code", {each.upper() for each in asked})
    found = {
        each: by_number.get(each) or by_phone.get(phones.get(each, "")) or by_code.get(each.upper()) for each in asked
    }
    ids = {one for one in found.values() if one}
    full: set[str] = set()
    if ids:
        rows.lock_members(work, ids)
        full = rows.full(work, ids, tag, tags.TAGS_MAX)
        rows.tag(work, sorted(ids - full), tag)
    unknown = tuple(each for each, one in found.items() if one is None)
    return Listed(len(ids - full), unknown[:UNKNOWN_MAX], len(unknown), len(full))


def _phone(text: str) -> str:
    try:
        return e164(text)
    except PhoneInvalid:
        return ""
