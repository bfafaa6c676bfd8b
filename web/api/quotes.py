"""POST /v1/quotes: what a cheque costs this member, and what it would earn; nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import program, purchase
from actions.key import Client
from rules.priced import Quote, Why
from screens.speech import texts_for
from screens.texts import Texts
from screens.why import say
from storage.work import Work
from web.api.fields import ANSWER, MEMBER_ID, instant
from web.api.offers import AppliedOut, applied_out
from web.api.sale import (
    PRICING,
    EarningOut,
    ReductionOut,
    SaleIn,
    StampsOut,
    brings_code,
    earnings_out,
    reductions_out,
    sale,
    stamps_out,
)
from web.operation import Operation


class QuoteIn(SaleIn):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"member_id": MEMBER_ID, "lines": [{"amount_minor": 150000}], "pay_points": 100}]
        }
    )

    language: Annotated[str, Field(pattern="^([a-z]{2,3})?$")] = ""
    """Of the words in the answer, such as ru; the programme's own when left out."""


@with_config(ANSWER)
class WhyOut(TypedDict):
    rule: str
    """What made the line so: earned, tier_discount, never_paid_with_points and so on."""
    facts: Mapping[str, str | int]
    """What it used, such as the tier and its rate."""
    text: str
    """The same in words, for the cashier or the customer to read."""


@with_config(ANSWER)
class QuoteLineOut(TypedDict):
    amount_minor: int
    discount_minor: int
    """The till's own discount and the programme's."""
    points_spend: int
    """The line's share of the points; every column of the lines adds up to its total."""
    gift_card_minor: int
    due_minor: int
    """To be paid in money."""
    earn_points: int
    why: list[WhyOut]


@with_config(ANSWER)
class QuoteOut(TypedDict):
    total_minor: int
    discount_minor: int
    """The till's own discounts and the programme's."""
    points_max: int
    """The most that this member may spend on this cheque."""
    points_max_why: str
    """What sets it: share or balance; of a 0 also debt, cheque_below_minimum, nothing_payable, points_below_minimum."""
    points_spend: int
    points_spend_minor: int
    """What those points pay for."""
    gift_card_minor: int
    """What a gift card pays."""
    due_minor: int
    """To be paid in money."""
    earn_points: int
    active_at: str
    """When the points of the tier's rate can be spent."""
    expires_at: str | None
    """The first instant at which they cannot be spent any more; null for never."""
    tier: str
    """By its name in the programme."""
    reductions: list[ReductionOut]
    """What the programme takes off, in the order in which it does."""
    earnings: list[EarningOut]
    """What each rule gives; together all points that are earned."""
    stamps: list[StampsOut]
    promo: str
    """Whose code this cheque uses, by its name in the programme; empty for none."""
    offer: AppliedOut | None
    """The member's own offer that this cheque uses: of several, the one that is worth most to them."""
    lines: list[QuoteLineOut]


def quote(work: Work, till: Client, wish: QuoteIn) -> QuoteOut:
    wanted = sale(work, till, wish)
    quoted = purchase.quote(work, wanted)
    in_force = program.serving(work, wanted.member_id, wanted.location, at=wanted.at).program
    offer = applied_out(in_force, quoted, wish.language)
    return _priced(quoted, offer, texts_for(in_force, wish.language).plain)


def _priced(quoted: Quote, offer: AppliedOut | None, texts: Texts) -> QuoteOut:
    return {
        "total_minor": quoted.gross_minor,
        "discount_minor": quoted.discount_minor,
        "points_max": quoted.points_max,
        "points_max_why": quoted.points_max_why,
        "points_spend": quoted.points_spend,
        "points_spend_minor": quoted.points_spend_minor,
        "gift_card_minor": quoted.gift_minor,
        "due_minor": quoted.due_minor,
        "earn_points": quoted.earn_points,
        "active_at": instant(quoted.active_at),
        "expires_at": instant(quoted.expires_at) if quoted.expires_at else None,
        "tier": quoted.tier,
        "reductions": reductions_out(quoted),
        "earnings": earnings_out(quoted),
        "stamps": stamps_out(quoted),
        "promo": quoted.promo,
        "offer": offer,
        "lines": [
            {
                "amount_minor": line.gross_minor,
                "discount_minor": line.discount_minor,
                "points_spend": line.points_spend,
                "gift_card_minor": line.gift_minor,
                "due_minor": line.net_minor - line.gift_minor,
                "earn_points": line.earn_points,
                "why": [_why(texts, why) for why in line.why],
            }
            for line in quoted.lines
        ],
    }


def _why(texts: Texts, why: Why) -> WhyOut:
    return {"rule": why.rule, "facts": why.facts, "text": say(texts, why)}


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
        writes=brings_code,
        guesses=brings_code,
        remembered=False,
        refusals=PRICING,
    ),
)
