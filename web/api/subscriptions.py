"""/v1/members/{member_id}/subscriptions: what a member subscribes to, given and ended by the shop, paid in the chat."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator, with_config
from typing_extensions import TypedDict

from actions import member, subscription, subscription_stars
from actions.key import Client
from actions.member import MemberUnknown
from actions.subscription import PERIODS_MAX, SubscriptionEndInvalid, SubscriptionNotHeld, SubscriptionUnknown
from actions.subscription_stars import PaymentReturnedAlready, PaymentUnknown
from storage.work import Row, Work
from web.api.fields import ANSWER, Body, Instant, NoQuery, Short, instant
from web.operation import Operation, never

SubscriptionName = Annotated[str, Field(pattern="^[a-z][a-z0-9_-]{0,31}$", max_length=32)]
PATH = "/v1/members/{member_id}/subscriptions"


class GrantIn(Body):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "plus", "periods": 1}, {"name": "plus", "until": "2027-01-01T00:00:00+03:00"}]
        }
    )

    name: SubscriptionName
    """As the programme's file has it."""
    periods: Annotated[int, Field(ge=1, le=PERIODS_MAX)] | None = None
    """How many of the programme's periods, from the end of what the member has; 1 when nothing is said."""
    until: Instant | None = None
    """Or the first instant at which it is over. An earlier end than the member's own takes nothing away."""
    reference: Short = ""
    """What the shop's own system calls it."""

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if self.periods is not None and self.until is not None:
            raise ValueError("must name either periods or until")
        return self


class CancelIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "plus"}]})

    name: SubscriptionName
    at_once: bool = False
    """End it now; else it stays to the end of what is paid for, and renews no more."""


class RefundIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"charge_id": "stx00000001"}]})

    charge_id: Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[\x21-\x7e]+$")]
    channel: Short = "telegram"


@with_config(ANSWER)
class SubscriptionOut(TypedDict):
    name: str
    began_at: str
    ends_at: str
    """The first instant that is not paid for."""
    renews: bool
    """The messenger takes the next payment by itself."""
    client: str
    """Who gave it last: a key's name, or the messenger in which it was paid."""
    reference: str


@with_config(ANSWER)
class PaymentOut(TypedDict):
    channel: str
    charge_id: str
    name: str
    """Of the subscription."""
    stars: int
    at: str
    state: str
    """kept, returning (the messenger was asked to give it back) or returned."""


@with_config(ANSWER)
class SubscriptionsOut(TypedDict):
    subscriptions: list[SubscriptionOut]
    """What is in force now."""
    payments: list[PaymentOut]
    """The latest ones in the chat, newest first."""


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> SubscriptionsOut:
    member.get(work, member_id)
    return {
        "subscriptions": [_out(row) for row in subscription.held(work, member_id)],
        "payments": [_payment(row) for row in subscription_stars.payments(work, member_id)],
    }


def grant(work: Work, till: Client, wish: GrantIn, member_id: str) -> SubscriptionOut:
    member.staying(work, member_id)
    given = subscription.grant(
        work,
        member_id,
        wish.name,
        until=wish.until,
        periods=wish.periods or 1,
        client=till.name,
        reference=wish.reference,
    )
    return _out(given)


def cancel(work: Work, till: Client, wish: CancelIn, member_id: str) -> SubscriptionOut:
    member.staying(work, member_id)
    return _out(subscription.cancel(work, member_id, wish.name, at_once=wish.at_once))


def refund(work: Work, till: Client, wish: RefundIn, member_id: str) -> PaymentOut:
    member.staying(work, member_id)
    return _payment(subscription_stars.give_back(work, member_id, wish.channel, wish.charge_id))


def _out(row: Row) -> SubscriptionOut:
    return {
        "name": row.name,
        "began_at": instant(row.began_at),
        "ends_at": instant(row.ends_at),
        "renews": row.renews,
        "client": row.client,
        "reference": row.reference,
    }


def _payment(row: Row) -> PaymentOut:
    return {
        "channel": row.channel,
        "charge_id": row.charge_id,
        "name": row.name,
        "stars": row.stars,
        "at": instant(row.at),
        "state": row.state,
    }


OPERATIONS = (
    Operation(
        method="GET",
        path=PATH,
        scope="subscriptions",
        do=read,
        takes=NoQuery,
        gives=SubscriptionsOut,
        writes=never,
        summary="Read a member's subscriptions",
        about="What is in force, and what was paid for it in the chat.",
        refusals=(MemberUnknown,),
    ),
    Operation(
        method="POST",
        path=PATH,
        scope="subscriptions",
        do=grant,
        takes=GrantIn,
        gives=SubscriptionOut,
        status=201,
        summary="Give a subscription",
        about="Sold at the till or on the shop's site. Given again, it goes on from the end of the first.",
        refusals=(MemberUnknown, SubscriptionUnknown, SubscriptionEndInvalid),
    ),
    Operation(
        method="POST",
        path=f"{PATH}/cancel",
        scope="subscriptions",
        do=cancel,
        takes=CancelIn,
        gives=SubscriptionOut,
        summary="End a subscription",
        about="The messenger is told within a minute to take no further payment.",
        refusals=(MemberUnknown, SubscriptionNotHeld),
    ),
    Operation(
        method="POST",
        path=f"{PATH}/refund",
        scope="subscriptions",
        do=refund,
        takes=RefundIn,
        gives=PaymentOut,
        summary="Give a payment back",
        about=(
            "Of what was paid in the chat: the messenger returns it within a minute, the days that it bought are gone, "
            "and nothing renews after it."
        ),
        refusals=(MemberUnknown, PaymentUnknown, PaymentReturnedAlready),
    ),
)
