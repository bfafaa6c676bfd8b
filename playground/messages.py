"""What the bot sends, edits, copies and takes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playground import markup
from playground.files import Stored
from playground.params import Params
from playground.refusal import Json, bad_request
from playground.texts import caption_content, text_content
from playground.world import Message, Person, World

DELETABLE_FOR = timedelta(hours=48)
DELETED_AT_ONCE_MAX = 100
MEDIA = ("photo", "document", "video", "animation")
CAPTIONED = (*MEDIA, "caption", "caption_entities")
COPIED = ("text", "entities", "contact", *CAPTIONED)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def chat_of(world: World, params: Params, field: str = "chat_id") -> Person:
    """The person behind a chat id, or Telegram's reason why not."""
    if not params.text(field):
        raise bad_request("chat_id is empty")
    return world.reachable(params.number(field))


# ------------------------------------------------------------------ sending


def deliver(world: World, params: Params, content: Json) -> Message:
    kind, keyboard = markup.read(params)
    person = chat_of(world, params)
    reply = replied_to(person, params)
    world.gate.pass_one(person.id, params.flag("allow_paid_broadcast"))
    if reply is not None:
        content["reply_to_message"] = {k: v for k, v in reply.shown.items() if k != "reply_to_message"}
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    if kind == "inline":
        content["reply_markup"] = keyboard
    elif kind == "keyboard":
        person.reply_keyboard = keyboard
    elif kind == "remove":
        person.reply_keyboard = None
    return world.add_message(person, content, locked=kind in ("keyboard", "remove", "force"))


def replied_to(person: Person, params: Params) -> Message | None:
    wanted = params.parsed("reply_parameters", "reply parameters")
    if not isinstance(wanted, dict):
        return None
    found = person.messages.get(wanted.get("message_id", 0))
    if found is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found


def send_message(world: World, params: Params) -> Any:
    content = text_content(params)
    options = params.parsed("link_preview_options", "link preview options")
    if options:
        content["link_preview_options"] = options
    return deliver(world, params, content).shown


def send_media(kind: str) -> Any:
    def send(world: World, params: Params) -> Any:
        stored = file_of(world, params, kind, params.values.get(kind))
        return deliver(world, params, media_content(stored) | caption_of(params)).shown

    return send


def caption_of(params: Params) -> Json:
    return caption_content(params.text("caption"), params.text("parse_mode"), params.array("caption_entities"))


def file_of(world: World, params: Params, kind: str, reference: object) -> Stored:
    """A file that came along (`attach://NAME` or under the kind's own name), or one that is known already."""
    if isinstance(reference, str) and reference.startswith("attach://"):
        upload = params.uploads.get(reference.removeprefix("attach://"))
        reference = None
    else:
        upload = params.uploads.get(kind) if reference is None else None
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return world.files.add(kind, upload)
    if not reference or not isinstance(reference, str):
        raise bad_request(f"There is no {kind} in the request")
    if "://" in reference:
        # The local Telegram reaches nothing outside.
        raise bad_request("Failed to get HTTP URL content")
    return world.files.known(reference, kind)


def media_content(stored: Stored) -> Json:
    if stored.kind == "animation":
        return {"animation": stored.shown, "document": as_document(stored)}
    return {stored.kind: [stored.shown] if stored.kind == "photo" else stored.shown}


def as_document(stored: Stored) -> Json:
    """An animation comes as a document too, for bots that know no animations."""
    sides = ("width", "height", "duration")
    return {name: value for name, value in stored.shown.items() if name not in sides}


def copy_message(world: World, params: Params) -> Any:
    source = world.people.get(params.number("from_chat_id"))
    if source is None or not source.started:
        raise bad_request("Chat to copy message from not found")
    message = source.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to copy not found")
    content = {name: message.shown[name] for name in COPIED if name in message.shown}
    if not content:
        raise bad_request("message can't be copied")
    if params.has("caption") and any(kind in content for kind in MEDIA):
        content = {name: content[name] for name in MEDIA if name in content} | caption_of(params)
    return {"message_id": deliver(world, params, content).shown["message_id"]}


# ------------------------------------------------------------------ editing


def own_message(world: World, params: Params) -> tuple[Person, Message]:
    if not params.text("chat_id"):
        raise bad_request(
            "MESSAGE_ID_INVALID" if params.has("inline_message_id") else "Message identifier is not specified"
        )
    person = chat_of(world, params)
    message = person.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.out or message.locked:
        raise bad_request("message can't be edited")
    return person, message


def edit(world: World, params: Params, replaced: tuple[str, ...], content: Json, need: tuple[str, ...] = ()) -> Any:
    """Put content in place of the replaced fields; the inline keyboard is what the call says, none when it says none.

    need: the message must have one of these: a photo's text can't be edited, a text has no caption.
    """
    kind, keyboard = markup.read(params)
    if kind not in ("", "inline"):
        raise bad_request("inline keyboard expected")
    person, message = own_message(world, params)
    if need and not any(name in message.shown for name in need):
        what = "text" if "text" in need else "caption"
        raise bad_request(f"There is no {what} in the message to edit")
    old = message.shown
    shown = {name: value for name, value in old.items() if name not in (*replaced, "reply_markup")} | content
    if kind == "inline":
        shown["reply_markup"] = keyboard
    # The old object stays as it was: an update that waits may show it.
    if shown == old:
        raise bad_request(NOT_MODIFIED)
    shown["edit_date"] = world.unix_now()
    message.shown = shown
    world.tell(person.id, "chat")
    return shown


def edit_message_text(world: World, params: Params) -> Any:
    options = params.parsed("link_preview_options", "link preview options")
    extra = {"link_preview_options": options} if options else {}
    replaced = ("text", "entities", "link_preview_options")
    return edit(world, params, replaced, text_content(params) | extra, need=("text",))


def edit_message_caption(world: World, params: Params) -> Any:
    return edit(world, params, ("caption", "caption_entities"), caption_of(params), need=MEDIA)


def edit_message_media(world: World, params: Params) -> Any:
    media = params.parsed("media", "input media")
    if not isinstance(media, dict):
        raise bad_request("Can't parse InputMedia: expected an Object" if media else 'Parameter "media" is required')
    kind = media.get("type")
    if kind not in MEDIA:
        raise bad_request(f'Can\'t parse InputMedia: type "{kind}" is unsupported for the method')
    own_message(world, params)
    stored = file_of(world, params, kind, media.get("media"))
    given = media.get("caption_entities")
    caption = caption_content(
        media.get("caption") or "", media.get("parse_mode") or "", given if isinstance(given, list) else []
    )
    return edit(
        world, params, ("text", "entities", "link_preview_options", *CAPTIONED), media_content(stored) | caption
    )


def edit_message_reply_markup(world: World, params: Params) -> Any:
    return edit(world, params, (), {})


def delete_message(world: World, params: Params) -> Any:
    person = deleting_in(world, params)
    message = person.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    take_back(world, person, [message])
    return True


def delete_messages(world: World, params: Params) -> Any:
    """What is not there is passed over; one that is too old keeps all of them."""
    ids = params.parsed("message_ids", "message identifiers")
    if ids is not None and not isinstance(ids, list):
        raise bad_request("Expected an Array of message identifiers")
    if not ids:
        raise bad_request("Message identifiers are not specified")
    if len(ids) > DELETED_AT_ONCE_MAX:
        raise bad_request("Too many message identifiers specified")
    person = deleting_in(world, params)
    wanted = dict.fromkeys(Params({"id": one}).number("id") for one in ids)
    take_back(world, person, [person.messages[one] for one in wanted if one in person.messages])
    return True


def deleting_in(world: World, params: Params) -> Person:
    """Also the chat of one who blocked the bot."""
    person = world.people.get(params.number("chat_id"))
    if person is None or not person.started:
        raise bad_request("chat not found" if params.text("chat_id") else "chat_id is empty")
    return person


def take_back(world: World, person: Person, messages: list[Message]) -> None:
    oldest = world.unix_now() - DELETABLE_FOR.total_seconds()
    if any(message.shown["date"] < oldest for message in messages):
        raise bad_request("message can't be deleted for everyone")
    for message in messages:
        del person.messages[message.shown["message_id"]]
    world.tell(person.id, "chat")
