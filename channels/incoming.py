"""What reaches us from any messenger, in its neutral form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as the messenger names them; ids are the messenger's own, as text."""

    channel: str
    user_id: str
    chat_id: str
    name: str = ""
    language: str = ""  # the client's, BCP 47, may be empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """update_id: unique within the channel, so that a repeated update is recognised."""

    update_id: str
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Incoming):
    """The first word, or a deep link. payload: at most 64 of `[A-Za-z0-9_-]`, may be empty."""

    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Incoming):
    """Words, or a command with its slash."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Incoming):
    """A button's action, on the message it hangs under."""

    action: str
    message_id: str
    press_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedContact(Incoming):
    """phone: as the messenger gave it. own: the messenger vouches that it is the sender's own."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Incoming):
    """The person blocked us or went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Incoming):
    """The person unblocked us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Incoming):
    """Something that has no words for us: a sticker, a voice message."""
