"""Tags: short words that a shop puts on its members, for its programme's conditions to go by."""

from __future__ import annotations

import re
from collections.abc import Collection

from rules.refusal import Refused
from storage import members
from storage import tags as rows
from storage.work import Work

TAGS_MAX = 50
TAG_LETTERS_MAX = 32
_TAG = re.compile(rf"[\w.-][\w. -]{{0,{TAG_LETTERS_MAX - 1}}}")


class TagInvalid(Refused):
    code = "tag_invalid"
    sentence = "{tag!r} is not a tag: 1 to {most} letters, digits, blanks, dots, dashes and low lines."


class TooManyTags(Refused):
    code = "too_many_tags"
    sentence = "A member has at most {most} tags; take some off first."


def of(work: Work, member_id: str) -> frozenset[str]:
    return rows.of(work, member_id)


def change(work: Work, member_id: str, *, add: Collection[str] = (), remove: Collection[str] = ()) -> frozenset[str]:
    """Put tags on a member and take others off; the tags after it. Raises TagInvalid, TooManyTags."""
    wanted, unwanted = [checked(tag) for tag in add], [checked(tag) for tag in remove]
    members.lock(work, member_id)  # so that two changes at once keep the limit
    for tag in unwanted:
        rows.remove(work, member_id, tag)
    for tag in wanted:
        rows.add(work, member_id, tag)
    if rows.count(work, member_id) > TAGS_MAX:
        raise TooManyTags(most=TAGS_MAX)
    return rows.of(work, member_id)


def checked(text: str) -> str:
    """A tag as it is kept. Raises TagInvalid."""
    tag = text.strip().casefold()
    if not _TAG.fullmatch(tag):
        raise TagInvalid(tag=text[:TAG_LETTERS_MAX], most=TAG_LETTERS_MAX)
    return tag
