"""Keyboards as Telegram takes them: inline buttons by their kinds and sizes, reply keyboards, removals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playground.params import Params
from playground.refusal import Json, bad_request

BUTTONS_MAX = 100
ROW_MAX = 8
DATA_BYTES_MAX = 64
COPY_MAX = 256
STYLES = ("danger", "success", "primary")
LINK_SCHEMES = ("http", "https", "tg")
REPLY_KEYBOARD_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")


def read(params: Params) -> tuple[str, Json]:
    """Return (kind, markup), kind one of "", inline, keyboard, remove, force; raise Telegram's 400."""
    markup = params.parsed("reply_markup", "reply keyboard markup")
    if markup is None:
        return "", {}
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if markup.get("keyboard"):
        return "keyboard", reply_keyboard(markup)
    if markup.get("inline_keyboard"):
        return "inline", {"inline_keyboard": inline_rows(markup["inline_keyboard"])}
    if markup.get("remove_keyboard"):
        return "remove", {}
    return ("force", {}) if markup.get("force_reply") else ("", {})


def inline_rows(rows: Any) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    read_rows = [[inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, read_rows)) > BUTTONS_MAX or any(len(row) > ROW_MAX for row in read_rows):
        raise bad_request("reply markup is too long")
    return read_rows


def inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise wrong_button("InlineKeyboardButton must be an Object")
    shown = face(button, "inline keyboard")
    for kind, read_kind in INLINE_KINDS.items():
        # An empty address or an empty action counts as not given.
        if kind in button and (button[kind] or kind not in ("url", "callback_data")):
            shown[kind] = read_kind(button[kind])
            return shown
    raise wrong_button("Text buttons are unallowed in the inline keyboard")


def face(button: Json, where: str) -> Json:
    """The label and the style, which every button has."""
    if "text" not in button:
        raise bad_request(f"Can't parse {where} button: Can't find field \"text\"")
    label = button["text"]
    if not isinstance(label, str):
        raise bad_request(f'Can\'t parse {where} button: Field "text" must be of type String')
    if not label.strip():
        raise bad_request(f"{where} button text must be non-empty".capitalize())
    shown: Json = {"text": label}
    style = str(button.get("style") or "").lower()
    if style and style != "default":
        if style not in STYLES:
            raise bad_request(f"Can't parse {where} button: invalid button style specified")
        shown["style"] = style
    if button.get("icon_custom_emoji_id"):
        shown["icon_custom_emoji_id"] = str(button["icon_custom_emoji_id"])
    return shown


def wrong_button(text: str) -> Exception:
    return bad_request(f"Can't parse inline keyboard button: {text}")


def link(value: Any) -> str:
    address = string(value, "url")
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme.lower() not in LINK_SCHEMES or not (parts.hostname or parts.scheme == "tg"):
        raise bad_request(f"Inline keyboard button URL '{address}' is invalid: Unsupported URL protocol")
    if parts.scheme != "tg" and "." not in str(parts.hostname) and parts.hostname != "localhost":
        raise bad_request(f"Inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
    return address if "://" in address else f"http://{address}/"


def data(value: Any) -> str:
    text = string(value, "callback_data")
    if len(text.encode()) > DATA_BYTES_MAX:
        raise bad_request("BUTTON_DATA_INVALID")
    return text


def string(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise wrong_button(f'Field "{field}" must be of type String')
    return value


def chosen_chat(value: Any) -> Json:
    shown = an_object(value, "switch_inline_query_chosen_chat")
    flags = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")
    if not any(shown.get(flag) for flag in flags):
        raise bad_request("At least one chat type must be allowed")
    return shown


def copied(value: Any) -> Json:
    text = string(an_object(value, "copy_text").get("text"), "text")
    if not 1 <= len(text) <= COPY_MAX:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def app(value: Any) -> Json:
    address = string(an_object(value, "web_app").get("url"), "url")
    # Telegram takes https only; this one also runs on the same machine.
    if urlsplit(address).scheme != "https" and urlsplit(address).hostname not in ("127.0.0.1", "localhost"):
        raise bad_request(f"Inline keyboard button Web App URL '{address}' is invalid: Only HTTPS links are allowed")
    return {"url": address}


def an_object(value: Any, field: str) -> Json:
    if not isinstance(value, dict):
        raise wrong_button(f'Field "{field}" must be of type Object')
    return value


INLINE_KINDS: dict[str, Callable[[Any], Any]] = {
    "url": link,
    "callback_data": data,
    "pay": bool,
    "switch_inline_query": lambda value: string(value, "switch_inline_query"),
    "switch_inline_query_chosen_chat": chosen_chat,
    "switch_inline_query_current_chat": lambda value: string(value, "switch_inline_query_current_chat"),
    "web_app": app,
    "copy_text": copied,
    "disabled": lambda value: an_object(value, "disabled"),
}


def reply_keyboard(markup: Json) -> Json:
    rows = markup["keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('Field "keyboard" must be an Array of Arrays')
    shown: Json = {"keyboard": [[reply_button(button) for button in row] for row in rows]}
    shown |= {flag: True for flag in REPLY_KEYBOARD_FLAGS if markup.get(flag)}
    if markup.get("input_field_placeholder"):
        shown["input_field_placeholder"] = str(markup["input_field_placeholder"])
    return shown


def reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    shown = face(button, "keyboard")
    for flag in ("request_contact", "request_location"):
        if button.get(flag):
            shown[flag] = True
    return shown
