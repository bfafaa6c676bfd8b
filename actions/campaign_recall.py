"""Take back what a campaign sent: which messages are next, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rules import recall
from rules.recall import YOUNG
from storage import campaign_deliveries as rows
from storage import campaigns
from storage.work import Work

MESSAGES_MAX = 25  # at once
PER_SECOND = 30.0  # what a messenger allows a bot; what is taken back counts for nothing of what is sent


@dataclass(frozen=True, slots=True)
class Message:
    delivery_id: str
    chat_id: str
    message_id: str


def due(work: Work, channel: str) -> list[Message]:
    """The next messages of this channel that are to be taken back, oldest first; nothing when all were tried."""
    for number in campaigns.recalling(work):
        found = rows.to_recall(work, number, channel, work.now - YOUNG, MESSAGES_MAX)
        if found:
            return [Message(row.delivery_id, row.chat_id, row.message_id) for row in found]
    return []


def note(work: Work, gone: Sequence[Message], kept: Sequence[tuple[Message, str]]) -> None:
    """Keep what became of them. kept: with the reason why the message still hangs there."""
    counted = Counter(rows.recalled(work, [one.delivery_id for one in gone]))
    rows.not_recalled(work, [(one.delivery_id, reason or "not taken back") for one, reason in kept])
    for number in sorted(counted):
        campaigns.add(work, number, {"recalled": counted[number]})


def too_late(work: Work, number: int, per_second: float = PER_SECOND) -> int:
    """How many messages of a campaign are too old to be taken back, or will be before it is their turn."""
    row = campaigns.get(work, number)
    young = rows.sent(work, number, work.now - YOUNG)
    old = row.sent - sum(count for _, count in young) if row is not None else 0
    return max(0, old) + recall.too_late(young, work.now, per_second)
