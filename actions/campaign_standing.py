"""Campaigns that go by themselves: the programme's are taken up, passes of a schedule opened, crossings answered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from actions import campaign, campaign_reach, campaign_watch, offer, program, tier
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
from rules.campaign_draw import CONTROL
from rules.campaign_progress import OVER
from rules.program import Program
from rules.schedule import MIDNIGHT, instant, local_day
from rules.segment import SegmentInvalid
from storage import campaigns as rows
from storage import touches, triggers
from storage.touches import Meant
from storage.triggers import Crossed
from storage.work import Row, Work

EACH_MAX = 200  # touched in one unit, each for an occasion of its own
NEAR_MAX = 100  # whose way to the next tier is counted in one unit
LATE = timedelta(hours=1)  # so much later than bought a purchase may have been counted
LEFT = "left"  # the reason of one that the programme has no more

Standing = Callable[[Program], Sequence[Campaign]]
_Look = tuple[Meant, Crossed]


def step(work: Work, at: datetime, standing: Standing) -> Mapping[str, int]:
    """One unit of the run of this instant; nothing when all was looked at. standing: what a programme has."""
    in_force = program.current(work)
    taken_up = take_up(work, standing(in_force.program))
    if taken_up:
        return {"taken_up": taken_up}
    for row in rows.open_ones(work):
        if row.state != "running" or not campaign_of(row.document).is_standing:
            continue
        done = _of(work, in_force, row, at)
        if done:
            return done
    return {}


# ------------------------------------------------------------------ what the programme has


def take_up(work: Work, wanted: Sequence[Campaign]) -> int:
    """Let exactly these of the programme's campaigns go on, with what they say now; how many were changed.

    One that staff paused stays so; one that the programme left out ends, and starts anew when it is back.
    """
    known = {row.name: row for row in rows.of_program(work)}
    changed = 0
    for document in wanted:
        row = known.pop(document.name, None)
        if row is None:
            campaign.begin(work, campaign.draft(work, document, source="program"))
        elif row.state in OVER and row.reason == LEFT:
            rows.update(work, row.campaign, document=document.dump(), ended_at=None, reached_at=None, reason="")
            campaign.begin(work, row.campaign)
        elif row.document != document.dump():
            rows.update(work, row.campaign, document=document.dump())
        else:
            continue
        changed += 1
    gone = [row for row in known.values() if row.state not in OVER]
    for row in gone:
        campaign.stop(work, row.campaign, LEFT)
    return changed + len(gone)


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
    try:
        if isinstance(document.on, TierNear):
            return _of_near(work, in_force, row, document, document.on)
        for meant, crossed in _looks(work, in_force, row, document):
            found = touches.crossed(work, meant, crossed, EACH_MAX)
            if found:
                return {"touched": _touch(work, in_force, document, meant, found)}
    except SegmentInvalid:  # what its audience names is gone since it was written
        rows.update(work, row.campaign, state="failed", reason=campaign_watch.EXPRESSION)
        return {"failed": 1}
    rows.update(work, row.campaign, reached_at=work.now)
    return {"looked": 1}


def _opened(
    work: Work, in_force: InForce, row: Row, document: Campaign, on: Daily | Weekly | Monthly
) -> Mapping[str, int]:
    """Open the pass of the last day that is due; after a downtime those before it are left out."""
    zone = in_force.program.zone
    day = latest_day(on, local_day(work.now, zone))
    begins = instant(day, MIDNIGHT, zone)
    is_under_way = row.starts_at is not None and row.reached_at is None
    is_late = instant(day, document.at or campaign_reach.MORNING, zone) <= row.started_at
    if is_under_way or is_late or (row.starts_at is not None and row.starts_at >= begins):
        return {}
    rows.update(work, row.campaign, starts_at=begins, reached_at=None, reached_to=None)
    return {"opened": 1}


def _looks(work: Work, in_force: InForce, row: Row, document: Campaign) -> Iterator[_Look]:
    """What there is to look for now, each with how it is told."""
    on = document.on
    match on:
        case Happened():
            shift = timedelta(hours=on.after_hours)
            since = max(row.started_at, work.now - timedelta(days=LOOK_BACK_DAYS)) - shift
            yield campaign_reach.pass_of(work, in_force, row), _happened(on, since, work.now - shift)
        case Quiet() | Birthday() | Burning() | OfferEnding():
            for day in days_crossed(row.started_at, work.now, in_force.program.zone):
                yield campaign_reach.pass_of(work, in_force, row, day), _of_day(work, in_force, on, day)
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
    near = {member_id: name for member_id in page if (name := _near(work, in_force.program, member_id, on))}
    if near:
        meant = campaign_reach.pass_of(work, in_force, row)
        found = touches.crossed(work, meant, triggers.these(near), NEAR_MAX)
        if found:
            _touch(work, in_force, document, meant, found)
    is_last = len(page) < NEAR_MAX
    mark = {"reached_to": None, "reached_at": work.now} if is_last else {"reached_to": page[-1]}
    rows.update(work, row.campaign, **mark)
    return {"looked": len(page) or 1}


def _near(work: Work, in_force: Program, member_id: str, on: TierNear) -> str:
    """The occasion, for one who is near the next tier; empty for others."""
    _, counted, ahead = tier.way(work, member_id, in_force)
    if ahead is None:
        return ""
    counted = counted.own.get(ahead.tier.name, counted)
    purchases = (ahead.tier.purchases or 0) - counted.purchases
    minor = (ahead.tier.spend_minor or 0) - counted.spend_minor
    is_near = 0 < purchases <= (on.purchases or 0) or 0 < minor <= (on.spend_minor or 0)
    return f"t{in_force.rank(ahead.tier.name)}-{local_day(work.now, in_force.zone).year}" if is_near else ""


# ------------------------------------------------------------------ whom it found


def _touch(work: Work, in_force: InForce, document: Campaign, meant: Meant, found: Sequence[Row]) -> int:
    """Touch these, give the offers, promise the messages, and count."""
    touches.touch_each(work, meant.campaign, found)
    by_occasion: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        by_occasion[row.occasion][row.variant].append(row.member_id)
    count: Counter[str] = Counter(audience=len(found))
    for occasion, by_variant in by_occasion.items():
        count["controls"] += len(by_variant.pop(CONTROL, ()))
        for variant in document.variants:
            ids = by_variant.get(variant.name, [])
            if ids and variant.offer is not None and in_force.program.offer(variant.offer) is not None:
                offer.grant_many(work, in_force, variant.offer, ids, campaign=meant.campaign, occasion=occasion)
        told = [member_id for ids in by_variant.values() for member_id in ids]
        if told:
            promised = touches.promise_each(work, replace(meant, occasion=occasion), told)
            count["skipped"] += len(told) - promised
    rows.add(work, meant.campaign, count)
    return len(found)
