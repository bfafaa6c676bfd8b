"""Gift cards at the till: sold, opened by a code, topped up, given to a member, blocked, paid back in money."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import gift_card, guess
from actions.gift_card import (
    GiftCardClosed,
    GiftCardsOff,
    GiftCardUnknown,
    GiftCodeInvalid,
    GiftSumInvalid,
    GiftTopUpOff,
)
from actions.guess import CodesLocked
from actions.key import Client
from actions.member import MemberUnknown
from rules.gift_card import GiftCardFacts
from storage.work import Work
from web.api.fields import ANSWER, MEMBER_ID, Body, Id, NoQuery, PositiveMinor, Short
from web.operation import Operation, always, never

CODE_EXAMPLE = "ABCD-EFGH-JKMN-4729"
Code = Annotated[Short, Field(min_length=1)]


class CardIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"amount_minor": 100000}, {"amount_minor": 100000, "member_id": MEMBER_ID}]}
    )

    amount_minor: PositiveMinor
    """What was paid for it, and is on it."""
    member_id: Id | None = None
    """Who gets it at once; left out, it is nobody's and opens by its code."""


class SumIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"amount_minor": 50000}]})

    amount_minor: PositiveMinor


class CodeIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": CODE_EXAMPLE}]})

    code: Code
    """As it was typed; dashes, blanks and capitals do not matter."""


class HolderIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"member_id": MEMBER_ID}]})

    member_id: Id


class Nothing(Body):
    """A body without fields."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


@with_config(ANSWER)
class CardOut(TypedDict):
    id: str
    last4: str
    """The end of its code, by which people tell their cards apart."""
    state: Literal["active", "blocked", "void"]
    """void: its money was given back."""
    balance_minor: int
    """What it can pay now."""
    last_day: str | None
    """The last day on which the money that burns first can be used; null when none burns."""
    burns_minor: int
    """How much of it burns then."""
    member_id: str | None
    """Who keeps it in their chat; null for nobody."""


@with_config(ANSWER)
class CodeOut(TypedDict):
    id: str
    code: str
    """Opens the card; kept as a hash, and shown this once."""


@with_config(ANSWER)
class PaidBackOut(TypedDict):
    id: str
    refund_minor: int
    """Money to give back."""


def sell(work: Work, till: Client, wish: CardIn) -> CardOut:
    return card_out(
        gift_card.sell(
            work,
            wish.amount_minor,
            client=till.name,
            location=till.location,
            partner=till.partner,
            member_id=wish.member_id or "",
        )
    )


def make_code(work: Work, till: Client, wish: Nothing, card_id: str) -> CodeOut:
    if gift_card.get(work, card_id).holder_id:
        raise GiftCardClosed(state="in a member's chat")
    return {"id": card_id, "code": gift_card.fresh_code(work, card_id)}


def open_card(work: Work, till: Client, wish: CodeIn) -> CardOut:
    return card_out(gift_card.look(work, wish.code, who=guess.at_till(till.name)))


def read(work: Work, till: Client, wish: NoQuery, card_id: str) -> CardOut:
    return card_out(gift_card.get(work, card_id))


def top_up(work: Work, till: Client, wish: SumIn, card_id: str) -> CardOut:
    return card_out(
        gift_card.top_up(
            work, card_id, wish.amount_minor, client=till.name, location=till.location, partner=till.partner
        )
    )


def give_to(work: Work, till: Client, wish: HolderIn, card_id: str) -> CardOut:
    return card_out(gift_card.give_to(work, card_id, wish.member_id))


def block(work: Work, till: Client, wish: Nothing, card_id: str) -> CardOut:
    return card_out(gift_card.block(work, card_id))


def unblock(work: Work, till: Client, wish: Nothing, card_id: str) -> CardOut:
    return card_out(gift_card.block(work, card_id, blocked=False))


def pay_back(work: Work, till: Client, wish: Nothing, card_id: str) -> PaidBackOut:
    left = gift_card.pay_back(work, card_id, client=till.name, location=till.location, partner=till.partner)
    return {"id": card_id, "refund_minor": left}


def card_out(card: GiftCardFacts) -> CardOut:
    return {
        "id": card.card_id,
        "last4": card.last4,
        "state": card.state,
        "balance_minor": card.balance_minor,
        "last_day": card.last_day.isoformat() if card.last_day else None,
        "burns_minor": card.burns_minor,
        "member_id": card.holder_id or None,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/gift-cards",
        scope="gifts",
        do=sell,
        takes=CardIn,
        gives=CardOut,
        status=201,
        summary="Sell a gift card",
        about="Take the money, sell the card, then make its code; a card that is a member's at once needs none.",
        refusals=(GiftCardsOff, GiftSumInvalid, MemberUnknown),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/lookup",
        scope="gifts",
        do=open_card,
        takes=CodeIn,
        gives=CardOut,
        summary="Look at a gift card by its code",
        about="Nothing changes but the count of wrong codes: after five in 15 minutes none is looked at for a while.",
        remembered=False,
        guesses=always,
        refusals=(GiftCodeInvalid, CodesLocked),
    ),
    Operation(
        method="GET",
        path="/v1/gift-cards/{card_id}",
        scope="gifts",
        do=read,
        takes=NoQuery,
        gives=CardOut,
        writes=never,
        summary="Read a gift card",
        about="By the id that its sale, or a look by its code, gave.",
        refusals=(GiftCardUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/codes",
        scope="gifts",
        do=make_code,
        takes=Nothing,
        gives=CodeOut,
        status=201,
        summary="Make a gift card's code",
        about=(
            "A new one at each call, whatever the Idempotency-Key, for codes are kept by nobody; the one before opens "
            "nothing any more. For a card that was just sold, or whose code was lost."
        ),
        remembered=False,
        refusals=(GiftCardUnknown, GiftCardClosed),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/top-ups",
        scope="gifts",
        do=top_up,
        takes=SumIn,
        gives=CardOut,
        status=201,
        summary="Top up a gift card",
        about="What is put on it now lives its own life.",
        refusals=(GiftCardsOff, GiftTopUpOff, GiftSumInvalid, GiftCardUnknown, GiftCardClosed),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/holder",
        scope="gifts",
        do=give_to,
        takes=HolderIn,
        gives=CardOut,
        summary="Give a gift card to a member",
        about="They are told, and show it from their chat; its code opens nothing any more.",
        refusals=(GiftCardUnknown, GiftCardClosed, MemberUnknown),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/block",
        scope="gifts",
        do=block,
        takes=Nothing,
        gives=CardOut,
        summary="Block a gift card",
        about="One that was lost or stolen; its money stays on it.",
        refusals=(GiftCardUnknown, GiftCardClosed),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/unblock",
        scope="gifts",
        do=unblock,
        takes=Nothing,
        gives=CardOut,
        summary="Let a blocked gift card be used again",
        about="With what was on it.",
        refusals=(GiftCardUnknown, GiftCardClosed),
    ),
    Operation(
        method="POST",
        path="/v1/gift-cards/{card_id}/refund",
        scope="gifts",
        do=pay_back,
        takes=Nothing,
        gives=PaidBackOut,
        status=201,
        summary="Pay a gift card back",
        about="Give back in money what is left on it; the card is void then.",
        refusals=(GiftCardUnknown, GiftCardClosed),
    ),
)
