"""A small bot on python-telegram-bot's own framework lives a day in the local Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from playground.refusal import Json
from tests.playground.conftest import TOKEN, Town, until

Context = ContextTypes.DEFAULT_TYPE
PATIENCE_SECONDS = 5


async def welcome(update: Update, context: Context) -> None:
    assert update.message is not None
    ask = ReplyKeyboardMarkup([[KeyboardButton("Share my phone", request_contact=True)]], one_time_keyboard=True)
    await update.message.reply_text(f"Invited by {(context.args or ['nobody'])[0]}. Your phone?", reply_markup=ask)


async def join(update: Update, _: Context) -> None:
    message = update.message
    assert message is not None
    assert message.contact is not None
    assert message.from_user is not None
    if message.contact.user_id != message.from_user.id:
        await message.reply_text("That is somebody else's phone.")
        return
    menu = InlineKeyboardMarkup([[InlineKeyboardButton("Balance", callback_data="balance")]])
    await message.reply_text("<b>You are in.</b>", parse_mode="HTML", reply_markup=menu)


async def balance(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Counting…")
    await query.edit_message_text("150 points")


@asynccontextmanager
async def running(town: Town, left: list[str]) -> AsyncIterator[None]:
    async def membership(update: Update, _: Context) -> None:
        assert update.my_chat_member is not None
        left.append(update.my_chat_member.new_chat_member.status)

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{town.base}/bot").base_file_url(f"{town.base}/file/bot")
    bot: Application[Any, Any, Any, Any, Any, Any] = builder.build()
    bot.add_handler(CommandHandler("start", welcome))
    bot.add_handler(MessageHandler(filters.CONTACT, join))
    bot.add_handler(CallbackQueryHandler(balance, "^balance$"))
    bot.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    assert bot.updater is not None
    async with bot:
        await bot.start()
        await bot.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        try:
            yield
        finally:
            await bot.updater.stop()
            await bot.stop()


async def last(town: Town, person_id: int, text: str) -> Json:
    """The last message, once it says this."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            message: Json = (await town.chat(person_id))["messages"][-1]
            if message.get("text") == text:
                return message
            await asyncio.sleep(0.01)


async def test_a_customer_joins_looks_at_the_balance_and_leaves(town: Town) -> None:
    anna, left = await town.newcomer("Anna", phone="+79001112233"), list[str]()

    async with running(town, left):
        await town.ask(f"people/{anna}/start", payload="ref_42")
        await last(town, anna, "Invited by ref_42. Your phone?")
        asked = (await town.chat(anna))["reply_keyboard"]

        await town.ask(f"people/{anna}/contact", phone="+79990000000", user_id=5)
        await last(town, anna, "That is somebody else's phone.")
        await town.ask(f"people/{anna}/contact", own=True)
        menu = await last(town, anna, "You are in.")

        await town.ask(f"people/{anna}/press", message_id=menu["message_id"], row=0, column=0)
        edited = await last(town, anna, "150 points")
        await town.ask(f"people/{anna}/block")
        await until(lambda: bool(left))

    chat = await town.chat(anna)
    assert asked["keyboard"] == [[{"text": "Share my phone", "request_contact": True}]]
    assert edited["message_id"] == menu["message_id"]
    assert [alert["text"] for alert in chat["alerts"]] == ["Counting…"]
    assert (chat["reply_keyboard"], left) == (None, ["kicked"])
    assert (await town.look("state"))["refused"] == []
