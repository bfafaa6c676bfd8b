"""Members at the till: found by phone or by the card's code, made, read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator, with_config
from typing_extensions import TypedDict

from actions import balance, card, history, member, program
from actions.card import CodeExpired, CodeInvalid, CodeUsed
from actions.key import Client
from actions.member import BirthdayInvalid, MemberUnknown, PhoneInvalid, PhoneTaken
from rules.history import Entry
from rules.member import Member
from storage.work import Work
from web.api.fields import ANSWER, Body, Name, NoQuery, Short, instant
from web.api.pages import PageIn, after, cursor
from web.operation import Operation, never

ENTRIES = "entries"  # the list's name in its cursors


class MemberIn(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Anna", "phone": "+7 912 345-67-89", "language": "ru"}]}
    )

    phone: Annotated[Short, Field(min_length=1)]
    """Any spelling; kept as +79123456789."""
    name: Name = ""
    language: Annotated[str, Field(pattern="^([a-z]{2,3})?$")] = ""
    """A code such as ru; the programme's own when it has none of that."""
    birthday: date | None = None


class FindIn(Body):
    # A query has no numbers of its own: it is all text.
    model_config = ConfigDict(strict=False)

    phone: Annotated[Short, Field(min_length=1)] | None = None
    """Any spelling. Changes nothing."""
    code: Annotated[Short, Field(min_length=1)] | None = None
    """The code of the member's card, which is spent by this: no other till can use it."""

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if (self.phone is None) == (self.code is None):
            raise ValueError("must name either phone or code")
        return self


@with_config(ANSWER)
class MemberOut(TypedDict):
    id: str
    name: str
    phone: str
    language: str
    tier: str
    balance: int
    """Points that may be spent now."""
    pending: int
    """Points that wait for their day."""
    held: int
    """Points promised to a till."""
    debt: int
    """Points owed after a return."""
    currency: str


@with_config(ANSWER)
class EntryOut(TypedDict):
    at: str
    kind: str
    """What happened: earned, spent, welcome, burned, clawed, refunded, referral and so on."""
    points: int
    """Signed."""
    purchase_minor: int | None
    """The purchase that it is about, after discounts."""
    rule: str
    """The tier that gave the points, or empty."""
    rate_percent: str | None
    """The rate as a decimal in text: there are no floats."""
    active_at: str | None
    """Of points that wait for their day."""
    last_day: str | None
    """The last day on which these points can be spent, in the programme's zone."""
    note: str
    """A reason typed by the staff, or a friend's masked name."""
    place: str


@with_config(ANSWER)
class EntriesOut(TypedDict):
    entries: list[EntryOut]
    next_cursor: str | None
    """For the next, older page; null on the last one."""


def create(work: Work, till: Client, wish: MemberIn) -> MemberOut:
    made = member.create(work, name=wish.name, language=wish.language, phone=wish.phone, client=till.name)
    if wish.birthday is not None:
        member.set_birthday(work, made, wish.birthday)
    return _out(work, made)


def find(work: Work, till: Client, wish: FindIn) -> MemberOut:
    if wish.code is not None:
        return _out(work, member.get(work, card.use(work, wish.code, till.name)))
    assert wish.phone is not None, "the model names one of the two"
    return _out(work, member.by_phone(work, wish.phone))


def read(work: Work, till: Client, wish: NoQuery, member_id: str) -> MemberOut:
    return _out(work, member.get(work, member_id))


def entries(work: Work, till: Client, wish: PageIn, member_id: str) -> EntriesOut:
    member.get(work, member_id)
    found, last = history.before(work, member_id, after(ENTRIES, wish, int), wish.limit)
    return {"entries": [_entry(each) for each in found], "next_cursor": cursor(ENTRIES, last) if last else None}


def _out(work: Work, found: Member) -> MemberOut:
    has = balance.of(work, found.member_id)
    return {
        "id": found.member_id,
        "name": found.name,
        "phone": found.phone,
        "language": found.language,
        "tier": found.tier,
        "balance": has.available,
        "pending": sum(pending.points for pending in has.pending),
        "held": has.held,
        "debt": has.debt,
        "currency": program.current(work).program.currency,
    }


def _entry(entry: Entry) -> EntryOut:
    return {
        "at": instant(entry.at),
        "kind": entry.kind,
        "points": entry.points,
        "purchase_minor": entry.purchase_minor,
        "rule": entry.rule,
        "rate_percent": None if entry.rate_percent is None else str(entry.rate_percent),
        "active_at": instant(entry.active_at) if entry.active_at else None,
        "last_day": entry.last_day.isoformat() if entry.last_day else None,
        "note": entry.note,
        "place": entry.place,
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
        refusals=(PhoneInvalid, PhoneTaken, BirthdayInvalid),
    ),
    Operation(
        method="GET",
        path="/v1/members",
        scope="members:read",
        do=find,
        takes=FindIn,
        gives=MemberOut,
        writes=lambda wish: wish.code is not None,
        summary="Find a member by phone or card code",
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
        method="GET",
        path="/v1/members/{member_id}/entries",
        scope="members:read",
        do=entries,
        takes=PageIn,
        gives=EntriesOut,
        writes=never,
        summary="Read a member's history",
        about="Newest first, a page at a time; entries that come meanwhile move no page.",
        refusals=(MemberUnknown,),
    ),
)
