"""A version that took force reaches its members one by one: a tier that it gives, and the owner's words about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from actions import pilot, program, tier
from rules.delivery import lane
from rules.ledger import POINTS
from rules.notice import ProgramChanged, dump
from rules.pilot import scope_of
from rules.program import Program
from rules.program_effect import Measured, Ruler, effect, ruler
from rules.tier import Counters
from storage import deliveries, marks, standings_counted
from storage import ledger as accounts
from storage import programs as rows
from storage.standings_counted import Counted
from storage.work import Row, Work, least_id

MEMBERS_MAX = 250  # in one unit, so that no purchase waits long for it
LIFTED_MAX = 50  # of them, as each has an account that a till may want
ID_STEP = timedelta(milliseconds=1)  # what ids of members tell apart
BEFORE_ALL = "00000000-0000-0000-0000-000000000000"


def reach(work: Work, limit: int = MEMBERS_MAX) -> Mapping[str, int]:
    """Reach the next members of the first version that has not reached them all; nothing when all have.

    Goes by the last member that was reached, kept in the same unit, so that a crash neither leaves out nor repeats.
    """
    version = rows.unreached(work)
    if version is None:
        return {}
    mark = f"reached:{version.version}"
    served = program.of_version(work, version.version)
    by = ruler(served, work.now)
    page = standings_counted.batch(work, marks.get(work, mark) or BEFORE_ALL, sorted(by.starts), limit)
    concerned = pilot.served(work, version.pilot, version.scope, [row.member_id for row in page])
    # A tier is had everywhere, so what holds at some locations alone lifts only who buys there.
    lifts = not version.scope or not scope_of(version.scope).locations
    rising = _rising(by, [row for row in page if row.member_id in concerned]) if lifts else []
    found = page
    if len(rising) > LIFTED_MAX:  # the others' turn comes in the next unit, with those behind them
        found = [row for row in page if row.member_id < rising[LIFTED_MAX]]
    _lift(work, served, rising[:LIFTED_MAX])
    told = _tell(work, version, [row.member_id for row in found if row.member_id in concerned])
    if len(page) < limit and found == page:
        rows.reached(work, version.version)
        marks.drop(work, mark)
    else:
        marks.put(work, mark, found[-1].member_id)
    return {"members": len(found), "told": told}


def measured(found: Counted, starts: Sequence[datetime]) -> Measured:
    """What was found of a member, as the rule takes it. starts: the instants that it was counted from."""
    since = {start: Counters(*sums) for start, sums in zip(starts, found.sums, strict=True)}
    return Measured(found.tier, found.floor, since)


def _rising(by: Ruler, found: Sequence[Counted]) -> list[str]:
    starts = sorted(by.starts)
    return [row.member_id for row in found if effect(None, by, measured(row, starts)) == "rises"]


def _lift(work: Work, served: Program, member_ids: Sequence[str]) -> None:
    for member_id in member_ids:
        accounts.lock_account(work, member_id, POINTS)  # so that a purchase under way is counted
        tier.recount(work, member_id, served)


def _tell(work: Work, version: Row, member_ids: Collection[str]) -> int:
    """Promise the message to the last seen address of each who was a member when it took force; to how many."""
    if not version.message:
        return 0
    joined_later = least_id(version.in_force_from + ID_STEP)
    addresses = deliveries.addresses_of_members(work, [one for one in member_ids if one < joined_later])
    last_seen = {address.who: address for address in addresses}
    facts = dump(ProgramChanged(version=version.version))
    deliveries.promise(
        work,
        [
            {
                "dedupe_key": f"{ProgramChanged.kind}:{version.version}:{who}",
                "member_id": who,
                "staff_id": None,
                "channel": address.channel,
                "user_id": address.user_id,
                "chat_id": address.chat_id,
                "kind": ProgramChanged.kind,
                "category": "service",
                "lane": lane(ProgramChanged.kind),
                "facts": facts,
                "due_at": work.now,
                "stale_at": None,
            }
            for who, address in last_seen.items()
        ],
    )
    return len(last_seen)
