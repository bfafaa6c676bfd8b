"""What reaches us from any messenger, in its neutral form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from screens.screen import Media


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
    """update_id: unique within the channel, so that a repeated update is recognised.

    html: the person's own words in the tags `b i u a code`, all else escaped; of words alone only where they have such
    a tag. media: the file that came along, whatever was read in it. album: the same in all files that were sent
    together, each of which comes by itself. See `as_post`.
    """

    update_id: str
    person: Person
    html: str = ""
    media: Media | None = None
    album: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted(Incoming):
    """A file that is no picture (a video, a document), with its caption in `html`; or what `as_post` makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWithoutCode(Incoming):
    """A picture in which no code was seen. too_large: it was not even looked at."""

    too_large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsked(Incoming):
    """The person is about to pay an invoice of ours: nothing is taken unless we agree within seconds.

    payload: the invoice's. amount: in the smallest units of the currency, XTR being Telegram's Stars.
    """

    query_id: str
    payload: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Incoming):
    """The money was taken. charge_id: names the payment for ever, also when the update comes again.

    recurring: of what renews itself; first: its first payment. expires_at: until when this payment lasts.
    """

    payload: str
    charge_id: str
    amount: int
    currency: str
    recurring: bool = False
    first: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded(Incoming):
    """The money went back."""

    payload: str
    charge_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalChanged(Incoming):
    """In the messenger's own settings the person stopped or resumed what renews itself, or it could not be paid."""

    payload: str
    renews: bool


def as_post(incoming: Incoming) -> Posted | None:
    """Return the message as one that can be passed on to others, with its words, formatting and file.

    A photo is one too, whatever its code would mean elsewhere. None: a command, a press, what cannot be passed on.
    """
    html = incoming.html
    if isinstance(incoming, Said) and incoming.media is None:
        if incoming.text.startswith("/"):
            return None
        html = html or escape(incoming.text)
    elif incoming.media is None:
        return None
    return Posted(
        update_id=incoming.update_id, person=incoming.person, html=html, media=incoming.media, album=incoming.album
    )
