"""Rows of neutral buttons as Telegram's keyboards."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from screens.screen import Button, Screen

ACTION_BYTES = 64
COPY_CHARACTERS = 256

Rows = tuple[tuple[Button, ...], ...]


@lru_cache(maxsize=1024)
def inline(rows: Rows) -> InlineKeyboardMarkup | None:
    """The keyboard under a message, or None when nothing is left for it: a contact is asked for elsewhere."""
    drawn = [[_inline(button) for button in row if button.kind != "contact"] for row in rows]
    drawn = [row for row in drawn if row]
    return InlineKeyboardMarkup(inline_keyboard=drawn) if drawn else None


def contact(screen: Screen) -> Button | None:
    """The button that asks for the phone, if the screen has one."""
    return next((button for row in screen.rows for button in row if button.kind == "contact"), None)


def asking(button: Button) -> ReplyKeyboardMarkup:
    """The keyboard below the words, which alone can share a phone."""
    key = KeyboardButton(text=button.label, request_contact=True)
    return ReplyKeyboardMarkup(keyboard=[[key]], one_time_keyboard=True, resize_keyboard=True)


def share_address(url: str, text: str) -> str:
    """Telegram's own page for passing an address on, with a word beside it."""
    address = f"https://t.me/share/url?url={quote(url, safe='')}"
    return f"{address}&text={quote(text, safe='')}" if text else address


def _inline(button: Button) -> InlineKeyboardButton:
    style = None if button.style == "plain" else button.style
    match button.kind:
        case "action":
            assert 1 <= len(button.target.encode()) <= ACTION_BYTES, f"an action of 1 to 64 bytes: {button.target!r}"
            return InlineKeyboardButton(text=button.label, callback_data=button.target, style=style)
        case "copy":
            assert 1 <= len(button.target) <= COPY_CHARACTERS, "a text to copy has 1 to 256 characters"
            return InlineKeyboardButton(text=button.label, copy_text=CopyTextButton(text=button.target), style=style)
        case "share":
            return InlineKeyboardButton(text=button.label, url=share_address(button.target, button.text), style=style)
        case _:
            return InlineKeyboardButton(text=button.label, url=button.target, style=style)
