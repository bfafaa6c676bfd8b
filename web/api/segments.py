"""Segments over HTTP, for marketers' systems: expressions counted, members a page at a time, saved ones, lists."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import segment
from actions.key import Client
from actions.segment import (
    LIST_MAX,
    SegmentBreaks,
    SegmentNameInvalid,
    SegmentsTooMany,
    SegmentUnknown,
    SegmentUsed,
)
from actions.tag import TAG_LETTERS_MAX, TagInvalid
from rules.segment import SegmentInvalid
from storage.work import Work
from web.api.fields import ANSWER, UUID, Body, Name, NoQuery, Short
from web.api.pages import PageIn, after, cursor
from web.operation import Operation, never
from web.refusals import Mistake, RequestInvalid

MEMBERS = "segment-members"  # the list's name in its cursors
EXAMPLE = "recency_days > 60 and frequency >= 3"
_BEFORE_ALL = "00000000-0000-0000-0000-000000000000"

# Its length is the parser's to refuse, with the place.
Expression = Annotated[str, Field(json_schema_extra={"examples": [EXAMPLE]})]


class CountIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"expression": EXAMPLE}]})

    expression: Expression
    """As docs/reference/segments.md describes it; empty for every member."""


class SegmentMembersIn(PageIn):
    expression: Expression = ""
    """As docs/reference/segments.md describes it; empty for every member. The same on every page."""


class SaveIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "often before", "expression": EXAMPLE}]})

    name: Annotated[Name, Field(min_length=1)]
    """By which campaigns and other segments use it; what was saved under it before is replaced."""
    expression: Expression


class ForgetIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "often before"}]})

    name: Annotated[Name, Field(min_length=1)]


class ListIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"tag": "fair-2026", "members": ["+79123456789", "1001"]}]}
    )

    tag: Annotated[str, Field(min_length=1, max_length=TAG_LETTERS_MAX)]
    """Put on each of them; capitals do not matter."""
    members: Annotated[list[Short], Field(min_length=1, max_length=LIST_MAX)]
    """Phones, `external_id`s or codes of invitations."""


@with_config(ANSWER)
class CountOut(TypedDict):
    expression: str
    """In the one way it is written."""
    members: int
    reachable: int
    """Of them, in some messenger."""
    consenting: int
    """Of those, who agreed to advertising: whom a campaign would write to."""


@with_config(ANSWER)
class SegmentMembersOut(TypedDict):
    member_ids: list[str]
    next_cursor: str | None
    """For the next page; null on the last one."""


@with_config(ANSWER)
class SegmentOut(TypedDict):
    name: str
    expression: str
    """In the one way it is written."""


@with_config(ANSWER)
class UsedOut(TypedDict):
    name: str
    expression: str
    used_by: list[str]
    """Campaigns that are not over, by their titles, and other saved segments."""


@with_config(ANSWER)
class SegmentsOut(TypedDict):
    segments: list[UsedOut]
    """By name."""


@with_config(ANSWER)
class ForgottenOut(TypedDict):
    name: str


@with_config(ANSWER)
class ListOut(TypedDict):
    tag: str
    found: int
    """Members who have the tag now."""
    full: int
    """Members who have as many tags as they may, and did not get it."""
    unknown: list[str]
    """Who is nobody's, as it was sent; the first 100."""
    unknown_count: int


def count(work: Work, till: Client, wish: CountIn) -> CountOut:
    written, counted = segment.written(wish.expression), segment.count(work, wish.expression)
    return {
        "expression": written,
        "members": counted.members,
        "reachable": counted.reachable,
        "consenting": counted.consenting,
    }


def members(work: Work, till: Client, wish: SegmentMembersIn) -> SegmentMembersOut:
    begin = after(MEMBERS, wish, str) or _BEFORE_ALL
    if not re.fullmatch(UUID, begin):
        raise RequestInvalid([Mistake(field="cursor", message="is not of this list; leave it out to begin anew")])
    found = segment.page(work, wish.expression, begin, wish.limit + 1)
    shown = found[: wish.limit]
    more = cursor(MEMBERS, shown[-1]) if len(found) > len(shown) else None
    return {"member_ids": shown, "next_cursor": more}


def saved(work: Work, till: Client, wish: NoQuery) -> SegmentsOut:
    used = segment.all_uses(work)
    return {
        "segments": [
            {"name": one.name, "expression": one.expression, "used_by": [use.name for use in used.get(one.name, ())]}
            for one in segment.saved(work)
        ]
    }


def save(work: Work, till: Client, wish: SaveIn) -> SegmentOut:
    kept = segment.save(work, wish.name, wish.expression)
    return {"name": kept.name, "expression": kept.expression}


def forget(work: Work, till: Client, wish: ForgetIn) -> ForgottenOut:
    segment.forget(work, wish.name)
    return {"name": wish.name}


def tag(work: Work, till: Client, wish: ListIn) -> ListOut:
    listed = segment.tag_list(work, wish.tag, wish.members)
    return {
        "tag": wish.tag.strip().casefold(),
        "found": listed.found,
        "full": listed.full,
        "unknown": list(listed.unknown),
        "unknown_count": listed.unknown_count,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/segment-counts",
        scope="segments",
        do=count,
        takes=CountIn,
        gives=CountOut,
        writes=never,
        studies=True,
        remembered=False,
        summary="Count whom an expression means",
        about="As members are now. A mistake is named with its place in the expression.",
        refusals=(SegmentInvalid,),
    ),
    Operation(
        method="GET",
        path="/v1/segment-members",
        scope="segments",
        do=members,
        takes=SegmentMembersIn,
        gives=SegmentMembersOut,
        writes=never,
        studies=True,
        summary="List whom an expression means",
        about="By id, as members are at each page: who leaves the segment meanwhile is on no later page.",
        refusals=(SegmentInvalid,),
    ),
    Operation(
        method="GET",
        path="/v1/segments",
        scope="segments",
        do=saved,
        takes=NoQuery,
        gives=SegmentsOut,
        writes=never,
        summary="List the saved segments",
        about="All of them, at most 200, each with who uses it.",
    ),
    Operation(
        method="POST",
        path="/v1/segments",
        scope="segments",
        do=save,
        takes=SaveIn,
        gives=SegmentOut,
        summary="Save a segment",
        about="Campaigns and other segments that name it go by the new expression from now on; "
        "refused if one of them would have too many conditions with it.",
        refusals=(SegmentInvalid, SegmentNameInvalid, SegmentsTooMany, SegmentBreaks),
    ),
    Operation(
        method="POST",
        path="/v1/segments/forget",
        scope="segments",
        do=forget,
        takes=ForgetIn,
        gives=ForgottenOut,
        summary="Delete a saved segment",
        about="Refused while a campaign that is not over or another segment names it.",
        refusals=(SegmentUnknown, SegmentUsed),
    ),
    Operation(
        method="POST",
        path="/v1/segment-lists",
        scope="segments",
        do=tag,
        takes=ListIn,
        gives=ListOut,
        summary="Put a tag on a list of members",
        about='An expression finds them by it from now on: `tag = "fair-2026"`. A longer list takes several requests.',
        refusals=(TagInvalid,),
    ),
)
