"""Screens as calls of the Bot API: a text, or a file with a caption, new or edited."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from aiogram.enums import InputMediaType
from aiogram.methods import (
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendVideo,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
)

from channels.telegram import keyboard
from screens.screen import Media, Picture, Screen

HTML = "HTML"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
CAPTION_CHARACTERS = 1024

# What is drawn and not uploaded yet, or Telegram's own name of a file.
Ready = str | BufferedInputFile

_TAG = re.compile(r"<[^>]*>")


def fits_below_a_file(screen: Screen) -> bool:
    """Whether the words may be a caption, as Telegram counts them: after the tags are read."""
    return len(unescape(_TAG.sub("", screen.html))) <= CAPTION_CHARACTERS


def text(chat_id: int, screen: Screen, markup: Any = None) -> SendMessage:
    return SendMessage(
        chat_id=chat_id,
        text=screen.html,
        parse_mode=HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=markup or keyboard.inline(screen.rows),
    )


def file(chat_id: int, picture: Picture, ready: Ready, caption: str, markup: Any = None) -> TelegramMethod[Any]:
    """Send a photo, or what else the picture is."""
    words: Any = {"caption": caption, "parse_mode": HTML} if caption else {}
    match _kind(picture):
        case "video":
            return SendVideo(chat_id=chat_id, video=ready, reply_markup=markup, **words)
        case "document":
            return SendDocument(chat_id=chat_id, document=ready, reply_markup=markup, **words)
    return SendPhoto(chat_id=chat_id, photo=ready, reply_markup=markup, **words)


def edited_text(chat_id: int, message_id: int, screen: Screen) -> EditMessageText:
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=screen.html,
        parse_mode=HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard.inline(screen.rows),
    )


def edited_caption(chat_id: int, message_id: int, screen: Screen) -> EditMessageCaption:
    return EditMessageCaption(
        chat_id=chat_id,
        message_id=message_id,
        caption=screen.html,
        parse_mode=HTML,
        reply_markup=keyboard.inline(screen.rows),
    )


def edited_file(chat_id: int, message_id: int, screen: Screen, picture: Picture, ready: Ready) -> EditMessageMedia:
    media: InputMediaPhoto | InputMediaVideo | InputMediaDocument
    match _kind(picture):
        case "video":
            media = InputMediaVideo(type=InputMediaType.VIDEO, media=ready, caption=screen.html, parse_mode=HTML)
        case "document":
            media = InputMediaDocument(type=InputMediaType.DOCUMENT, media=ready, caption=screen.html, parse_mode=HTML)
        case _:
            media = InputMediaPhoto(type=InputMediaType.PHOTO, media=ready, caption=screen.html, parse_mode=HTML)
    return EditMessageMedia(
        chat_id=chat_id, message_id=message_id, media=media, reply_markup=keyboard.inline(screen.rows)
    )


def _kind(picture: Picture) -> str:
    return picture.kind if isinstance(picture, Media) else "photo"
