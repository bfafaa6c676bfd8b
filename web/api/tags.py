"""POST /v1/members/{member_id}/tags: short words that the shop puts on a member, for the programme to go by."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import member, tag
from actions.key import Client
from actions.member import MemberUnknown
from actions.tag import TAG_LETTERS_MAX, TAGS_MAX, TagInvalid, TooManyTags
from storage.work import Work
from web.api.fields import ANSWER, Body
from web.operation import Operation

Tag = Annotated[str, Field(min_length=1, max_length=TAG_LETTERS_MAX)]


class TagsIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"add": ["student"], "remove": ["trial"]}]})

    add: list[Tag] = Field(default_factory=list, max_length=TAGS_MAX)
    """Capitals do not matter; a tag that is there already stays."""
    remove: list[Tag] = Field(default_factory=list, max_length=TAGS_MAX)
    """Taken off first; one that is not there is no mistake."""


@with_config(ANSWER)
class TagsOut(TypedDict):
    member_id: str
    tags: list[str]
    """All that the member has now."""


def change(work: Work, till: Client, wish: TagsIn, member_id: str) -> TagsOut:
    member.staying(work, member_id)
    tags = tag.change(work, member_id, add=wish.add, remove=wish.remove)
    return {"member_id": member_id, "tags": sorted(tags)}


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/members/{member_id}/tags",
        scope="members:write",
        do=change,
        takes=TagsIn,
        gives=TagsOut,
        summary="Put tags on a member, or take them off",
        about="The programme's rules, discounts and pilots may go by them.",
        refusals=(MemberUnknown, TagInvalid, TooManyTags),
    ),
)
