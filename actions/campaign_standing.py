"""Campaigns that go by themselves: the programme's are taken up, passes of a schedule opened, crossings answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from actions import campaign, campaign_reach, campaign_watch, offer, program, segment, tier
from actions.program import InForce
from rules.campaign import (
    Birthday,
    Burning,
    Campaign,
    Daily,
    Happened,
    Monthly,
    OfferEnding,
    Quiet,
    TierNear,
    Weekly,
    campaign_of,
)
from rules.campaign_days import LOOK_BACK_DAYS, birthdays, days_crossed, latest_day
from rules.campaign_draw import LEFT_ALONE
from rules.campaign_near import is_near
from rules.campaign_progress import OVER
from rules.program import Program
from rules.schedule import MIDNIGHT, instant, local_day
from rules.segment import SegmentInvalid
from storage import campaign_promises, touches, triggers
from storage import campaign_values as values
from storage import campaigns as rows
from storage.touches import Meant, Range
from storage.triggers import Crossed
from storage.work import Row, TooSlow, Work

EACH_MAX = 1_000  # whom something befell that are looked at in one unit
NEAR_MAX = 500  # whose way to the next tier is counted in one unit
LATE = timedelta(hours=1)  # so much later than bought a purchase may have been counted

Standing = Callable[[Program], Sequence[Campaign]]
_Look = tuple[int, Meant, Crossed]


def step(work: Work, at: datetime, standing: Standing) -> Mapping[str, int]:
    """One unit of the run of this instant; nothing when all was looked at. standing: what a programme has."""
    in_force = program.current(work)
    taken_up = take_up(work, standing(in_force.program))
    if taken_up:
        return {"taken_up": taken_up}
    for row in rows.open_ones(work):
        if row.state != "running" or not campaign_of(row.document).is_standing:
            continue
        done = _tried(work, in_force, row, at)
        if done:
            return done
    return {}


def _tried(work: Work, in_force: InForce, row: Row, at: datetime) -> Mapping[str, int]:
    """What goes wrong with one is noted with it, and the others have their turn."""
    try:
        with work.attempt():
            return _of(work, in_force, row, at)
    except SegmentInvalid:  # what its audience names is gone since it was written
        rows.update(work, row.campaign, state="failed", reason=campaign_watch.EXPRESSION)
        return {"failed": 1}
    except TooSlow:  # the next run goes on from where this one came to
        rows.update(work, row.campaign, reached_at=work.now, reason=campaign_watch.SLOW)
        return {"slow": 1}


# ------------------------------------------------------------------ what the programme has


def take_up(work: Work, wanted: Sequence[Campaign]) -> int:
    """Let exactly these of the programme's campaigns go on, with what they say now; how many were changed.

    What staff paused or stopped stays so. One that the programme left out ends, and starts anew when it is back, as
    does one that ended by itself when what ended it has changed, and one that waits for another kind of occasion now.
    """
    known = {row.name: row for row in rows.of_program(work)}
    changed = 0
    for document in wanted:
        row = known.pop(document.name, None)
        if row is None:
            campaign.begin(work, campaign.draft(work, document, source="program"))
        elif row.state in OVER:
            if not _is_back(work, row, document):
                continue
            _begin_anew(work, row, document)
        elif campaign_of(row.document).on.kind != document.on.kind:
            _leave(work, row)  # what waits of it is not to be told in the words of something else
        elif row.document != document.dump():
            rows.update(work, row.campaign, document=document.dump(), reached_to=None, reached_day=0)
        else:
            continue
        changed += 1
    gone = [row for row in known.values() if row.state not in OVER or row.reason in campaign_watch.BY_ITSELF]
    for row in gone:
        _leave(work, row)
    return changed + len(gone)


def _leave(work: Work, row: Row) -> None:
    if row.state in OVER:  # back again, it starts anew whatever ended it
        rows.update(work, row.campaign, reason=campaign_watch.LEFT)
        return
    was_paused = row.state == "paused"
    campaign.stop(work, row.campaign, campaign_watch.LEFT_PAUSED if was_paused else campaign_watch.LEFT)


def _is_back(work: Work, row: Row, document: Campaign) -> bool:
    """Whether one that is over starts anew: not before whoever waited was left out, nor against a marketer's wish."""
    if row.ended_at is None or row.recalled_at is not None:
        return False
    match row.reason:
        case campaign_watch.LEFT | campaign_watch.LEFT_PAUSED:
            return True
        case campaign_watch.FAILING:
            return bool(row.document != document.dump())
        case campaign_watch.BUDGET:
            most = document.budget_points
            return row.document != document.dump() and (most is None or rows.points_given(work, row.campaign) < most)
        case campaign_watch.EXPRESSION:
            return _reads(work, document.audience)
        case _:
            return False


def _reads(work: Work, audience: str) -> bool:
    try:
        segment.condition(work, audience)
    except SegmentInvalid:
        return False
    return True


def _begin_anew(work: Work, row: Row, document: Campaign) -> None:
    """From now on, without what befell members before; what failed before stops it no more."""
    anew = {"ended_at": None, "reached_at": None, "reached_to": None, "reached_day": 0, "reason": ""}
    before = {"tried_before": campaign_watch.tried(row), "failed_before": row.failed}
    rows.update(work, row.campaign, document=document.dump(), **anew, **before)
    campaign.begin(work, row.campaign)
    if row.reason == campaign_watch.LEFT_PAUSED:
        campaign.pause(work, row.campaign)


# ------------------------------------------------------------------ when


def _of(work: Work, in_force: InForce, row: Row, at: datetime) -> Mapping[str, int]:
    document = campaign_of(row.document)
    if isinstance(document.on, Daily | Weekly | Monthly):
        return _opened(work, in_force, row, document, document.on)
    if row.reached_at is not None and row.reached_at >= at:
        return {}
    locked = rows.lock(work, row.campaign)
    if locked is None or locked.state != "running":
        return {}
    if isinstance(document.on, TierNear):
        return _of_near(work, in_force, locked, document, document.on)
    return _of_page(work, in_force, locked, document)


def _of_page(work: Work, in_force: InForce, row: Row, document: Campaign) -> Mapping[str, int]:
    """The next page of whom something befell, look by look, so that each of them is looked at once in a run."""
    for day, meant, crossed in _looks(work, in_force, row, document):
        if day < row.reached_day:
            continue
        after = (row.reached_to if day == row.reached_day else None) or touches.BEFORE_ALL
        page = touches.crossers(work, crossed, after, EACH_MAX)
        if page is None:
            continue
        found = touches.crossed(work, meant, crossed, page)
        rows.update(work, row.campaign, reached_day=day, reached_to=page.upto)
        return {"pages": 1, "touched": _touch(work, in_force, meant, found, page)}
    rows.update(work, row.campaign, reached_at=work.now, reached_day=0, reached_to=None, reason="")
    return {"looked": 1}


def _opened(
    work: Work, in_force: InForce, row: Row, document: Campaign, on: Daily | Weekly | Monthly
) -> Mapping[str, int]:
    """Open the pass of the last day that is due; those before it that a downtime or a pause held up are left out."""
    zone = in_force.program.zone
    day = latest_day(on, local_day(work.now, zone))
    begins = instant(day, MIDNIGHT, zone)
    is_late = instant(day, document.at or campaign_reach.MORNING, zone) <= row.started_at
    if is_late or (row.starts_at is not None and row.starts_at >= begins):
        return {}
    rows.update(work, row.campaign, starts_at=begins, reached_at=None, reached_to=None, reason="")
    return {"opened": 1}


def _looks(work: Work, in_force: InForce, row: Row, document: Campaign) -> Iterator[_Look]:
    """What there is to look for now, in the order of the days that it is of, each with how it is told."""
    on = document.on
    match on:
        case Happened():
            shift = timedelta(hours=on.after_hours)
            since = max(row.started_at, work.now - timedelta(days=LOOK_BACK_DAYS)) - shift
            yield 0, campaign_reach.pass_of(work, in_force, row), _happened(on, since, work.now - shift)
        case Quiet() | Birthday() | Burning() | OfferEnding():
            for day in days_crossed(row.started_at, work.now, in_force.program.zone):
                meant = campaign_reach.pass_of(work, in_force, row, day)
                yield day.toordinal(), meant, _of_day(work, in_force, on, day)
        case _:
            raise AssertionError(f"{on.kind} is looked for otherwise")


def _happened(on: Happened, after: datetime, upto: datetime) -> Crossed:
    if on.kind == "registered":
        return triggers.registered(after, upto)
    if on.kind == "first_purchase":
        return triggers.first_purchase(after, upto)
    return triggers.told(on.kind, after, upto)


def _of_day(work: Work, in_force: InForce, on: Quiet | Birthday | Burning | OfferEnding, day: date) -> Crossed:
    """Who crosses the line on this day of the shop's."""
    zone = in_force.program.zone

    def midnight(days: int) -> datetime:
        return instant(day + timedelta(days=days), MIDNIGHT, zone)

    match on:
        case Quiet(days=days):
            return triggers.quiet(midnight(-days), midnight(1 - days), (day - timedelta(days=days)).isoformat())
        case Birthday(days_before=days):
            birthday = day + timedelta(days=days)
            return triggers.born(birthdays(birthday), str(birthday.year))
        case Burning(days_before=days, source=source):
            last_day = (day + timedelta(days=days)).isoformat()
            return triggers.burning(midnight(days), midnight(days + 1), work.now, source, last_day)
        case OfferEnding(days_before=days):
            return triggers.offers_ending(midnight(days), midnight(days + 1), work.now)


def _of_near(work: Work, in_force: InForce, row: Row, document: Campaign, on: TierNear) -> Mapping[str, int]:
    """Of who bought since the last look, page by page, those who are near the next tier; once a year for each tier."""
    after = max(row.started_at, (row.reached_at or row.started_at) - LATE)
    page = triggers.bought_since(work, after, row.reached_to or touches.BEFORE_ALL, NEAR_MAX)
    near = _near(work, in_force.program, page, on) if page else {}
    if near:
        meant, crossed = campaign_reach.pass_of(work, in_force, row), triggers.these(near)
        whole = Range(touches.BEFORE_ALL, page[-1])
        _touch(work, in_force, meant, touches.crossed(work, meant, crossed, whole), whole)
    is_last = len(page) < NEAR_MAX
    mark = {"reached_to": None, "reached_at": work.now, "reason": ""} if is_last else {"reached_to": page[-1]}
    rows.update(work, row.campaign, **mark)
    return {"looked": len(page) or 1}


def _near(work: Work, in_force: Program, member_ids: Sequence[str], on: TierNear) -> dict[str, str]:
    """The occasion of each of these who is near the next tier."""
    stand = {one: row.tier or "" for one, row in values.of_members(work, member_ids).items()}
    year = local_day(work.now, in_force.zone).year
    return {
        one: f"t{in_force.rank(ahead.tier.name)}-{year}"
        for one, (counted, ahead) in tier.ways(work, stand, in_force).items()
        if ahead is not None and is_near(on, counted, ahead)
    }


# ------------------------------------------------------------------ whom it found


def _touch(work: Work, in_force: InForce, meant: Meant, found: Sequence[Row], page: Range) -> int:
    """Touch these, set the offers aside, promise the messages, and count. page: that they are all of."""
    touches.touch_each(work, meant.campaign, found)
    to_give: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in found:
        to_give[row.variant, row.occasion].append(row.member_id)
    for (name, occasion), ids in to_give.items():
        if name in meant.offers:
            brought = meant.offers[name]
            offer.grant_many(work, in_force, brought, ids, campaign=meant.campaign, occasion=occasion, waits=True)
    controls = sum(row.variant in LEFT_ALONE for row in found)
    promised = campaign_promises.promise(work, meant, page) if len(found) > controls else 0
    gone = len(found) - controls - promised
    rows.add(work, meant.campaign, {"audience": len(found), "controls": controls, "skipped": gone})
    return len(found)
