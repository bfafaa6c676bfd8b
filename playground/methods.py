"""The table of methods; those about queries, commands, chats and files stand here, messages next door."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playground import messages, payments
from playground.files import DOWNLOAD_BYTES_MAX
from playground.messages import chat_of
from playground.params import Params
from playground.refusal import Json, bad_request
from playground.texts import caption_content, formatted
from playground.world import Person, World

NOTICE_MAX = 200
INLINE_RESULTS_MAX = 50
COMMANDS_MAX = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
ACTIONS = frozenset(
    {"cancel", "typing", "choose_sticker", "find_location", "pick_up_location"}
    | {"upload_photo", "upload_document", "upload_video", "upload_voice", "upload_video_note"}
    | {"record_video", "record_voice", "record_video_note"}
)
SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)

# ------------------------------------------------------------------ who and where


def get_me(world: World, _: Params) -> Any:
    return world.bot.user | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def get_chat(world: World, params: Params) -> Any:
    person = started(world, params)
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return person.chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(world: World, params: Params) -> Any:
    person = started(world, params)
    user_id = params.number("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    if user_id not in (person.id, world.bot.id):
        raise bad_request("Member not found")
    return {"user": person.user if user_id == person.id else world.bot.user, "status": "member"}


def started(world: World, params: Params) -> Person:
    """A chat that may be looked at: also one whose person blocked the bot."""
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    person = world.people.get(params.number("chat_id"))
    if person is None or not person.started:
        raise bad_request("chat not found")
    return person


def send_chat_action(world: World, params: Params) -> Any:
    if params.text("action").lower() not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat_of(world, params)
    return True


def get_file(world: World, params: Params) -> Any:
    file_id = params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = world.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.upload.content) > DOWNLOAD_BYTES_MAX:
        raise bad_request("file is too big")
    return {name: stored.shown[name] for name in ("file_id", "file_unique_id", "file_size")} | {
        "file_path": stored.path
    }


# ------------------------------------------------------------------ answers to queries


def answer_callback_query(world: World, params: Params) -> Any:
    text = params.text("text")
    if len(text) > NOTICE_MAX:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and not url.startswith((f"t.me/{world.bot.username}?", f"https://t.me/{world.bot.username}?")):
        raise bad_request("URL_INVALID")
    query_id = params.text("callback_query_id")
    query = world.answered(query_id, "callback_query")
    if text:
        query.person.alerts.append({"id": query_id, "text": text, "show_alert": params.flag("show_alert")})
    world.tell(query.person.id, "chat")
    return True


def answer_inline_query(world: World, params: Params) -> Any:
    results = params.parsed("results", "inline query results")
    if not isinstance(results, list):
        raise bad_request("Expected an Array of inline query results")
    if len(results) > INLINE_RESULTS_MAX:
        raise bad_request("Too many inline query results specified")
    for result in results:
        check_inline_result(world, result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    query = world.answered(params.text("inline_query_id"), "inline_query")
    query.person.inline = {"query": query.payload["query"], "results": results}
    world.tell(query.person.id, "chat")
    return True


def check_inline_result(world: World, result: Any) -> None:
    if not isinstance(result, dict):
        raise bad_request("Can't parse inline query result: Inline query result must be an object")
    if not 1 <= len(str(result.get("id") or "").encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    kind = result.get("type")
    if kind not in ("article", "photo", "video", "document", "contact", "location"):
        raise bad_request(f'Can\'t parse inline query result: type "{kind}" is unsupported for the inline query result')
    if file_id := result.get(f"{kind}_file_id"):
        world.files.known(str(file_id), kind)
    content = result.get("input_message_content")
    if kind == "article" and not (result.get("title") and isinstance(content, dict)):
        missing = "Input message content is not specified" if result.get("title") else 'Can\'t find field "title"'
        raise bad_request(f"Can't parse inline query result: {missing}")
    if isinstance(content, dict) and "message_text" in content:
        formatted(content["message_text"], content.get("parse_mode") or "", content.get("entities") or [])
    caption_content(result.get("caption") or "", result.get("parse_mode") or "", result.get("caption_entities") or [])


# ------------------------------------------------------------------ commands and the menu button


def scope_key(world: World, params: Params) -> tuple[str, str]:
    scope = params.parsed("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    language = params.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("Invalid language code specified")
    if kind.startswith("chat"):
        person = world.people.get(Params(scope).number("chat_id"))
        if person is None or not person.started:
            raise bad_request(
                "chat not found" if scope.get("chat_id") else "Can't parse BotCommandScope: Empty chat_id specified"
            )
        kind = f"{kind}:{person.id}"
    return kind, language


def set_my_commands(world: World, params: Params) -> Any:
    given = params.parsed("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(given) > COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [bot_command(command) for command in given]
    world.bot.commands[scope_key(world, params)] = commands
    world.tell(None, "chat")
    return True


def bot_command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    name, description = str(command.get("command") or "").strip(), str(command.get("description") or "").strip()
    name = name.removeprefix("/")
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > 32:
        raise bad_request("Command length must not exceed 32")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:
        raise bad_request("Command description length must not exceed 256")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, params: Params) -> Any:
    return world.bot.commands.get(scope_key(world, params), [])


def delete_my_commands(world: World, params: Params) -> Any:
    world.bot.commands.pop(scope_key(world, params), None)
    world.tell(None, "chat")
    return True


def commands_seen_by(world: World, person: Person) -> list[Json]:
    """The narrowest list that is set: this chat, private chats, all; in the person's language, then in none."""
    for scope in (f"chat:{person.id}", "all_private_chats", "default"):
        for language in (person.language[:2], ""):
            if commands := world.bot.commands.get((scope, language)):
                return commands
    return []


def set_chat_menu_button(world: World, params: Params) -> Any:
    chat_id = chat_of(world, params).id if params.text("chat_id") else 0
    button = params.parsed("menu_button", "menu button") or {"type": "default"}
    kind = button.get("type") if isinstance(button, dict) else None
    if kind not in ("default", "commands", "web_app"):
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    if kind == "web_app" and not (button.get("text") and (button.get("web_app") or {}).get("url")):
        raise bad_request("Can't parse menu button: Can't find field \"web_app\"")
    if kind == "default":
        world.bot.menu_buttons.pop(chat_id, None)
    else:
        world.bot.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Any:
    chat_id = started(world, params).id if params.text("chat_id") else 0
    buttons = world.bot.menu_buttons
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}


# ------------------------------------------------------------------ the table

NAMED: dict[str, Callable[[World, Params], Any]] = {
    "getMe": get_me,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_media("photo"),
    "sendDocument": messages.send_media("document"),
    "sendVideo": messages.send_media("video"),
    "sendAnimation": messages.send_media("animation"),
    "sendInvoice": payments.send_invoice,
    "createInvoiceLink": payments.create_invoice_link,
    "sendChatAction": send_chat_action,
    "copyMessage": messages.copy_message,
    "editMessageText": messages.edit_message_text,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageMedia": messages.edit_message_media,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerPreCheckoutQuery": payments.answer_pre_checkout_query,
    "refundStarPayment": payments.refund_star_payment,
    "editUserStarSubscription": payments.edit_user_star_subscription,
    "getMyStarBalance": payments.get_my_star_balance,
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
# Telegram takes the name in any case.
METHODS = {name.lower(): (name, run) for name, run in NAMED.items()}
