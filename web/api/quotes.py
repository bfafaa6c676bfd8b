"""POST /v1/quotes: what a cheque costs this member, and what it would earn; nothing is changed."""

from __future__ import annotations

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from actions import hold, member, purchase
from actions.key import Client
from actions.ledger import HoldClosed, HoldUnknown
from actions.member import MemberUnknown
from actions.purchase import Sale
from rules import refusal
from rules.priced import Quote, QuotedLine
from storage.work import Work
from web.api.fields import ANSWER, MEMBER_ID, Body, Id, Lines, PointsFromNone, cheque, instant
from web.operation import Operation, never

# What pricing a cheque may refuse, here and when it is recorded.
PRICING = (
    refusal.AmountInvalid,
    refusal.ChequeSumInvalid,
    refusal.PointsAboveLimit,
    refusal.PointsBelowMinimum,
    refusal.PointsNotAStep,
    refusal.NotEnoughPoints,
    refusal.DebtOpen,
    refusal.ChequeBelowMinimum,
    refusal.NothingPayable,
)


class QuoteIn(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"member_id": MEMBER_ID, "lines": [{"amount_minor": 150000}], "pay_points": 100}]
        }
    )

    member_id: Id
    lines: Lines
    pay_points: PointsFromNone | None = None
    """Points that the member wants to spend on it; none when left out."""
    hold_id: Id | None = None
    """A hold kept for this very cheque: its points count as available."""


@with_config(ANSWER)
class QuoteLineOut(TypedDict):
    amount_minor: int
    discount_minor: int
    points_spend: int
    """The line's share of the points; every column of the lines adds up to its total."""
    due_minor: int
    earn_points: int


@with_config(ANSWER)
class QuoteOut(TypedDict):
    total_minor: int
    discount_minor: int
    points_max: int
    """The most that this member may spend on this cheque."""
    points_max_why: str
    """What sets it: share or balance; of a 0 also debt, cheque_below_minimum, nothing_payable, points_below_minimum."""
    points_spend: int
    points_spend_minor: int
    """What those points pay for."""
    due_minor: int
    """To be paid in money."""
    earn_points: int
    active_at: str
    """When the earned points can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""
    tier: str
    """By its name in the programme."""
    lines: list[QuoteLineOut]


def quote(work: Work, till: Client, wish: QuoteIn) -> QuoteOut:
    member.get(work, wish.member_id)
    if wish.hold_id:
        hold.own(work, wish.hold_id, till.name, wish.member_id)
    wanted = cheque(wish.lines, wish.pay_points)
    return priced(
        purchase.quote(
            work,
            Sale(
                member_id=wish.member_id,
                cheque=wanted,
                client=till.name,
                location=till.location,
                partner=till.partner,
                hold_id=wish.hold_id or "",
            ),
        )
    )


def priced(quoted: Quote) -> QuoteOut:
    return {
        "total_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "points_max": quoted.points_max,
        "points_max_why": quoted.points_max_why,
        "points_spend": quoted.points_spend,
        "points_spend_minor": quoted.points_spend_minor,
        "due_minor": quoted.due_minor,
        "earn_points": quoted.earn_points,
        "active_at": instant(quoted.active_at),
        "expires_at": instant(quoted.expires_at) if quoted.expires_at else None,
        "tier": quoted.tier,
        "lines": [priced_line(line) for line in quoted.lines],
    }


def priced_line(line: QuotedLine) -> QuoteLineOut:
    return {
        "amount_minor": line.gross_minor,
        "discount_minor": line.discount_minor,
        "points_spend": line.points_spend,
        "due_minor": line.net_minor - line.gift_minor,
        "earn_points": line.earn_points,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/quotes",
        scope="sales",
        do=quote,
        takes=QuoteIn,
        gives=QuoteOut,
        summary="Price a cheque",
        about="Nothing changes, so the answer is worked out anew each time, whatever the Idempotency-Key.",
        writes=never,
        remembered=False,
        refusals=(MemberUnknown, HoldUnknown, HoldClosed, *PRICING),
    ),
)
