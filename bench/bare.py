"""The floors of a bot: aiogram and python-telegram-bot with one SELECT and one send, and nothing else.

`python -m bench.bare aiogram|python-telegram-bot ADDRESS DATABASE [PORT]`
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import aiosqlite
import uvloop

TOKEN = "1:playground"
SELECT = "SELECT points FROM balances WHERE user_id = ?"


async def points_of(database: aiosqlite.Connection, user_id: int) -> int:
    async with database.execute(SELECT, (user_id,)) as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def aiogram(address: str, path: str, port: int = 0) -> None:
    """By long polling, or with a port by a webhook that answers when the update is done."""
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import CallbackQuery

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))
    dispatcher = Dispatcher()
    async with aiosqlite.connect(path) as database:

        @dispatcher.callback_query()
        async def pressed(query: CallbackQuery) -> None:
            points = await points_of(database, query.from_user.id)
            await bot.send_message(query.from_user.id, f"Your balance: <b>{points}</b>", parse_mode="HTML")

        if port:
            await _by_webhook(dispatcher, bot, port)
        else:
            await dispatcher.start_polling(bot)


async def _by_webhook(dispatcher: Any, bot: Any, port: int) -> None:
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler
    from aiohttp import web

    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False).register(app, "/telegram")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/telegram")
    await asyncio.get_running_loop().create_future()


async def telegram(address: str, path: str) -> None:
    from telegram import Update
    from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes

    application = ApplicationBuilder().token(TOKEN).base_url(f"{address}/bot").concurrent_updates(True).build()
    async with aiosqlite.connect(path) as database:

        async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.effective_user
            points = await points_of(database, update.effective_user.id)
            await context.bot.send_message(
                update.effective_user.id, f"Your balance: <b>{points}</b>", parse_mode="HTML"
            )

        application.add_handler(CallbackQueryHandler(pressed))
        async with application:
            await application.start()
            assert application.updater
            await application.updater.start_polling()
            await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind == "python-telegram-bot":
        uvloop.run(telegram(rest[0], rest[1]))
    else:
        uvloop.run(aiogram(rest[0], rest[1], int(rest[2]) if len(rest) > 2 else 0))
