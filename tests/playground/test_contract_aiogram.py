"""The client of the product itself reads every answer, and names every refusal by its own class."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LabeledPrice,
    MenuButtonCommands,
    Message,
)

from tests.playground.conftest import TOKEN, Town, a_picture


@pytest.fixture
async def bot(town: Town) -> AsyncIterator[Bot]:
    async with a_bot(town, TOKEN) as client:
        yield client


def a_bot(town: Town, token: str) -> Bot:
    return Bot(token, AiohttpSession(api=TelegramAPIServer.from_base(town.base)))


async def test_who_and_where(town: Town, bot: Bot) -> None:
    anna = await town.member(language="en")

    me, chat = await bot.get_me(), await bot.get_chat(anna)
    member, info = await bot.get_chat_member(anna, anna), await bot.get_webhook_info()

    assert (me.username, me.supports_inline_queries) == ("kopilka_bot", True)
    assert (chat.id, chat.type, chat.accepted_gift_types.unlimited_gifts) == (anna, "private", False)
    assert (member.status, member.user.language_code) == ("member", "en")
    assert (info.url, info.pending_update_count) == ("", 0)


async def test_messages_of_every_kind(town: Town, bot: Bot, picture: bytes) -> None:
    anna = await town.member()
    rows = [
        [InlineKeyboardButton(text="go", callback_data="go", style="success")],
        [InlineKeyboardButton(text="code", copy_text=CopyTextButton(text="K-1"))],
        [InlineKeyboardButton(text="taken", disabled=DisabledButton())],
    ]
    menu = InlineKeyboardMarkup(inline_keyboard=rows)

    text = await bot.send_message(anna, "<b>x</b>", parse_mode="HTML", reply_markup=menu)
    photo = await bot.send_photo(anna, BufferedInputFile(picture, "card.png"), caption="card", reply_markup=menu)
    document = await bot.send_document(anna, BufferedInputFile(b"1;2", "mine.csv"))
    video = await bot.send_video(anna, BufferedInputFile(b"film", "a.mp4"))
    invoice = await bot.send_invoice(anna, "VIP", "d", "p", "XTR", [LabeledPrice(label="a", amount=5)])
    copy = await bot.copy_message(anna, anna, photo.message_id)

    assert text.reply_markup is not None
    assert text.reply_markup.model_dump() == menu.model_dump()
    assert text.entities is not None
    assert text.entities[0].type == "bold"
    assert photo.photo is not None
    assert document.document is not None
    assert video.video is not None
    assert invoice.invoice is not None
    assert (document.document.file_name, video.video.mime_type) == ("mine.csv", "video/mp4")
    assert (invoice.invoice.currency, invoice.invoice.total_amount) == ("XTR", 5)
    assert copy.message_id == invoice.message_id + 1
    file = await bot.get_file(photo.photo[-1].file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == picture


async def test_a_persons_photo_can_be_fetched(town: Town, bot: Bot) -> None:
    anna = await town.member()
    await town.upload(anna, "photo", "scan.png", a_picture(600, 300), "my card")

    (update,) = await bot.get_updates()

    assert update.message is not None
    assert update.message.photo is not None
    assert update.message.caption == "my card"
    assert [(size.width, size.height) for size in update.message.photo] == [(90, 45), (320, 160), (600, 300)]
    content = await bot.download(update.message.photo[-1])
    assert content is not None
    assert len(content.read()) == update.message.photo[-1].file_size


async def test_edits_answer_with_the_message(town: Town, bot: Bot, picture: bytes) -> None:
    anna = await town.member()
    sent = await bot.send_photo(anna, BufferedInputFile(picture, "a.png"))
    other = InputMediaPhoto(media=BufferedInputFile(picture, "b.png"))

    caption = await bot.edit_message_caption(chat_id=anna, message_id=sent.message_id, caption="new")
    media = await bot.edit_message_media(other, chat_id=anna, message_id=sent.message_id)

    assert isinstance(caption, Message)
    assert isinstance(media, Message)
    assert (caption.caption, media.caption, media.edit_date is not None) == ("new", None, True)


async def test_commands_and_the_menu_button(town: Town, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(command="help", description="Help")], language_code="en")

    (command,) = await bot.get_my_commands(language_code="en")
    assert (command.command, command.description) == ("help", "Help")
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)


async def test_each_refusal_is_the_clients_own_class(town: Town, bot: Bot) -> None:
    anna = await town.newcomer()
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(anna, "x")
    await town.ask(f"people/{anna}/start", payload="")
    await town.ask(f"people/{anna}/block")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(anna, "x")
    await town.ask("faults", method="getMe", kind="429", retry_after=3)
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.get_me()
    assert refused.value.retry_after == 3
    await town.ask("faults", method="getMe", kind="502")
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    async with a_bot(town, "2:another") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
