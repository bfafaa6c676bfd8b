"""POST /v1/members/{member_id}/merge: two cards of one person become one."""

from __future__ import annotations

from pydantic import ConfigDict

from actions import profile
from actions.key import Client
from actions.member import MemberUnknown
from actions.profile import MembersSame
from storage.work import Work
from web.api.fields import OTHER_ID, Body, Id
from web.api.members import MemberOut, member_out
from web.operation import Operation


class MergeIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"other_id": OTHER_ID}]})

    other_id: Id
    """Who becomes a part of this member, and is unknown from then on."""


def merge(work: Work, till: Client, wish: MergeIn, member_id: str) -> MemberOut:
    return member_out(work, profile.unite(work, wish.other_id, member_id), till.location)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/members/{member_id}/merge",
        scope="members:merge",
        do=merge,
        takes=MergeIn,
        gives=MemberOut,
        names_member=True,
        summary="Join two members into one",
        about=(
            "Points, stamps, purchases, friends, chats and tags of the other are this member's from now on, "
            "and the higher tier is kept. It cannot be undone."
        ),
        refusals=(MemberUnknown, MembersSame),
    ),
)
