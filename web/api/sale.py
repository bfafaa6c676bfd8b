"""What a quote and a purchase share: the sale as a till describes it, and what pricing it may refuse."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator, with_config
from typing_extensions import TypedDict

from actions import gift_card, guess, hold, member
from actions.gift_card import GiftCardClosed, GiftCardUnknown, GiftCodeInvalid
from actions.guess import CodesLocked
from actions.key import Client
from actions.ledger import HoldClosed, HoldUnknown
from actions.member import MemberUnknown
from actions.promo import PromoCodeInvalid, PromoGivesNothing
from actions.purchase import PurchaseTimeInvalid, Sale
from actions.sale import GiftCardShort
from rules import refusal
from rules.priced import Quote, QuotedLine
from storage.work import Work
from web.api.fields import (
    ANSWER,
    Body,
    Id,
    Instant,
    Lines,
    PointsFromNone,
    PositiveMinor,
    ProgramName,
    Short,
    cheque,
    instant,
)

# What describing and pricing a sale may refuse, in a quote as in a purchase.
PRICING = (
    MemberUnknown,
    HoldUnknown,
    HoldClosed,
    PurchaseTimeInvalid,
    refusal.AmountInvalid,
    refusal.ChequeSumInvalid,
    refusal.PointsAboveLimit,
    refusal.PointsBelowMinimum,
    refusal.PointsNotAStep,
    refusal.NotEnoughPoints,
    refusal.DebtOpen,
    refusal.ChequeBelowMinimum,
    refusal.NothingPayable,
    refusal.StampCardUnknown,
    refusal.StampsMissing,
    refusal.StampGiftNotHere,
    refusal.PromoNotForThis,
    PromoCodeInvalid,
    PromoGivesNothing,
    GiftCodeInvalid,
    GiftCardUnknown,
    GiftCardClosed,
    GiftCardShort,
    CodesLocked,
)


class SaleIn(Body):
    """The fields of a sale; a quote and a purchase take the same, so that a till sends one body twice."""

    member_id: Id
    lines: Lines
    pay_points: PointsFromNone | None = None
    """Points to spend on it. Left out: none, or with a hold all points of the hold."""
    hold_id: Id | None = None
    """A hold kept for this very cheque: its points count as available, and a purchase captures them."""
    stamp_gift: ProgramName = ""
    """The stamp card, by its name in the programme, whose gift is taken with this cheque."""
    promo_code: Short = ""
    """As it was typed. What waits for the member's next purchase is used when it is left out."""
    gift_card: Short = ""
    """The code of a gift card that pays what points leave."""
    gift_card_id: Id | None = None
    """Or the member's own gift card."""
    gift_card_minor: PositiveMinor | None = None
    """How much of it; as much as it can when left out."""
    receipt: Short = ""
    location: Short = ""
    """Where it is sold; the key's own place when left out."""
    at: Instant | None = None
    """When it was sold, for a till that was offline: at most 31 days ago, with its offset from UTC."""

    @model_validator(mode="after")
    def one_card(self) -> Self:
        if self.gift_card and self.gift_card_id:
            raise ValueError("must name gift_card or gift_card_id, not both")
        if self.gift_card_minor is not None and not (self.gift_card or self.gift_card_id):
            raise ValueError("must name the card that gift_card_minor is of")
        return self


def sale(work: Work, till: Client, wish: SaleIn) -> Sale:
    """The sale that a till describes; whether it is a member's, quoting and recording it say.

    Raises HoldUnknown, HoldClosed, GiftCodeInvalid, GiftCardUnknown, CodesLocked; MemberUnknown where a gift
    card is tried for nobody.
    """
    held = _held_points(work, till, wish)  # another till's hold is none
    pay_points = held if wish.pay_points is None else wish.pay_points
    return Sale(
        member_id=wish.member_id,
        cheque=cheque(wish.lines, pay_points, stamp_gift=wish.stamp_gift),
        client=till.name,
        location=wish.location or till.location,
        partner=till.partner,
        receipt=wish.receipt,
        hold_id=wish.hold_id or "",
        gift_card_id=_card(work, till, wish),
        gift_minor=wish.gift_card_minor,
        promo_code=wish.promo_code,
        at=wish.at,
    )


def brings_code(wish: SaleIn) -> bool:
    """Whether it brings a code that may be wrong."""
    return bool(wish.promo_code or wish.gift_card)


def _card(work: Work, till: Client, wish: SaleIn) -> str:
    if wish.gift_card:
        member.get(work, wish.member_id)  # before the code is tried, which counts as a guess
        return gift_card.look(work, wish.gift_card, who=guess.at_till(till.name, wish.member_id)).card_id
    if wish.gift_card_id:
        member.get(work, wish.member_id)
        return gift_card.own(work, wish.member_id, wish.gift_card_id).card_id
    return ""


def _held_points(work: Work, till: Client, wish: SaleIn) -> int | None:
    """How many points the sale's own hold keeps; None without one. Raises HoldUnknown, HoldClosed."""
    if not wish.hold_id:
        return None
    found = hold.own(work, wish.hold_id, till.name, wish.member_id)
    if found.expires_at <= work.now:
        raise HoldClosed(state="expired")
    return int(found.amount)


@with_config(ANSWER)
class LineOut(TypedDict):
    amount_minor: int
    discount_minor: int
    """The till's own discount and the programme's."""
    points_spend: int
    """The line's share of the points; every column of the lines adds up to its total."""
    gift_card_minor: int
    due_minor: int
    """To be paid in money."""
    earn_points: int


@with_config(ANSWER)
class ReductionOut(TypedDict):
    kind: str
    """stamp_gift, tier, discount, offer or promo."""
    name: str
    """Of the stamp card, tier, discount, offer or promo in the programme."""
    amount_minor: int


@with_config(ANSWER)
class EarningOut(TypedDict):
    rule: str
    """The rule's name in the programme, or offer:<name>; empty for the tier's, or the partner's, rate."""
    points: int
    active_at: str
    """When they can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""


@with_config(ANSWER)
class StampsOut(TypedDict):
    card: str
    """By its name in the programme."""
    count: int


def lines_out(quoted: Quote) -> list[LineOut]:
    return [line_out(line) for line in quoted.lines]


def line_out(line: QuotedLine) -> LineOut:
    return {
        "amount_minor": line.gross_minor,
        "discount_minor": line.discount_minor,
        "points_spend": line.points_spend,
        "gift_card_minor": line.gift_minor,
        "due_minor": line.net_minor - line.gift_minor,
        "earn_points": line.earn_points,
    }


def reductions_out(quoted: Quote) -> list[ReductionOut]:
    return [{"kind": one.kind, "name": one.name, "amount_minor": one.minor} for one in quoted.reductions]


def earnings_out(quoted: Quote) -> list[EarningOut]:
    return [
        {
            "rule": one.rule,
            "points": one.points,
            "active_at": instant(one.active_at),
            "expires_at": instant(one.expires_at) if one.expires_at else None,
        }
        for one in quoted.earnings
    ]


def stamps_out(quoted: Quote) -> list[StampsOut]:
    return [{"card": card, "count": count} for card, count in quoted.stamps]
