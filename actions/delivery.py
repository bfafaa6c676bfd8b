"""Promise a delivery for each event, hand due ones to the sender, and keep what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions import lease as leases
from actions import program
from actions.lease import Lease
from rules.delivery import LANES, Category, Go, Lane, Later, Recipient, Result, Skip, lane, permit
from rules.notice import ProgramChanged
from rules.program import Program
from rules.schedule import QuietHours
from storage import deliveries as rows
from storage import events
from storage.work import Row, Work

EVENTS_MAX = 100  # in one unit of the pump
CLAIM_MAX = 25  # in one claim, so that a pause acts within one batch
CHAT_SECONDS = 1  # between two messages to one chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One claimed delivery. facts: of the notice `kind`. language: BCP 47, may be empty. zone: IANA."""

    delivery_id: str
    member_id: str | None
    staff_id: str | None
    channel: str
    user_id: str
    chat_id: str
    kind: str
    category: Category
    lane: Lane
    facts: Mapping[str, Any]
    language: str
    zone: str
    program: Program  # whose words it is put in: the one in force at the claim
    attempts: int = 0
    unknowns: int = 0


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
    firsts = (rows.next_due_at(work, channel, lane) for lane in lanes)
    return any(first is not None and first <= work.now for first in firsts)


def under_way(work: Work, channel: str) -> bool:
    """Whether an event, a due delivery or a sending still waits for its end; a chat's moment of rest counts as due."""
    soon = work.now + timedelta(seconds=2 * CHAT_SECONDS)
    firsts = (rows.next_due_at(work, channel, lane) for lane in LANES)
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
    habits = _Habits(work)
    turns = dict(busy)
    letters: list[Letter] = []
    later: list[tuple[str, datetime, str]] = []
    skipped: list[tuple[str, str]] = []
    looked = 0
    for one in lanes:
        if looked >= limit:
            break
        for row in rows.due(work, channel, one, limit - looked):
            looked += 1
            answer = permit(row.kind, row.category, row.lane, row.stale_at, habits.recipient(row), work.now)
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
                    letters.append(habits.letter(row))
                    turns[row.chat_id] = 1
    rows.skip(work, skipped)
    rows.postpone(work, later)
    ids = [letter.delivery_id for letter in letters]
    rows.lease(work, ids, lease.holder, work.now + timedelta(seconds=lease.seconds))
    return Claim(tuple(letters), looked)


class _Habits:
    """What the programme says for those who chose nothing themselves."""

    def __init__(self, work: Work) -> None:
        current = program.current(work).program
        self.program = current
        self.zone = current.zone
        self.quiet = current.quiet_hours.hours
        self.language = current.default_language
        self._work = work
        self._pilots = program.any_pilot(work)
        self._words: dict[int, Mapping[str, str]] = {}  # by version, of the letters of this claim

    def recipient(self, row: Row) -> Recipient:
        if row.member_id is None:
            return Recipient(zone=self.zone, reachable=bool(row.reachable))
        own = row.quiet_start is not None and row.quiet_end is not None
        return Recipient(
            zone=ZoneInfo(row.zone) if row.zone else self.zone,
            reachable=bool(row.reachable),
            erased=row.erased_at is not None,
            marketing=bool(row.marketing),
            muted=frozenset(row.muted or ()),
            quiet=QuietHours(time(row.quiet_start), time(row.quiet_end)) if own else self.quiet,
        )

    def letter(self, row: Row) -> Letter:
        return Letter(
            delivery_id=row.delivery_id,
            member_id=row.member_id,
            staff_id=row.staff_id,
            channel=row.channel,
            user_id=row.user_id,
            chat_id=row.chat_id,
            kind=row.kind,
            category=row.category,
            lane=row.lane,
            facts=self._facts(row),
            language=row.member_language or row.address_language or self.language,
            zone=row.zone or self.zone.key,
            program=self._serving(row.member_id),
            attempts=row.attempts,
            unknowns=row.unknowns,
        )

    def _serving(self, member_id: str | None) -> Program:
        """The programme whose tiers and words the reader knows."""
        if member_id is None or not self._pilots:
            return self.program
        return program.serving(self._work, member_id).program

    def _facts(self, row: Row) -> Mapping[str, Any]:
        """As they were kept; what a version's owner says to everybody is kept once and put in here."""
        facts: Mapping[str, Any] = row.facts
        if row.kind != ProgramChanged.kind:
            return facts
        version = facts["version"]
        if version not in self._words:
            self._words[version] = program.message(self._work, version)
        return {**facts, "words": self._words[version]}


def begin(work: Work, lease: Lease, delivery_ids: Sequence[str]) -> set[str]:
    """Mark leased deliveries as being sent; those that are still this sender's, which alone it may send now.

    Raises LeaseLost. From here on a crash leaves them `unknown`.
    """
    leases.renew(work, lease)
    return rows.begin(work, delivery_ids, lease.holder, work.now + timedelta(seconds=lease.seconds))


# ------------------------------------------------------------------ what became of them


def note(work: Work, holder: str, results: Iterable[tuple[Letter, Result]]) -> None:
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
    rows.note(work, noted)
    rows.mark_unreachable(work, gone)


def recover(work: Work, lease: Lease, channel: str) -> tuple[int, int]:
    """Take over from dead senders: (rows queued again, rows that became unknown). Raises LeaseLost.

    Also queues service messages whose one resending is due.
    """
    leases.renew(work, lease)
    impossible = work.now + timedelta(seconds=2 * lease.seconds)
    queued = rows.requeue_left_behind(work, channel, lease.holder, impossible)
    unknown = rows.give_up_knowing(work, channel, lease.holder, impossible)
    rows.resend_unknown(work, channel)
    return queued, unknown


def leave(work: Work, lease: Lease, channel: str) -> None:
    """End in good order: what was claimed and not begun is for the next sender, at once."""
    rows.release(work, channel, lease.holder)
    leases.release(work, lease)


def depth(work: Work, channel: str) -> dict[str, int]:
    """How many are due in each lane."""
    found = rows.depth(work, channel)
    return {lane: found.get(lane, 0) for lane in LANES}
