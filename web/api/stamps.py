"""Stamp cards at the till: what is on them, stamps given by hand, gifts handed over without a purchase."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import member, program, stamp
from actions.key import Client
from actions.member import MemberUnknown
from actions.stamp import BY_HAND_MAX, StampReasonMissing
from rules.refusal import StampCardUnknown, StampsMissing
from rules.stamp import StampFacts
from storage.work import Work
from web.api.fields import ANSWER, Body, Name, NoQuery, ProgramName
from web.operation import Operation, never


class StampsIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"card": "coffee", "count": 2, "reason": "moved from a paper card"}]}
    )

    card: Annotated[ProgramName, Field(min_length=1)]
    """By its name in the programme."""
    count: Annotated[int, Field(ge=1, le=BY_HAND_MAX)] = 1
    reason: Name
    """Kept with the entry and shown in the member's history."""


class GiftIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"card": "coffee"}]})

    card: Annotated[ProgramName, Field(min_length=1)]
    """By its name in the programme."""


@with_config(ANSWER)
class StampCardOut(TypedDict):
    card: str
    stamps: int
    """On the card now."""
    needed: int
    """How many make a gift."""
    gifts: int
    """How many gifts are ready."""
    owed: int
    """Taken back by a return when they were spent already; the next stamps repay them."""
    last_day: str | None
    """The last day on which the first of them can be used; null when none of them ends."""


@with_config(ANSWER)
class StampCardsOut(TypedDict):
    cards: list[StampCardOut]


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> StampCardsOut:
    member.get(work, member_id)
    in_force = program.serving(work, member_id, till.location).program
    return {"cards": [_out(facts) for facts in stamp.cards(work, member_id, in_force)]}


def grant(work: Work, till: Client, wish: StampsIn, member_id: str) -> StampCardOut:
    return _out(stamp.grant(work, member_id, wish.card, wish.count, wish.reason, till.name, till.location))


def hand_over(work: Work, till: Client, wish: GiftIn, member_id: str) -> StampCardOut:
    return _out(stamp.hand_over(work, member_id, wish.card, till.name, till.location))


def _out(facts: StampFacts) -> StampCardOut:
    return {
        "card": facts.card,
        "stamps": facts.stamps,
        "needed": facts.needed,
        "gifts": facts.gifts,
        "owed": facts.owed,
        "last_day": facts.last_day.isoformat() if facts.last_day else None,
    }


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/members/{member_id}/stamps",
        scope="members:read",
        do=read,
        takes=NoQuery,
        gives=StampCardsOut,
        writes=never,
        summary="Read stamp cards",
        about="Every card of the programme, in its order.",
        refusals=(MemberUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/members/{member_id}/stamps",
        scope="stamps",
        do=grant,
        takes=StampsIn,
        gives=StampCardOut,
        status=201,
        summary="Give stamps by hand",
        about="Beside those that purchases give by themselves, such as from a paper card.",
        refusals=(MemberUnknown, StampCardUnknown, StampReasonMissing),
    ),
    Operation(
        method="POST",
        path="/v1/members/{member_id}/gifts",
        scope="stamps",
        do=hand_over,
        takes=GiftIn,
        gives=StampCardOut,
        status=201,
        summary="Hand over a stamp card's gift",
        about="Takes a full card without a purchase; a gift that is on a cheque is `stamp_gift` of the purchase.",
        refusals=(MemberUnknown, StampCardUnknown, StampsMissing),
    ),
)
