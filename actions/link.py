"""Where our chat is: noted when the program meets its messenger, so that a command can print a whole link."""

from __future__ import annotations

from storage import marks
from storage.work import Work


def remember(work: Work, channel: str, link: str) -> None:
    """link: of the chat, with `{payload}` where a start payload goes."""
    if marks.get(work, _name(channel)) != link:
        marks.put(work, _name(channel), link)


def to(work: Work, channel: str, payload: str) -> str:
    """The whole link, or nothing before the program has met the messenger for the first time."""
    link = marks.get(work, _name(channel))
    return link.replace("{payload}", payload) if isinstance(link, str) else ""


def _name(channel: str) -> str:
    return f"link:{channel}"
