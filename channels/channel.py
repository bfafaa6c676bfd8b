"""The Channel protocol: what a messenger must be able to do, and how its answers are named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from channels.incoming import Incoming
from screens.screen import Screen

# ------------------------------------------------------------------ what became of one sending


@dataclass(frozen=True, slots=True)
class Sent:
    message_id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The messenger may or may not have taken it: a time-out, a reset, a 5xx."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The messenger surely did not take it (the connection was never made): it may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many messages: nothing was sent, ask again after this long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gone:
    """The person cannot be reached until they return: blocked, deactivated, never started."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The messenger refused this message for good: a fault of ours."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """Our token is not valid any more: stop and alert."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was asked for holds now, whether or not it held before."""


Fault = Unknown | NotSent | Wait | Gone | Rejected | Unauthorized
Outcome = Sent | Fault
Effect = Done | Fault


# ------------------------------------------------------------------ what is answered


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit answers to one Incoming.

    screen: drawn by editing the pressed message where there is one, else sent. fresh: always send a new message.
    notice: a short word on the press itself (at most 200 characters); alert: as a window that must be closed.
    menu: the commands menu that this chat should show from now on, or None to leave it.
    agreed: the payment that was asked about may go on; while it is False, `notice` says why not.
    then: the action of a button that only looks, whose screen is shown once this unit is committed: what takes long to
    look at, such as counting an audience, holds no writer up.
    """

    screen: Screen | None = None
    fresh: bool = False
    notice: str = ""
    alert: bool = False
    menu: Menu | None = None
    agreed: bool = False
    then: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands of one role in one language: (command without its slash, what it does)."""

    commands: tuple[tuple[str, str], ...]


# Handle one Incoming to its committed end and say what to show. Raises when the unit could not be committed:
# the update is then not confirmed and comes again. `NotNow` says that the unit is not to blame; any other exception
# is a bug of the unit, which after a few tries is given up so that it cannot stop everybody else.
Answer = Callable[[Incoming], Awaitable[Reply]]


class Channel(Protocol):
    """One messenger. Everything async lives behind this; no rule, action, screen or translation knows which it is."""

    @property
    def name(self) -> str:
        """The channel's name in addresses and settings: `telegram`."""
        ...

    async def open(self) -> None:
        """Ask who we are; raise `channels.channel.Refusal` in words when the messenger does not know us."""
        ...

    async def receive(self, answer: Answer) -> None:
        """Answer updates until cancelled: one chat in order, chats in parallel, nothing lost or doubled."""
        ...

    async def send(self, chat_id: str, screen: Screen) -> Outcome:
        """Send a new message."""
        ...

    async def edit(self, chat_id: str, message_id: str, screen: Screen) -> Effect:
        """Turn a message of ours into this screen. Done also where it is so already.

        A `Media` stays the file that was sent, whatever it is: of such a message the words and buttons change.
        """
        ...

    async def delete(self, chat_id: str, message_id: str) -> Effect:
        """Take a message of ours back. Done also where it is gone already; Rejected where it is too old for that."""
        ...

    async def set_menus(self, menus: Sequence[tuple[str, Menu]]) -> None:
        """Set the default commands menu for each language: (language, menu)."""
        ...

    def link(self, payload: str) -> str:
        """The address that opens our chat and starts it with this payload."""
        ...

    async def stop_renewal(self, user_id: str, charge_id: str) -> Effect:
        """Let what renews itself end with what is paid for. charge_id: of its first payment."""
        ...

    async def give_back(self, user_id: str, charge_id: str) -> Effect:
        """Give one payment back."""
        ...

    async def close(self) -> None: ...


class NotNow(Exception):
    """Nothing can be committed at present (the database is away): the same update is tried until it can."""


class Refusal(Exception):
    """The messenger does not let us in; the text says what to do."""
