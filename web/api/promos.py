"""Promo codes over HTTP: looked at and used for a member, unique ones made in batches."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import guess, member, program, promo, promo_code
from actions.guess import CodesLocked
from actions.key import Client
from actions.member import MemberUnknown
from actions.promo import PromoCodeInvalid, PromoGivesNothing
from actions.promo_code import CODES_AT_ONCE, BatchUnknown, PromoHasOneCode, PromoUnknown
from rules.promo import PromoFacts
from storage.work import Work
from web.api.fields import ANSWER, Body, Id, NoQuery, ProgramName, Short
from web.api.gifts import Nothing
from web.operation import Operation, always, never

EXAMPLE = "SPRING"


class PromoIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"code": EXAMPLE}]})

    code: Annotated[Short, Field(min_length=1)]
    """As it was typed; of a unique one, dashes, blanks and capitals do not matter."""


class BatchIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"promo": "leaflet", "count": 100}]})

    promo: Annotated[ProgramName, Field(min_length=1)]
    """By its name in the programme; one that has no code for everybody."""
    count: Annotated[int, Field(ge=1, le=CODES_AT_ONCE)]
    member_id: Id | None = None
    """Who alone may use them; anybody when left out."""


@with_config(ANSWER)
class PromoOut(TypedDict):
    promo: str
    """By its name in the programme."""
    title: str
    """In the programme's own language."""
    waits: bool
    """Whether it is used with the next purchase; else it is given at once."""
    points: int
    percent: str
    """Taken off the cheque, such as 7.5; 0 for none."""
    amount_minor: int
    """Taken off the cheque."""
    gift: str
    """What is handed over at the till, in words; empty for nothing."""
    tier: str
    tickets: int
    minimum_minor: int
    """The least cheque that it is for."""
    last_day: str | None
    """On which the code can be used, or the points that it gave; null for always."""


@with_config(ANSWER)
class WaitingOut(TypedDict):
    waiting: PromoOut | None
    """What the member's next purchase uses by itself."""


@with_config(ANSWER)
class BatchOut(TypedDict):
    id: str
    codes: list[str]
    """Kept as hashes, and shown this once."""


@with_config(ANSWER)
class VoidOut(TypedDict):
    id: str
    count: int
    """How many codes were unused, and are none any more."""


def look(work: Work, till: Client, wish: PromoIn, member_id: str) -> PromoOut:
    member.get(work, member_id)
    return _out(work, member_id, promo.look(work, member_id, wish.code, who=guess.at_till(till.name, member_id)))


def use(work: Work, till: Client, wish: PromoIn, member_id: str) -> PromoOut:
    who = guess.at_till(till.name, member_id)
    return _out(work, member_id, promo.use(work, member_id, wish.code, client=till.name, who=who))


def waiting(work: Work, till: Client, wish: NoQuery, member_id: str) -> WaitingOut:
    member.get(work, member_id)
    found = promo.waiting_facts(work, member_id)
    return {"waiting": _out(work, member_id, found) if found else None}


def make(work: Work, till: Client, wish: BatchIn) -> BatchOut:
    if wish.member_id:
        member.staying(work, wish.member_id)  # the codes are theirs, also if they are joined with another now
    batch_id, codes = promo_code.make(work, wish.promo, wish.count, member_id=wish.member_id or "")
    return {"id": batch_id, "codes": codes}


def void(work: Work, till: Client, wish: Nothing, batch_id: str) -> VoidOut:
    return {"id": batch_id, "count": promo_code.void(work, batch_id)}


def _out(work: Work, member_id: str, facts: PromoFacts) -> PromoOut:
    in_force = program.serving(work, member_id).program
    one, language = in_force.promo(facts.promo), in_force.default_language
    assert one is not None, "it was found in this programme"
    return {
        "promo": facts.promo,
        "title": in_force.text(one.title, language),
        "waits": facts.waits,
        "points": facts.points,
        "percent": f"{facts.percent.normalize():f}",
        "amount_minor": facts.sum_minor,
        "gift": in_force.text(one.gives.gift or {}, language),
        "tier": facts.tier,
        "tickets": facts.tickets,
        "minimum_minor": facts.minimum_minor,
        "last_day": facts.last_day.isoformat() if facts.last_day else None,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/members/{member_id}/promo-lookups",
        scope="sales",
        do=look,
        takes=PromoIn,
        gives=PromoOut,
        summary="Look at a promo code",
        about="What it would give this member; nothing changes but the count of wrong codes.",
        remembered=False,
        guesses=always,
        refusals=(MemberUnknown, PromoCodeInvalid, PromoGivesNothing, CodesLocked),
    ),
    Operation(
        method="POST",
        path="/v1/members/{member_id}/promo-uses",
        scope="sales",
        do=use,
        takes=PromoIn,
        gives=PromoOut,
        status=201,
        summary="Use a promo code for a member",
        about=(
            "What needs a cheque waits for the next purchase, the rest is given now. A till that has the cheque sends "
            "`promo_code` with the purchase instead."
        ),
        guesses=always,
        refusals=(MemberUnknown, PromoCodeInvalid, PromoGivesNothing, CodesLocked),
    ),
    Operation(
        method="GET",
        path="/v1/members/{member_id}/promo",
        scope="sales",
        do=waiting,
        takes=NoQuery,
        gives=WaitingOut,
        writes=never,
        summary="Read what waits for the next purchase",
        about="A quote and a purchase without a `promo_code` use it by themselves.",
        refusals=(MemberUnknown,),
    ),
    Operation(
        method="POST",
        path="/v1/promo-batches",
        scope="promos",
        do=make,
        takes=BatchIn,
        gives=BatchOut,
        status=201,
        summary="Make unique promo codes",
        about=(
            "New ones at each call, whatever the Idempotency-Key, for codes are kept by nobody. When an answer was "
            "lost, make others."
        ),
        remembered=False,
        refusals=(PromoUnknown, PromoHasOneCode, MemberUnknown),
    ),
    Operation(
        method="POST",
        path="/v1/promo-batches/{batch_id}/void",
        scope="promos",
        do=void,
        takes=Nothing,
        gives=VoidOut,
        summary="Take a batch of promo codes out of use",
        about="Those that nobody used; what was given stays given.",
        refusals=(BatchUnknown,),
    ),
)
