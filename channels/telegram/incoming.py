"""A raw update of the Bot API as what it means to us.

Read from plain JSON: building aiogram's models for every update costs more than the whole rest of the way in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from channels.incoming import (
    Incoming,
    Left,
    Person,
    PictureWithoutCode,
    Posted,
    Pressed,
    Returned,
    Said,
    SharedContact,
    Started,
    Unreadable,
)
from channels.seeing import MIME_TYPES
from channels.telegram import formatting, payments
from screens.screen import Media

ALLOWED = ["message", "callback_query", "my_chat_member", "inline_query", "pre_checkout_query", "subscription"]

Kind = Literal["text", "file", "other"]
Json = dict[str, Any]

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})@([A-Za-z0-9_]+)")
# What may stand above a caption, and be edited into each other.
_FILES = frozenset({"animation", "document", "photo", "video"})
# What a person sends on purpose; all else without words is a service message that nobody expects an answer to.
_WORDLESS = frozenset(
    {"animation", "audio", "checklist", "dice", "document", "game", "location", "paid_media", "photo", "poll"}
    | {"sticker", "story", "venue", "video", "video_note", "voice"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """The message whose button was pressed. kind: what can be edited in it; `other` is not to be edited at all."""

    message_id: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture that a person sent, still with Telegram. size_bytes: as Telegram says, 0 when it does not."""

    file_id: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One update that is for us. place: of a press, if its message still can be reached. attached: to be looked at."""

    update_id: int
    chat_id: int
    incoming: Incoming
    place: Place | None = None
    attached: Attached | None = None


def read(update: Json, username: str = "") -> Arrival | None:
    """Return what the update means, or None when it is not for us: groups, other bots, kinds we do not serve.

    username: our own, without its @; a command for another bot is not ours.
    """
    try:
        if query := update.get("callback_query"):
            return _pressed(update["update_id"], query)
        if message := update.get("message"):
            return _message(update["update_id"], message, username)
        if change := update.get("my_chat_member"):
            return _membership(update["update_id"], change)
        if query := update.get("pre_checkout_query"):
            # These two name no chat; a person's private one has the person's number.
            return _of_payment(update["update_id"], query["from"], payments.asked, query)
        if change := update.get("subscription"):
            return _of_payment(update["update_id"], change["user"], payments.changed, change)
    except (KeyError, TypeError, AttributeError):
        # Not as the Bot API promises: there is nobody to answer.
        return None
    return None


def _pressed(update_id: int, query: Json) -> Arrival | None:
    message = query.get("message")
    if not message or message["chat"]["type"] != "private":
        return None
    chat_id: int = message["chat"]["id"]
    incoming = Pressed(
        update_id=str(update_id),
        person=_person(query["from"], chat_id),
        action=query.get("data") or "",  # no button of ours says nothing; whoever forged that is answered as well
        message_id=str(message["message_id"]),
        press_id=query["id"],
    )
    return Arrival(update_id, chat_id, incoming, _place(message))


def _place(message: Json) -> Place:
    # A message that is too old to be reached comes without a date.
    kind: Kind = "other"
    if message.get("date"):
        kind = "text" if "text" in message else "other" if _FILES.isdisjoint(message) else "file"
    return Place(message["message_id"], kind)


def _message(update_id: int, message: Json, username: str) -> Arrival | None:
    sender = message.get("from")
    if message["chat"]["type"] != "private" or not sender or sender.get("is_bot"):
        return None
    chat_id: int = message["chat"]["id"]
    person = _person(sender, chat_id)
    name = str(update_id)
    incoming: Incoming
    attached = None
    if "text" in message:
        said = _said(name, person, message, username)
        return Arrival(update_id, chat_id, said) if said else None
    if contact := message.get("contact"):
        own = contact.get("user_id") == sender["id"]
        incoming = SharedContact(update_id=name, person=person, phone=str(contact["phone_number"]), own=own)
    elif (attached := _attached(message)) is not None:
        incoming = PictureWithoutCode(update_id=name, person=person, **_post(message))
    elif _media(message) is not None:
        incoming = Posted(update_id=name, person=person, **_post(message))
    elif payment := payments.told(name, person, message):
        incoming = payment
    elif not _WORDLESS.isdisjoint(message):
        incoming = Unreadable(update_id=name, person=person)
    else:
        return None
    return Arrival(update_id, chat_id, incoming, attached=attached)


def _attached(message: Json) -> Attached | None:
    """The photo at its largest, or a document that is a picture."""
    document = message.get("document") or {}
    if sizes := message.get("photo"):
        file = _largest(sizes)
    elif document.get("mime_type") in MIME_TYPES:
        file = document
    else:
        return None
    return Attached(file["file_id"], file.get("file_size") or 0)


def _media(message: Json) -> Media | None:
    """The file of a message, as it can be sent on. An animation is also named as a document, and goes as one."""
    if sizes := message.get("photo"):
        return Media("photo", "telegram", _largest(sizes)["file_id"])
    if video := message.get("video"):
        return Media("video", "telegram", video["file_id"])
    if document := message.get("animation") or message.get("document"):
        return Media("document", "telegram", document["file_id"])
    return None


def _largest(sizes: list[Json]) -> Json:
    return max(sizes, key=lambda size: size["width"] * size["height"])


def _post(message: Json) -> Json:
    html = formatting.html_of(message.get("caption") or "", message.get("caption_entities") or [])
    return {"html": html, "media": _media(message), "album": message.get("media_group_id") or ""}


def _said(update_id: str, person: Person, message: Json, username: str) -> Incoming | None:
    text, entities = message["text"], message.get("entities") or []
    if addressed := _COMMAND.match(text):
        if username and addressed[2].lower() != username.lower():
            return None
        text = addressed[1] + text[addressed.end() :]
    command, _, rest = text.partition(" ")
    if command == "/start":
        # A payload that no link of ours can carry was typed by hand.
        payload = rest.strip() if PAYLOAD.fullmatch(rest.strip()) else ""
        return Started(update_id=update_id, person=person, payload=payload)
    html = formatting.html_of(text, entities) if not addressed and formatting.is_formatted(entities) else ""
    return Said(update_id=update_id, person=person, text=text, html=html)


def _of_payment(update_id: int, sender: Json, meaning: Callable[[str, Person, Json], Incoming], said: Json) -> Arrival:
    chat_id: int = sender["id"]
    return Arrival(update_id, chat_id, meaning(str(update_id), _person(sender, chat_id), said))


def _membership(update_id: int, change: Json) -> Arrival | None:
    if change["chat"]["type"] != "private":
        return None
    chat_id: int = change["chat"]["id"]
    person = _person(change["from"], chat_id)
    was, now = change["old_chat_member"]["status"], change["new_chat_member"]["status"]
    away = {"kicked", "left"}
    if now in away:
        return Arrival(update_id, chat_id, Left(update_id=str(update_id), person=person))
    if was in away:
        return Arrival(update_id, chat_id, Returned(update_id=str(update_id), person=person))
    return None


def _person(sender: Json, chat_id: int) -> Person:
    name = " ".join(part for part in (sender.get("first_name"), sender.get("last_name")) if part)
    return Person("telegram", str(sender["id"]), str(chat_id), name, sender.get("language_code") or "")
