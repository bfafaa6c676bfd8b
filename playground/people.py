"""What a person does in the chat: starts, says, presses, shares, blocks, pays."""

from __future__ import annotations

import re
from collections.abc import Callable

from playground import payments
from playground.files import Upload
from playground.messages import media_content as sent
from playground.methods import commands_seen_by
from playground.refusal import Json
from playground.stars import Invoice, Subscription
from playground.texts import CAPTION_MAX, TEXT_MAX, found_entities, known_entity
from playground.world import Message, Person, World

UPLOAD_BYTES_MAX = 50 * 1024 * 1024
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Impossible(Exception):
    """What the chat's window would not let a person do; the text says why."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def chat_shown(world: World, person: Person) -> Json:
    return {
        "messages": [message.shown | ({"out": True} if message.out else {}) for message in person.messages.values()],
        "reply_keyboard": person.reply_keyboard,
        "commands": commands_seen_by(world, person),
        "alerts": list(person.alerts),
        "inline": person.inline,
        "subscriptions": [one.as_shown() for one in world.payments.subscriptions.values() if one.person is person],
        "unanswered": [
            {"callback_query_id": query_id, "message_id": query.message_id}
            for query_id, query in world.queries.items()
            if query.person is person and query.kind == "callback_query"
        ],
    }


def talking(person: Person) -> None:
    if not person.started:
        raise Impossible("press Start first", 409)
    if person.deactivated:
        raise Impossible("this account was deleted", 409)
    if person.blocked:
        raise Impossible("the bot is blocked: unblock it first", 409)


def start(world: World, person: Person, given: Json) -> Json:
    payload = str(given.get("payload") or "")
    if not PAYLOAD.fullmatch(payload):
        raise Impossible("payload: at most 64 of A-Z a-z 0-9 _ -")
    if person.deactivated:
        raise Impossible("this account was deleted", 409)
    if person.blocked:
        unblock(world, person, {})
    person.started = True
    world.tell(None, "people")
    return said(world, person, f"/start {payload}".rstrip())


def say(world: World, person: Person, given: Json) -> Json:
    text = str(given.get("text") or "").strip()
    if not text:
        raise Impossible("text: say something")
    if len(text) > TEXT_MAX:
        raise Impossible(f"text: at most {TEXT_MAX} characters")
    talking(person)
    return said(world, person, text, given.get("entities"))


def said(world: World, person: Person, text: str, marked: object = None) -> Json:
    """marked: entities, as the person's own Telegram sends them with what was made bold or a link."""
    fold_keyboard(person)
    entities = found_entities(text, [known_entity(one) for one in marked] if isinstance(marked, list) else [])
    content: Json = {"text": text, "entities": entities} if entities else {"text": text}
    return {"message_id": world.from_person(person, content).shown["message_id"]}


def fold_keyboard(person: Person) -> None:
    if person.reply_keyboard is not None and person.reply_keyboard.get("one_time_keyboard"):
        person.reply_keyboard = None


def press(world: World, person: Person, given: Json) -> Json:
    talking(person)
    message = person.messages.get(given.get("message_id") or 0)
    if message is None:
        raise Impossible("message_id: no such message in this chat", 404)
    rows = message.shown.get("reply_markup", {}).get("inline_keyboard", [])
    try:
        row, column = int(given["row"]), int(given["column"])
        button = rows[row][column] if min(row, column) >= 0 else None
    except (KeyError, IndexError, TypeError, ValueError):
        button = None
    if button is None:
        raise Impossible("row, column: there is no such button", 404)
    if "callback_data" not in button:
        raise Impossible("this button asks nothing of the bot: it opens, copies, shares or pays", 409)
    return {"callback_query_id": tap(world, person, message, button["callback_data"])}


def raw_press(world: World, person: Person, given: Json) -> Json:
    """As a forged client does: any data, on any message, also another person's."""
    talking(person)
    wanted = given.get("message_id")
    found = (one.messages[wanted] for one in world.people.values() if wanted in one.messages)
    message = next(found, None)
    if message is None:
        raise Impossible("message_id: no such message", 404)
    return {"callback_query_id": tap(world, person, message, str(given.get("data") or ""))}


def tap(world: World, person: Person, message: Message, data: str) -> str:
    query_id = world.ask(person, "callback_query", message.shown["message_id"])
    query: Json = {
        "id": query_id,
        "from": person.user,
        "message": message.shown,
        "chat_instance": str(-7_000_000_000 - person.id),
        "data": data,
    }
    world.updates.push("callback_query", query, person.id)
    world.tell(person.id, "chat")
    return query_id


def contact(world: World, person: Person, given: Json) -> Json:
    """Telegram gives phones without a plus, and names the owner only when it knows the person."""
    talking(person)
    fold_keyboard(person)
    if given.get("own"):
        shown: Json = {"phone_number": person.phone.lstrip("+"), "first_name": person.name, "user_id": person.id}
    else:
        shown = {"phone_number": str(given.get("phone") or "").lstrip("+"), "first_name": "Contact"}
        if not shown["phone_number"]:
            raise Impossible("phone: whose contact is it?")
        if given.get("user_id"):
            shown["user_id"] = int(given["user_id"])
    return {"message_id": world.from_person(person, {"contact": shown}).shown["message_id"]}


def send_file(
    world: World, person: Person, kind: str, upload: Upload, caption: str, marked: object = None, album: str = ""
) -> Json:
    """marked: entities of the caption. album: sent together with others that say the same, each its own message."""
    talking(person)
    if len(caption) > CAPTION_MAX:
        raise Impossible(f"caption: at most {CAPTION_MAX} characters")
    content: Json = {"media_group_id": album} if album else {}
    content |= {"photo": world.files.add_photo(upload)} if kind == "photo" else sent(world.files.add(kind, upload))
    if caption:
        content["caption"] = caption
        entities = found_entities(caption, [known_entity(one) for one in marked] if isinstance(marked, list) else [])
        content |= {"caption_entities": entities} if entities else {}
    return {"message_id": world.from_person(person, content).shown["message_id"]}


def look(world: World, person: Person, _: Json) -> Json:
    """Somebody of the crowd comes onto the page."""
    person.listed = True
    world.tell(None, "people")
    return person.as_shown()


def block(world: World, person: Person, _: Json) -> Json:
    talking(person)
    person.blocked = True
    return membership(world, person, "member", "kicked")


def unblock(world: World, person: Person, _: Json) -> Json:
    if not person.blocked:
        raise Impossible("the bot is not blocked", 409)
    person.blocked = False
    return membership(world, person, "kicked", "member")


def deactivate(world: World, person: Person, _: Json) -> Json:
    """The person deletes the account: the bot hears nothing of it until it writes."""
    person.deactivated = True
    world.tell(None, "people")
    return person.as_shown()


def membership(world: World, person: Person, old: str, new: str) -> Json:
    def member(status: str) -> Json:
        return {"user": world.bot.user, "status": status} | ({"until_date": 0} if status == "kicked" else {})

    change = {
        "chat": person.chat,
        "from": person.user,
        "date": world.unix_now(),
        "old_chat_member": member(old),
        "new_chat_member": member(new),
    }
    world.updates.push("my_chat_member", change, person.id)
    world.tell(None, "people")
    return person.as_shown()


def inline(world: World, person: Person, given: Json) -> Json:
    query = str(given.get("query") or "")[:256]
    person.inline = None
    query_id = world.ask(person, "inline_query", payload={"query": query})
    shown = {"id": query_id, "from": person.user, "chat_type": "private", "query": query, "offset": ""}
    world.updates.push("inline_query", shown, person.id)
    return {"inline_query_id": query_id}


def pay(world: World, person: Person, given: Json) -> Json:
    """Pay the invoice that a message shows, or the one behind a link."""
    talking(person)
    message = person.messages.get(given.get("message_id") or 0)
    if given.get("slug"):
        invoice = invoice_behind(world, str(given["slug"]))
    elif message is not None and message.invoice is not None:
        invoice = message.invoice
    else:
        raise Impossible("message_id: there is no invoice to pay", 404)
    shown_in = message.shown["message_id"] if message else 0
    return {"pre_checkout_query_id": payments.ask(world, person, invoice, shown_in)}


def invoice_behind(world: World, slug: str) -> Invoice:
    invoice = world.payments.links.get(slug)
    if invoice is None:
        raise Impossible("this link leads to no invoice", 404)
    return invoice


def unsubscribe(world: World, person: Person, given: Json) -> Json:
    """In the settings of Telegram, not in the chat: what is paid for stays."""
    one = subscribed(world, person, given)
    if one.cancelled:
        raise Impossible("it is stopped already", 409)
    payments.change(world, one, cancelled=True)
    return one.as_shown()


def resubscribe(world: World, person: Person, given: Json) -> Json:
    one = subscribed(world, person, given)
    if not one.cancelled or one.by_bot or one.expires_at <= world.now():
        raise Impossible("it cannot be resumed: it goes on, or it ended, or the bot stopped it", 409)
    payments.change(world, one, cancelled=False)
    return one.as_shown()


def subscribed(world: World, person: Person, given: Json) -> Subscription:
    one = world.payments.subscriptions.get(str(given.get("charge_id")))
    if one is None or one.person is not person:
        raise Impossible("charge_id: no such subscription", 404)
    return one


ACTIONS: dict[str, Callable[[World, Person, Json], Json]] = {
    "start": start,
    "say": say,
    "press": press,
    "raw_press": raw_press,
    "contact": contact,
    "look": look,
    "block": block,
    "unblock": unblock,
    "deactivate": deactivate,
    "inline": inline,
    "pay": pay,
    "unsubscribe": unsubscribe,
    "resubscribe": resubscribe,
}
