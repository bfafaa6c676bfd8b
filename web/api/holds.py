"""POST /v1/holds, capture and void: points kept while a purchase is under way."""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from actions import hold
from actions.hold import Settled
from actions.key import Client
from actions.ledger import CaptureAboveHold, HoldClosed, HoldUnknown
from actions.member import MemberUnknown
from rules.refusal import DebtOpen, NotEnoughPoints
from storage.work import Work
from web.api.fields import ANSWER, MEMBER_ID, Body, Id, PointsFromOne, Short, instant
from web.operation import Operation


class HoldIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"member_id": MEMBER_ID, "points": 100, "session": "till-1/17"}]}
    )

    member_id: Id
    points: PointsFromOne
    session: Short = ""
    """The sale at the till: a new hold of the same session replaces the earlier one."""


@with_config(ANSWER)
class HoldOut(TypedDict):
    id: str
    member_id: str
    points: int
    expires_at: str
    """The first instant at which it cannot be captured any more."""


class CaptureIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"points": 60}]})

    points: PointsFromOne | None = None
    """How many of the held points are spent; all when left out, and the rest is let go."""


class VoidIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


@with_config(ANSWER)
class SettledOut(TypedDict):
    id: str
    member_id: str
    captured_points: int
    balance: int
    """Points that may be spent now."""


def keep(work: Work, till: Client, wish: HoldIn) -> HoldOut:
    held = hold.keep(work, wish.member_id, wish.points, client=till.name, location=till.location, session=wish.session)
    return {
        "id": held.hold_id,
        "member_id": wish.member_id,
        "points": held.points,
        "expires_at": instant(held.expires_at),
    }


def capture(work: Work, till: Client, wish: CaptureIn, hold_id: str) -> SettledOut:
    return _out(
        hold.capture(work, hold_id, wish.points, client=till.name, location=till.location, partner=till.partner)
    )


def void(work: Work, till: Client, wish: VoidIn, hold_id: str) -> SettledOut:
    return _out(hold.void(work, hold_id, client=till.name, location=till.location))


def _out(settled: Settled) -> SettledOut:
    return {
        "id": settled.hold_id,
        "member_id": settled.member_id,
        "captured_points": settled.captured,
        "balance": settled.available,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/holds",
        scope="sales",
        do=keep,
        takes=HoldIn,
        gives=HoldOut,
        status=201,
        summary="Hold points",
        about="Keeps points for the time that the programme's [hold] names; only the key that opened it can use it.",
        refusals=(MemberUnknown, NotEnoughPoints, DebtOpen),
    ),
    Operation(
        method="POST",
        path="/v1/holds/{hold_id}/capture",
        scope="sales",
        do=capture,
        takes=CaptureIn,
        gives=SettledOut,
        summary="Spend held points",
        about="Without a purchase. A purchase that names hold_id captures by itself.",
        refusals=(HoldUnknown, HoldClosed, CaptureAboveHold),
    ),
    Operation(
        method="POST",
        path="/v1/holds/{hold_id}/void",
        scope="sales",
        do=void,
        takes=VoidIn,
        gives=SettledOut,
        summary="Let go of a hold",
        about="The points are usable again, save for those that would have burned meanwhile.",
        refusals=(HoldUnknown, HoldClosed),
    ),
)
