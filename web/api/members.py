"""Members at the till: found by phone, card code or the shop's own number; made, read, corrected."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator, with_config
from typing_extensions import TypedDict

from actions import balance, card, member, profile, program, tag, tier
from actions.card import CodeExpired, CodeInvalid, CodeUsed
from actions.key import Client
from actions.member import BirthdayInvalid, MemberUnknown, PhoneInvalid, PhoneTaken
from actions.profile import ExternalIdTaken
from rules.member import Member
from screens.speech import texts_for
from storage.work import Work
from web.api.fields import ANSWER, Body, Day, Name, NoQuery, Short
from web.operation import Operation, never

ExternalId = Annotated[Short, Field(min_length=1)]
LanguageCode = Annotated[str, Field(pattern="^([a-z]{2,3})?$")]


class MemberIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Anna", "phone": "+7 912 345-67-89", "language": "ru"}]}
    )

    phone: Short = ""
    """Any spelling; kept as +79123456789."""
    external_id: Short = ""
    """The number in the shop's own books; a member has this, a phone, or both."""
    name: Name = ""
    language: LanguageCode = ""
    """A code such as ru; the programme's own when it has none of that."""
    birthday: Day | None = None

    @model_validator(mode="after")
    def somebody(self) -> Self:
        if not (self.phone or self.external_id):
            raise ValueError("must name a phone or an external_id")
        return self


class MemberChangeIn(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Anna K.", "birthday": "1990-12-25"}]})

    name: Name | None = None
    """Left out, this and all others stay as they are."""
    language: LanguageCode | None = None
    """A code such as ru; the programme's own when it has none of that."""
    birthday: Day | None = None
    """The shop may correct it; the member sets it once."""
    external_id: Short | None = None
    """The number in the shop's own books; empty takes it away."""


class FindIn(Body):
    # A query has no numbers of its own: it is all text.
    model_config = ConfigDict(strict=False)

    phone: Annotated[Short, Field(min_length=1)] | None = None
    """Any spelling. Changes nothing."""
    code: Annotated[Short, Field(min_length=1)] | None = None
    """The code of the member's card, which is spent by this: no other till can use it."""
    external_id: ExternalId | None = None
    """The number in the shop's own books. Changes nothing."""

    @model_validator(mode="after")
    def one_of_all(self) -> Self:
        if sum(each is not None for each in (self.phone, self.code, self.external_id)) != 1:
            raise ValueError("must name one of phone, code and external_id")
        return self


@with_config(ANSWER)
class MemberOut(TypedDict):
    id: str
    name: str
    phone: str
    external_id: str
    """The number in the shop's own books, or empty."""
    birthday: str | None
    language: str
    tier: str
    """By its name in the programme."""
    privileges: list[str]
    """What the tier gives besides points, in the member's language."""
    tags: list[str]
    balance: int
    """Points that may be spent now."""
    pending: int
    """Points that wait for their day."""
    held: int
    """Points promised to a till."""
    debt: int
    """Points owed after a return."""
    currency: str


def create(work: Work, till: Client, wish: MemberIn) -> MemberOut:
    number = profile.free_number(work, wish.external_id)
    made = member.create(
        work, name=wish.name, language=wish.language, phone=wish.phone, client=till.name, external_id=number
    )
    if wish.birthday is not None:
        member.set_birthday(work, made, wish.birthday)
        made = member.get(work, made.member_id)
    return member_out(work, made, till.location)


def find(work: Work, till: Client, wish: FindIn) -> MemberOut:
    if wish.code is not None:
        return member_out(work, member.get(work, card.use(work, wish.code, till.name)), till.location)
    if wish.external_id is not None:
        return member_out(work, member.by_external_id(work, wish.external_id), till.location)
    assert wish.phone is not None, "the model names one of them"
    return member_out(work, member.by_phone(work, wish.phone), till.location)


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> MemberOut:
    return member_out(work, member.get(work, member_id), till.location)


def change(work: Work, till: Client, wish: MemberChangeIn, member_id: str) -> MemberOut:
    return member_out(work, profile.change(work, member_id, **wish.model_dump(exclude_none=True)), till.location)


def member_out(work: Work, found: Member, location: str = "") -> MemberOut:
    """location: of the till that asks, for pilots that are bound to one."""
    has = balance.of(work, found.member_id)
    tags = tag.of(work, found.member_id)
    in_force = program.serving(work, found.member_id, location, tags).program
    texts = texts_for(in_force, found.language).plain
    return {
        "id": found.member_id,
        "name": found.name,
        "phone": found.phone,
        "external_id": found.external_id,
        "birthday": found.birthday.isoformat() if found.birthday else None,
        "language": found.language,
        "tier": found.tier,
        "privileges": [texts.name(code) for code in tier.privileges(in_force, found.tier)],
        "tags": sorted(tags),
        "balance": has.available,
        "pending": sum(pending.points for pending in has.pending),
        "held": has.held,
        "debt": has.debt,
        "currency": in_force.currency,
    }


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/members",
        scope="members:write",
        do=create,
        takes=MemberIn,
        gives=MemberOut,
        status=201,
        names_member=True,
        summary="Make a member",
        about="Of a customer who agreed at the till; whoever shares this phone in the messenger later takes it over.",
        refusals=(PhoneInvalid, PhoneTaken, BirthdayInvalid, ExternalIdTaken),
    ),
    Operation(
        method="GET",
        path="/v1/members",
        scope="members:read",
        do=find,
        takes=FindIn,
        gives=MemberOut,
        writes=lambda wish: wish.code is not None,
        summary="Find a member by phone, card code or the shop's own number",
        about="A card code works for a minute, for the first till that asks: it may ask again, no other one may.",
        refusals=(MemberUnknown, PhoneInvalid, CodeInvalid, CodeExpired, CodeUsed),
    ),
    Operation(
        method="GET",
        path="/v1/members/{member_id}",
        scope="members:read",
        do=read,
        takes=NoQuery,
        gives=MemberOut,
        writes=never,
        summary="Read a member",
        about="balance: points that may be spent now.",
        refusals=(MemberUnknown,),
    ),
    Operation(
        method="PATCH",
        path="/v1/members/{member_id}",
        scope="members:write",
        do=change,
        takes=MemberChangeIn,
        gives=MemberOut,
        names_member=True,
        summary="Correct a member",
        about="What is said is kept, what is left out stays.",
        refusals=(MemberUnknown, BirthdayInvalid, ExternalIdTaken),
    ),
)
