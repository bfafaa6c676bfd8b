"""Whether what a campaign found of a member hours ago is still so when its message is about to go.

Who bought in the morning is not missed at noon. It is asked of those that go by what a member did not do yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from actions import campaign_reach, tier
from rules.campaign import Burning, Campaign, Happened, Quiet, TierNear
from rules.campaign_near import is_near
from rules.program import Program
from rules.schedule import MIDNIGHT, instant, local_day
from rules.segment import SegmentInvalid
from storage import campaign_still as rows
from storage import campaign_values as values
from storage.work import Row, Work

_DAY = timedelta(days=1)


def lapsed(work: Work, in_force: Program, due: Sequence[Row], documents: Mapping[int, Campaign]) -> set[str]:
    """The deliveries whose reason is gone. due: delivery_id, member_id, campaign, facts; asked once a campaign."""
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in due:
        document = documents.get(row.campaign)
        if document is not None and row.member_id is not None and _is_asked(document):
            is_of_day = isinstance(document.on, Burning)
            found[row.campaign, row.facts["occasion"] if is_of_day else ""].append(row)
    gone: set[str] = set()
    for (number, occasion), mine in found.items():
        still = _still(work, in_force, documents[number], occasion, mine)
        gone |= {row.delivery_id for row in mine if row.member_id not in still}
    return gone


def _is_asked(document: Campaign) -> bool:
    on = document.on
    return isinstance(on, Quiet | Burning | TierNear) or (isinstance(on, Happened) and on.kind == "registered")


def _still(work: Work, in_force: Program, document: Campaign, occasion: str, mine: Sequence[Row]) -> set[str]:
    ids = sorted({row.member_id for row in mine})
    try:
        audience = campaign_reach.audience_of(work, document.audience)
    except SegmentInvalid:  # the campaign itself ends of it
        return set(ids)
    condition, zone = rows.ANYHOW, in_force.zone
    match document.on:
        case Quiet(days=days):
            line = local_day(work.now, zone) + (1 - days) * _DAY
            condition = rows.quiet(instant(line, MIDNIGHT, zone))
        case Burning(source=source):
            day = date.fromisoformat(occasion)
            first, last = instant(day, MIDNIGHT, zone), instant(day + _DAY, MIDNIGHT, zone)
            condition = rows.burning(first, last, work.now, source)
    still = rows.those(work, audience, condition, ids)
    return _near(work, in_force, document.on, still, mine) if isinstance(document.on, TierNear) else still


def _near(work: Work, in_force: Program, on: TierNear, still: set[str], mine: Sequence[Row]) -> set[str]:
    """Of these, those who are near the tier that they were found to be near."""
    stand = {one: row.tier or "" for one, row in values.of_members(work, sorted(still)).items()}
    ways = tier.ways(work, stand, in_force) if stand else {}
    of = {row.member_id: row.facts["occasion"] for row in mine}
    return {
        one
        for one, (counted, ahead) in ways.items()
        if ahead is not None
        and is_near(on, counted, ahead)
        and of[one].startswith(f"t{in_force.rank(ahead.tier.name)}-")
    }
