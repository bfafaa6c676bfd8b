"""The floors of the product: bare bots with one SELECT and one send, a process of bare libraries, bare imports.

`python -m bench.bare aiogram|python-telegram-bot|libraries ADDRESS DATABASE [PORT]`
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import aiosqlite
import uvloop

TOKEN = "1:playground"
# What the product loads of others to run a shop on SQLite.
LIBRARIES = (
    "aiogram",
    "aiohttp",
    "aiosqlite",
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "babel.dates",
    "babel.numbers",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "fastapi",
    "fastapi_offline",
    "phonenumbers",
    "PIL.Image",
    "prometheus_client",
    "pydantic_settings",
    "rich.console",
    "rich.table",
    "segno",
    "sqlalchemy",
    "structlog",
    "typer",
    "uvicorn",
    "uvloop",
)
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


async def libraries(address: str, path: str, port: int) -> None:
    """The same bot beside a FastAPI app with one route and one SQLAlchemy connection."""
    import sqlalchemy
    import uvicorn
    from fastapi import FastAPI

    connection = sqlalchemy.create_engine(f"sqlite:///{path}").connect()
    app = FastAPI()

    @app.get("/healthz")
    def alive() -> int:
        return int(connection.execute(sqlalchemy.text("SELECT count(*) FROM balances")).scalar_one())

    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    await asyncio.gather(server.serve(), aiogram(address, path))


if __name__ == "__main__":
    kind, at, database, *more = sys.argv[1:]
    number = int(more[0]) if more else 0
    if kind == "python-telegram-bot":
        uvloop.run(telegram(at, database))
    elif kind == "libraries":
        uvloop.run(libraries(at, database, number))
    else:
        uvloop.run(aiogram(at, database, number))
