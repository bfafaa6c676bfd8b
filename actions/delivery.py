"""Promise a delivery for each event, hand due ones to the sender, and keep what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, zip_longest
from typing import Any

from actions import campaign_offers
from actions import lease as leases
from actions.claiming import Claiming
from actions.claiming import Letter as Letter
from actions.lease import Lease
from rules.delivery import LANES, Go, Lane, Later, Result, Skip, lane
from storage import campaign_deliveries, campaigns, events
from storage import deliveries as rows
from storage.work import Row, Work

EVENTS_MAX = 100  # in one unit of the pump
CLAIM_MAX = 25  # in one claim, so that a pause acts within one batch
DEPTH_MAX = 10_000  # counted again and again, and told to people who watch; more is only more
CHAT_SECONDS = 1  # between two messages to one chat


@dataclass(frozen=True, slots=True)
class Claim:
    """looked: how many due rows were seen; CLAIM_MAX or more means that there may be others."""

    letters: tuple[Letter, ...]
    looked: int


# ------------------------------------------------------------------ from events to promises


def any_event(work: Work) -> bool:
    """Whether an event waits; a look that spares an idle program its empty commits."""
    return events.any_waiting(work)


def pump(work: Work, limit: int = EVENTS_MAX) -> int:
    """Promise one delivery for each waiting event to its person's last seen address; how many events were taken."""
    waiting = events.waiting(work, limit)
    if not waiting:
        return 0
    members = rows.addresses_of_members(work, {event.member_id for event in waiting if event.member_id})
    staff = rows.addresses_of_staff(work, {event.staff_id for event in waiting if event.staff_id})
    address_of = {address.who: address for address in (*staff, *members)}  # the last seen one is the last
    promised = []
    for event in waiting:
        address = address_of.get(event.member_id or event.staff_id)
        if address is not None:
            promised.append(_promise(event, address))
    rows.promise(work, promised)
    events.mark_pumped(work, [event.event_id for event in waiting])
    return len(waiting)


def _promise(event: Row, address: Row) -> dict[str, Any]:
    return {
        "dedupe_key": f"{event.key}@{address.channel}:{address.user_id}",
        "member_id": event.member_id,
        "staff_id": event.staff_id,
        "channel": address.channel,
        "user_id": address.user_id,
        "chat_id": address.chat_id,
        "kind": event.kind,
        "category": "service",
        "lane": lane(event.kind),
        "facts": event.facts,
        "due_at": event.due_at,
        "stale_at": event.stale_at,
    }


# ------------------------------------------------------------------ from promises to letters


def anything_due(work: Work, channel: str, lanes: Sequence[Lane] = LANES) -> bool:
    """Whether a claim would find something; a look that spares an idle program its empty commits."""
    firsts = (_first_due(work, channel, one) for one in lanes)
    return any(first is not None and first <= work.now for first in firsts)


def under_way(work: Work, channel: str) -> bool:
    """Whether an event, a due delivery or a sending still waits for its end; a chat's moment of rest counts as due."""
    soon = work.now + timedelta(seconds=2 * CHAT_SECONDS)
    firsts = (_first_due(work, channel, one) for one in LANES)
    due = any(first is not None and first <= soon for first in firsts)
    return due or events.any_waiting(work) or rows.any_open(work, channel)


def claim(
    work: Work,
    lease: Lease,
    channel: str,
    busy: Mapping[str, int],
    lanes: Sequence[Lane] = LANES,
    limit: int = CLAIM_MAX,
) -> Claim:
    """Lease what may be sent now; skip or postpone what may not. Raises LeaseLost.

    busy: chats that must not be written to for a moment, with how many messages wait there already.
    """
    leases.renew(work, lease)
    due = _due(work, channel, lanes, limit)
    claiming = Claiming(work, due)
    turns = dict(busy)
    going: list[Row] = []
    later: list[tuple[str, datetime, str]] = []
    skipped: list[tuple[str, str]] = []
    for row in due:
        answer = claiming.answer(row)
        turn = turns.get(row.chat_id, 0)
        match answer:
            case Skip(reason):
                skipped.append((row.delivery_id, reason))
            case Later(at, reason):
                later.append((row.delivery_id, at, reason))
            case Go() if turn:
                later.append((row.delivery_id, work.now + timedelta(seconds=turn * CHAT_SECONDS), row.reason))
                turns[row.chat_id] = turn + 1
            case Go():
                going.append(row)
                turns[row.chat_id] = 1
    lost = rows.skip(work, skipped)
    rows.postpone(work, later)
    rows.lease(work, [row.delivery_id for row in going], lease.holder, work.now + timedelta(seconds=lease.seconds))
    letters = claiming.letters(going)
    unused = campaign_offers.take_back(work, lost)
    _count(work, {number: {"skipped": count} for number, count in Counter(row.campaign for row in lost).items()})
    campaign_offers.put_back(work, unused)
    return Claim(tuple(letters), len(due))


def _due(work: Work, channel: str, lanes: Sequence[Lane], limit: int) -> list[Row]:
    """What is due, lane by lane, at most so many."""
    due: list[Row] = []
    for one in lanes:
        room = limit - len(due)
        if room and one == "marketing":
            due += _fair_part(work, channel, room)
        elif room:
            due += rows.due(work, channel, one, 0, room)
    return due


def _fair_part(work: Work, channel: str, room: int) -> list[Row]:
    """Advertisements of no campaign and of each that runs, by turns, so that a large one holds no other up."""
    heads = campaign_deliveries.heads(work, channel)
    waiting = sorted((at, number) for number, at in heads.items() if at <= work.now)[:room]
    each = [rows.due(work, channel, "marketing", number, room) for _, number in waiting]
    turns = (row for turn in zip_longest(*each) for row in turn if row is not None)
    return list(islice(turns, room))


def _first_due(work: Work, channel: str, one: Lane) -> datetime | None:
    if one == "marketing":
        return min(campaign_deliveries.heads(work, channel).values(), default=None)
    return rows.next_due_at(work, channel, one)


def _count(work: Work, more: Mapping[int, Mapping[str, int]]) -> None:
    """Count for each campaign what became of some of its deliveries, in the order in which everybody takes them."""
    for number in sorted(number for number in more if number):
        campaigns.add(work, number, more[number])


def begin(work: Work, lease: Lease, delivery_ids: Sequence[str]) -> set[str]:
    """Mark leased deliveries as being sent; those that are still this sender's, which alone it may send now.

    Raises LeaseLost. From here on a crash leaves them `unknown`.
    """
    leases.renew(work, lease)
    going = rows.begin(work, delivery_ids, lease.holder, work.now + timedelta(seconds=lease.seconds))
    campaign_offers.begin(work, going)
    return {row.delivery_id for row in going}


# ------------------------------------------------------------------ what became of them


def note(work: Work, holder: str, results: Sequence[tuple[Letter, Result]]) -> None:
    """Keep the results of tries that `begin` let go."""
    gone: list[tuple[str, str]] = []
    noted: list[dict[str, Any]] = []
    for letter, result in results:
        again = None if result.again_seconds is None else work.now + timedelta(seconds=result.again_seconds)
        noted.append(
            {
                "of_id": letter.delivery_id,
                "of_holder": holder,
                "state": result.state,
                "reason": result.reason,
                "message_id": result.message_id,
                "attempts": result.attempts,
                "unknowns": result.unknowns,
                "again_at": again,
                "ended_at": work.now if again is None else None,
            }
        )
        if result.gone:
            gone.append((letter.channel, letter.user_id))
    _count_results(work, holder, results)
    rows.note(work, noted)
    rows.mark_unreachable(work, gone)


def _count_results(work: Work, holder: str, results: Sequence[tuple[Letter, Result]]) -> None:
    """Count what campaigns' deliveries have come to, before it is noted: one that another sender took over is its."""
    ended = [(letter, told) for letter, told in results if letter.campaign and told.again_seconds is None]
    if not ended:
        return
    mine = campaign_deliveries.still_mine(work, [letter.delivery_id for letter, _ in ended], holder)
    more: dict[int, Counter[str]] = defaultdict(Counter)
    failed = []
    for letter, told in ended:
        if letter.delivery_id in mine:
            more[letter.campaign]["blocked" if told.gone else told.state] += 1
            if told.state == "failed":
                failed.append(mine[letter.delivery_id])
    unused = campaign_offers.take_back(work, failed)
    _count(work, more)
    campaign_offers.put_back(work, unused)


def recover(work: Work, lease: Lease, channel: str) -> tuple[int, int]:
    """Take over from dead senders: (rows queued again, rows that became unknown). Raises LeaseLost.

    Also queues service messages whose one resending is due.
    """
    leases.renew(work, lease)
    impossible = work.now + timedelta(seconds=2 * lease.seconds)
    queued = rows.requeue_left_behind(work, channel, lease.holder, impossible)
    unknown = rows.give_up_knowing(work, channel, lease.holder, impossible)
    ended = Counter(number for number, is_last in unknown if is_last)
    _count(work, {number: {"unknown": count} for number, count in ended.items()})
    rows.resend_unknown(work, channel)
    return queued, len(unknown)


def leave(work: Work, lease: Lease, channel: str) -> None:
    """End in good order: what was claimed and not begun is for the next sender, at once."""
    rows.release(work, channel, lease.holder)
    leases.release(work, lease)


def depth(work: Work, channel: str) -> dict[str, int]:
    """How many are due in each lane; DEPTH_MAX stands for that many or more."""
    return {lane: _depth(work, channel, lane) for lane in LANES}


def _depth(work: Work, channel: str, lane: Lane) -> int:
    found = 0
    for number in campaign_deliveries.heads(work, channel) if lane == "marketing" else (0,):
        found += rows.depth(work, channel, lane, number, DEPTH_MAX - found)
    return found
