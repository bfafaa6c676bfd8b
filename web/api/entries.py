"""GET /v1/members/{member_id}/entries: a member's history, a page at a time."""

from __future__ import annotations

from pydantic import with_config
from typing_extensions import TypedDict

from actions import history, member
from actions.key import Client
from actions.member import MemberUnknown
from rules.history import Entry
from storage.work import Work
from web.api.fields import ANSWER, instant
from web.api.pages import PageIn, after, cursor
from web.operation import Operation, never

ENTRIES = "entries"  # the list's name in its cursors


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


def entries(work: Work, till: Client, wish: PageIn, member_id: str) -> EntriesOut:
    member.get(work, member_id)
    found, last = history.before(work, member_id, after(ENTRIES, wish, int), wish.limit)
    return {"entries": [_entry(each) for each in found], "next_cursor": cursor(ENTRIES, last) if last else None}


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
