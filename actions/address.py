"""Where people speak from: seen, blocked, returned, and by whose link they first came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage import members as rows
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Address:
    """awaiting: what the conversation waits for, or empty. dialogue: what it knows so far. brought: the code by
    whose link a newcomer came, to be used when they have joined.
    """

    channel: str
    user_id: str
    member_id: str | None
    language: str
    touched_code: str
    awaiting: str
    dialogue: dict[str, Any]
    brought: str = ""


def get(work: Work, channel: str, user_id: str) -> Address | None:
    row = rows.address(work, channel, user_id)
    if row is None:
        return None
    return Address(
        channel,
        user_id,
        row.member_id,
        row.language,
        row.touched_code or "",
        row.awaiting or "",
        row.dialogue or {},
        row.brought or "",
    )


def speaks(work: Work, channel: str, user_id: str) -> None:
    """Whoever writes can be reached again; their other updates wait for the end of this one."""
    found = rows.lock_address(work, channel, user_id)
    if found is not None and not found.reachable:
        rows.update_address(work, channel, user_id, reachable=True)


def seen(work: Work, channel: str, user_id: str, chat_id: str, language: str) -> Address:
    """Know this address from now on; whoever writes can be reached again. No name is kept before a consent."""
    found = rows.address(work, channel, user_id)
    if found is None:
        rows.insert_address(
            work,
            {
                "channel": channel,
                "user_id": user_id,
                "chat_id": chat_id,
                "language": language,
                "seen_at": work.now,
            },
        )
    else:
        rows.update_address(work, channel, user_id, chat_id=chat_id, seen_at=work.now, reachable=True)
    address = get(work, channel, user_id)
    assert address is not None
    return address


def touched(work: Work, address: Address, code: str) -> None:
    """Remember the first referral link that brought a newcomer; later ones change nothing."""
    if not address.touched_code:
        rows.update_address(work, address.channel, address.user_id, touched_code=code, touched_at=work.now)


def brings(work: Work, address: Address, code: str) -> None:
    """Remember the code of the last link that brought a newcomer; empty forgets it."""
    rows.update_address(work, address.channel, address.user_id, brought=code or None)


def choose_language(work: Work, address: Address, language: str) -> None:
    rows.update_address(work, address.channel, address.user_id, language=language)


def await_(work: Work, address: Address, awaiting: str = "", **dialogue: Any) -> None:
    """Keep what the conversation waits for; nothing ends it."""
    rows.update_address(work, address.channel, address.user_id, awaiting=awaiting or None, dialogue=dialogue or None)


def left(work: Work, channel: str, user_id: str) -> None:
    """They blocked us: nothing is sent until they return; their consents stay as they are."""
    rows.update_address(work, channel, user_id, reachable=False)


def returned(work: Work, channel: str, user_id: str) -> None:
    rows.update_address(work, channel, user_id, reachable=True)
