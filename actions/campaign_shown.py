"""The messages that show how far campaigns are: where they hang, and in whose words."""

from __future__ import annotations

from dataclasses import dataclass

from actions import campaign, program, staff
from rules.campaign_progress import Kept
from rules.program import Program
from storage import campaigns as rows
from storage import members
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Shown:
    """language, zone: of who looks at it. works_here: still; whoever left is shown nothing more."""

    kept: Kept
    chat_id: str
    message_id: str
    program: Program
    language: str
    zone: str
    works_here: bool


def shown(work: Work, channel: str) -> list[Shown]:
    """Every message of this channel that is to be kept up."""
    found = []
    for row in rows.watched(work):
        if row.progress_channel != channel:
            continue
        kept, in_force = campaign.get(work, row.campaign), program.current(work).program
        who = members.by_address(work, channel, row.progress_chat)
        chat = members.address(work, channel, row.progress_chat)
        language = (who.language if who else "") or (chat.language if chat else "") or in_force.default_language
        zone = who.zone if who else ""
        colleague = staff.at_address(work, channel, row.progress_chat)
        here = colleague is not None and colleague.role in staff.MARKETING
        found.append(Shown(kept, row.progress_chat, row.progress_message, in_force, language, zone, here))
    return found


def leave(work: Work, number: int, message_id: str) -> None:
    """Keep this message up no more; another that took its place is."""
    row = rows.lock(work, number)
    if row is not None and row.progress_message == message_id:
        rows.update(work, number, progress_message="")
