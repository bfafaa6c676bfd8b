"""Personal offers over HTTP: what a member has, one given by the shop's own system, one taken away."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from actions import member, offer, program
from actions.key import Client
from actions.member import MemberUnknown
from actions.offer import OfferGone, OfferOver, OfferUnknown
from rules.offer_facts import OfferFacts
from rules.priced import Quote
from rules.program import Program
from storage.work import Work
from web.api.fields import ANSWER, Body, NoQuery, ProgramName
from web.api.gifts import Nothing
from web.operation import Operation, never

PATH = "/v1/members/{member_id}/offers"


class OfferIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"offer": "bigger"}]})

    offer: Annotated[ProgramName, Field(min_length=1)]
    """By its name in the programme."""


@with_config(ANSWER)
class OfferOut(TypedDict):
    id: str
    offer: str
    """By its name in the programme."""
    title: str
    """In the programme's own language."""
    kind: str
    """What it gives: points, times, percent, sum, gift, stamps or privilege."""
    state: str
    """given (the member has to switch it on in the chat), on, used, over or withdrawn."""
    last_day: str
    """The last one on which it can be used."""
    minimum_minor: int
    """The least cheque that it is for, often this member's own; 0 for any."""
    purchases: int
    """How many of them it takes."""
    progress: int
    """How many counted so far."""
    points: int
    """What it gave with the purchase that used it, without what came back."""
    off_minor: int
    """What it took off that purchase."""


@with_config(ANSWER)
class OffersOut(TypedDict):
    offers: list[OfferOut]
    """Those that can be used first, by their last day; then the newest others."""


@with_config(ANSWER)
class AppliedOut(TypedDict):
    id: str
    offer: str
    """By its name in the programme."""
    title: str
    gift: str
    """What to hand over, in words; empty for nothing."""
    points: int
    """Among those that the cheque earns."""
    off_minor: int
    """Among what the programme takes off."""
    stamps: int


def applied_out(in_force: Program, quoted: Quote, language: str = "") -> AppliedOut | None:
    """The offer that a cheque uses, in this language or the programme's own."""
    used = quoted.offer
    if used is None:
        return None
    promised = used.granted.offer
    return {
        "id": used.granted.offer_id,
        "offer": promised.name,
        "title": in_force.text(promised.title, language),
        "gift": in_force.text(promised.gives.gift or {}, language),
        "points": used.points,
        "off_minor": used.off_minor,
        "stamps": used.stamps,
    }


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> OffersOut:
    member.get(work, member_id)
    return {"offers": [_out(work, facts) for facts in offer.of(work, member_id)]}


def grant(work: Work, till: Client, wish: OfferIn, member_id: str) -> OfferOut:
    given = offer.grant(work, member_id, wish.offer, client=till.name)
    return _out(work, offer.get(work, member_id, given))


def withdraw(work: Work, till: Client, wish: Nothing, member_id: str, offer_id: str) -> OfferOut:
    offer.withdraw(work, member_id, offer_id)
    return _out(work, offer.get(work, member_id, offer_id))


def _out(work: Work, facts: OfferFacts) -> OfferOut:
    language = program.current(work).program.default_language
    title = facts.words.title
    return {
        "id": facts.offer_id,
        "offer": facts.offer,
        "title": title.get(language) or next(iter(title.values())),
        "kind": facts.kind,
        "state": facts.state,
        "last_day": facts.last_day.isoformat(),
        "minimum_minor": facts.least_minor,
        "purchases": facts.purchases,
        "progress": facts.progress,
        "points": facts.given_points,
        "off_minor": facts.off_minor,
    }


OPERATIONS = (
    Operation(
        method="GET",
        path=PATH,
        scope="members:read",
        do=read,
        takes=NoQuery,
        gives=OffersOut,
        writes=never,
        summary="Read a member's offers",
        about="Personal ones; what a cheque uses of them, its quote says.",
        refusals=(MemberUnknown,),
    ),
    Operation(
        method="POST",
        path=PATH,
        scope="promos",
        do=grant,
        takes=OfferIn,
        gives=OfferOut,
        status=201,
        summary="Give an offer",
        about="To one member, such as from a CRM; campaigns give to many. The member is not told: tell them yourself.",
        refusals=(MemberUnknown, OfferUnknown, OfferGone),
    ),
    Operation(
        method="POST",
        path=f"{PATH}/{{offer_id}}/withdraw",
        scope="promos",
        do=withdraw,
        takes=Nothing,
        gives=OfferOut,
        summary="Take an offer away",
        about="One that was not used yet.",
        refusals=(MemberUnknown, OfferOver),
    ),
)
