"""Take back what a campaign sent: which messages are next, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import campaign_deliveries as rows
from storage import campaigns
from storage.work import Work

MESSAGES_MAX = 25  # at once


@dataclass(frozen=True, slots=True)
class Message:
    delivery_id: str
    chat_id: str
    message_id: str


def due(work: Work, channel: str) -> list[Message]:
    """The next messages of this channel that are to be taken back; nothing when all were tried."""
    for number in campaigns.recalling(work):
        found = rows.to_recall(work, number, channel, MESSAGES_MAX)
        if found:
            return [Message(row.delivery_id, row.chat_id, row.message_id) for row in found]
    return []


def note(work: Work, gone: Sequence[Message], kept: Sequence[tuple[Message, str]]) -> None:
    """Keep what became of them. kept: with the reason why the message still hangs there."""
    rows.recalled(work, [(one.delivery_id, "recalled", "") for one in gone])
    rows.recalled(work, [(one.delivery_id, "sent", reason or "not taken back") for one, reason in kept])
