"""Custom events: a shop, a site or a quiz reports what a member did, and the programme rewards it."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import deed, member
from actions.deed import ActionLimitReached, ActionUnknown, BudgetSpent
from actions.key import Client
from actions.member import MemberUnknown
from storage.work import Work
from web.api.fields import ANSWER, Body, ProgramName, Short, instant
from web.operation import Operation


class EventIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "review", "reference": "review-48213"}]})

    name: Annotated[ProgramName, Field(min_length=1)]
    """Of an action of the programme."""
    reference: Annotated[Short, Field(min_length=1)]
    """Your own number of what happened, such as a review's; one is rewarded once, however often it is reported."""


@with_config(ANSWER)
class EventOut(TypedDict):
    id: str
    name: str
    points: int
    active_at: str
    """When they can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""
    balance: int
    """Points that may be spent now."""
    repeated: bool
    """Whether this reference was rewarded before; then nothing was done now."""


def report(work: Work, till: Client, wish: EventIn, member_id: str) -> EventOut:
    member.locked(work, member_id)
    rewarded = deed.done(work, member_id, wish.name, till.name, wish.reference, till.location)
    return {
        "id": rewarded.deed_id,
        "name": rewarded.action,
        "points": rewarded.points,
        "active_at": instant(rewarded.active_at),
        "expires_at": instant(rewarded.expires_at) if rewarded.expires_at else None,
        "balance": rewarded.available,
        "repeated": rewarded.repeated,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/members/{member_id}/events",
        scope="events",
        do=report,
        takes=EventIn,
        gives=EventOut,
        status=201,
        summary="Report what a member did",
        about="Gives the points of the programme's [[actions]] of this name, within its limit and budget.",
        refusals=(MemberUnknown, ActionUnknown, ActionLimitReached, BudgetSpent),
    ),
)
