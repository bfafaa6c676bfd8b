"""POST /v1/purchases and their returns: a purchase recorded, a purchase taken back."""

from __future__ import annotations

from pydantic import AwareDatetime, ConfigDict, with_config
from typing_extensions import TypedDict

from actions import hold, member, purchase, returns
from actions.key import Client
from actions.ledger import CaptureAboveHold, HoldClosed, HoldUnknown
from actions.member import MemberUnknown
from actions.purchase import PurchaseTimeInvalid, Sale
from actions.returns import PurchaseUnknown
from rules.refusal import ReturnAboveRest
from storage.work import Work
from web.api.fields import (
    ANSWER,
    HOLD_ID,
    MEMBER_ID,
    Body,
    Id,
    Lines,
    PointsFromNone,
    PositiveMinor,
    Short,
    cheque,
    instant,
)
from web.api.quotes import PRICING, QuoteLineOut, priced_line
from web.operation import Operation


class PurchaseIn(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "member_id": MEMBER_ID,
                    "lines": [
                        {"amount_minor": 120000, "category": "coffee", "sku": "4601234567890"},
                        {"amount_minor": 30000, "quantity": 2, "discount_minor": 5000},
                    ],
                    "pay_points": 100,
                    "receipt": "2026-0001",
                },
                {"member_id": MEMBER_ID, "lines": [{"amount_minor": 150000}], "hold_id": HOLD_ID},
            ]
        }
    )

    member_id: Id
    lines: Lines
    pay_points: PointsFromNone | None = None
    """Points to spend on it. Left out: all points of the hold when there is one, else none."""
    hold_id: Id | None = None
    """The hold whose points pay: they are captured, and what is left of it is let go."""
    receipt: Short = ""
    location: Short = ""
    """Where it was sold; the key's own place when left out."""
    at: AwareDatetime | None = None
    """When it was sold, for a till that was offline: at most 31 days ago, with its offset from UTC."""


@with_config(ANSWER)
class PurchaseOut(TypedDict):
    id: str
    member_id: str
    total_minor: int
    discount_minor: int
    spent_points: int
    due_minor: int
    earned_points: int
    active_at: str
    """When the earned points can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""
    balance: int
    """Points that may be spent now."""
    tier: str
    """The tier after this purchase, by its name in the programme."""
    tier_risen: bool
    lines: list[QuoteLineOut]


def record(work: Work, till: Client, wish: PurchaseIn) -> PurchaseOut:
    member.get(work, wish.member_id)
    points = wish.pay_points
    if wish.hold_id:
        held = hold.own(work, wish.hold_id, till.name, wish.member_id)
        points = held.amount if points is None else points
    recorded = purchase.record(
        work,
        Sale(
            member_id=wish.member_id,
            cheque=cheque(wish.lines, points),
            client=till.name,
            location=wish.location or till.location,
            partner=till.partner,
            receipt=wish.receipt,
            hold_id=wish.hold_id or "",
            at=wish.at,
        ),
    )
    quoted = recorded.quote
    return {
        "id": recorded.purchase_id,
        "member_id": wish.member_id,
        "total_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "spent_points": quoted.points_spend,
        "due_minor": quoted.due_minor,
        "earned_points": quoted.earn_points,
        "active_at": instant(quoted.active_at),
        "expires_at": instant(quoted.expires_at) if quoted.expires_at else None,
        "balance": recorded.available,
        "tier": recorded.tier_risen or quoted.tier,
        "tier_risen": bool(recorded.tier_risen),
        "lines": [priced_line(line) for line in quoted.lines],
    }


class ReturnIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"amount_minor": 50000}]})

    amount_minor: PositiveMinor | None = None
    """The value of the goods taken back, after discounts; all that is left when omitted."""


@with_config(ANSWER)
class ReturnOut(TypedDict):
    id: str
    purchase_id: str
    member_id: str
    refund_minor: int
    """Money to give back."""
    clawed_points: int
    """Earned by the purchase and taken back, a debt included."""
    restored_points: int
    """Spent on it and given back."""
    balance: int
    """Points that may be spent now."""
    debt: int
    """Points owed; the next purchases repay them."""


def take_back(work: Work, till: Client, wish: ReturnIn, purchase_id: str) -> ReturnOut:
    taken = returns.take_back(work, purchase_id, wish.amount_minor, client=till.name, location=till.location)
    return {
        "id": taken.return_id,
        "purchase_id": taken.purchase_id,
        "member_id": taken.member_id,
        "refund_minor": taken.refund_minor,
        "clawed_points": taken.clawed,
        "restored_points": taken.restored,
        "balance": taken.available,
        "debt": taken.debt,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/purchases",
        scope="sales",
        do=record,
        takes=PurchaseIn,
        gives=PurchaseOut,
        status=201,
        summary="Record a purchase",
        about="Spends the points, earns the new ones, lets the tier rise, rewards who invited: all at once or nothing.",
        refusals=(MemberUnknown, HoldUnknown, HoldClosed, CaptureAboveHold, PurchaseTimeInvalid, *PRICING),
    ),
    Operation(
        method="POST",
        path="/v1/purchases/{purchase_id}/returns",
        scope="returns",
        do=take_back,
        takes=ReturnIn,
        gives=ReturnOut,
        status=201,
        summary="Take a purchase back",
        about="Whole or in parts, by what was recorded then and never by today's rules; parts add up exactly.",
        refusals=(PurchaseUnknown, ReturnAboveRest),
    ),
)
