"""A campaign reaches its audience: a range of members at a time is found, drawn, promised the message and its offer.

The audience is whoever of the segment can hear of it at that instant: consents to advertising where it is such, and has
a chat. The same is asked of those who are left alone, so that the two are alike in all but the message (intention to
treat: what later keeps a message from somebody moves nobody from one side to the other).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions import campaign_offers, offer, segment
from actions.program import InForce
from rules.campaign import Campaign, Daily, campaign_of
from rules.campaign_draw import LEFT_ALONE, draw_of
from rules.program import Program
from rules.schedule import instant, next_allowed, next_at
from storage import campaign_promises, segments, touches, warnings
from storage import campaigns as rows
from storage.touches import BEFORE_ALL, EVERYBODY, Audience, Meant, Range
from storage.work import Row, Work

MEMBERS_MAX = 2_000  # in one unit: a till or the chat waits well under a quarter of a second, also on a busy machine
NEWS = timedelta(days=2)  # of what goes by itself: said later, it says nothing useful any more
TODAYS = timedelta(days=1)  # of what comes each day: then the next day's is said
NOBODY = "nobody"
MORNING = time(10)  # of what is of a day, where the campaign names no time


def reach(work: Work, in_force: InForce, row: Row, day: date | None = None, limit: int = MEMBERS_MAX) -> int:
    """Reach the next range of members, by the mark kept in the same unit: a crash neither repeats nor leaves out.

    row: the campaign, locked. day: of one that goes on a schedule. How many members were looked at; with the last of
    them `reached_at` is set.
    """
    found = touches.range_after(work, row.reached_to or BEFORE_ALL, limit)
    if found is None:
        rows.update(work, row.campaign, reached_at=work.now, reached_to=None)
        return 0
    meant = pass_of(work, in_force, row, day, day.isoformat() if day else "")
    if touches.touch_range(work, meant, found):
        _promise(work, in_force, meant, found)
    rows.update(work, row.campaign, reached_to=found.upto)
    return limit


def pass_of(work: Work, in_force: InForce, row: Row, day: date | None = None, occasion: str = "") -> Meant:
    """day: that it is about, by the member's own calendar. Raises SegmentInvalid."""
    document, program = campaign_of(row.document), in_force.program
    times = due(work, program, document, day)
    return Meant(
        campaign=row.campaign,
        occasion=occasion,
        draw=draw_of(document, row.a, row.b, program.marketing.global_control_percent),
        category=document.category,
        audience=audience_of(work, document.audience),
        due=times,
        stale_at=_stale(work.now, document, max(last for _, last in times.values())),
        offers=campaign_offers.brought(program, document),
    )


def _stale(now: datetime, document: Campaign, last_due: datetime) -> datetime | None:
    if not document.is_standing:
        return None
    return max(now + TODAYS, last_due + TODAYS / 2) if isinstance(document.on, Daily) else now + NEWS


def audience_of(work: Work, expression: str) -> Audience:
    """The members whom this expression means; everybody for an empty one. Raises SegmentInvalid."""
    return Audience(segments.source(), segment.condition(work, expression)) if expression.strip() else EVERYBODY


def due(
    work: Work, program: Program, document: Campaign, day: date | None = None
) -> Mapping[str, tuple[datetime, datetime]]:
    """When members hear of it, by the zone that they chose: at its own time, and outside the quiet hours."""
    zones = {"": program.zone} | {name: ZoneInfo(name) for name in warnings.zones(work)}
    quiet = program.quiet_hours.hours
    at = {name: _at(work.now, document, zone, day) for name, zone in zones.items()}
    return {name: (at[name], next_allowed(at[name], zone, quiet)) for name, zone in zones.items()}


def _at(now: datetime, document: Campaign, zone: ZoneInfo, day: date | None) -> datetime:
    if day is not None:
        return max(now, instant(day, document.at or MORNING, zone))
    return now if document.at is None else next_at(now, document.at, zone)


def _promise(work: Work, in_force: InForce, meant: Meant, found: Range) -> None:
    """Set the offers aside, promise the messages, and count."""
    members = touches.counted(work, meant, found)
    for variant, name in meant.offers.items():
        ids = touches.of_variant(work, meant, found, variant)
        offer.grant_many(work, in_force, name, ids, campaign=meant.campaign, occasion=meant.occasion, waits=True)
    promised = campaign_promises.promise(work, meant, found)
    audience, controls = sum(members.values()), sum(members.get(name, 0) for name in LEFT_ALONE)
    # Whose chat closed while they were being found.
    gone = audience - controls - promised
    rows.add(work, meant.campaign, {"audience": audience, "controls": controls, "skipped": gone})
