"""What became of a sending, in the words of the delivery."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage

from channels.channel import Gone, NotSent, Rejected, Sent, Unauthorized, Unknown, Wait
from channels.telegram import outcome
from channels.telegram.channel import Telegram
from screens.screen import Button, File, Qr, Screen
from tests.channels.rig import Rig

HELLO = Screen("Hello", ((Button.action("Menu", "menu"),),))
METHOD = SendMessage(chat_id=1, text="x")


async def test_what_arrived_is_sent_and_its_message_named(rig: Rig) -> None:
    sent = await rig.bot.send(str(rig.anna.id), HELLO)

    assert sent == Sent(str(rig.messages(rig.anna)[0]["message_id"]))


async def test_a_picture_and_files_are_one_sending(rig: Rig) -> None:
    screen = Screen("Card", picture=Qr("x"), files=(File("a.txt", b"a"),))

    sent = await rig.bot.send(str(rig.anna.id), screen)

    photo, document = rig.messages(rig.anna)
    assert sent == Sent(str(photo["message_id"]))
    assert document["document"]["file_name"] == "a.txt"


async def test_a_person_who_blocked_us_is_gone(rig: Rig) -> None:
    rig.does(rig.anna, "block")

    assert await rig.bot.send(str(rig.anna.id), HELLO) == Gone("Forbidden: bot was blocked by the user")


async def test_a_person_who_never_started_is_gone(rig: Rig) -> None:
    stranger = rig.app.world.add_person("Stranger")

    assert await rig.bot.send(str(stranger.id), HELLO) == Gone("Bad Request: chat not found")


async def test_too_many_messages_is_a_wait_and_nothing_is_repeated_here(rig: Rig) -> None:
    rig.fault("sendMessage", "429", retry_after=7)

    assert await rig.bot.send(str(rig.anna.id), HELLO) == Wait(7.0)
    assert len(rig.calls("sendMessage")) == 1


async def test_broken_html_is_rejected_for_good(rig: Rig) -> None:
    answer = await rig.bot.send(str(rig.anna.id), Screen("<b>open"))

    assert isinstance(answer, Rejected)
    assert "can't parse entities" in answer.reason


@pytest.mark.parametrize("kind", ["502", "cut_before", "cut_after"])
async def test_a_line_cut_after_the_request_leaves_it_unknown(rig: Rig, kind: str) -> None:
    rig.fault("sendMessage", kind)

    assert isinstance(await rig.bot.send(str(rig.anna.id), HELLO), Unknown)
    assert len(rig.messages(rig.anna)) == (kind == "cut_after")


async def test_a_refused_connection_carried_nothing() -> None:
    nobody = Telegram("1:playground", api="http://127.0.0.1:9", assets=Path())

    answer = await nobody.send("5", HELLO)
    await nobody.close()

    assert isinstance(answer, NotSent)


async def test_a_token_that_is_not_valid_any_more_says_so(rig: Rig) -> None:
    rig.app._calls = "/bot2:new/"

    assert await rig.bot.send(str(rig.anna.id), HELLO) == Unauthorized()


async def test_a_sending_answered_by_something_else_than_telegram_is_unknown() -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n<html></html")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(page, "127.0.0.1", 0)
    bot = Telegram("1:playground", api=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", assets=Path())

    answer = await bot.send("5", HELLO)

    assert answer == Unknown("HTTP 200 without an answer")
    await bot.close()
    server.close()


@pytest.mark.parametrize(
    "error, expected",
    [
        (TelegramForbiddenError(METHOD, "Forbidden: user is deactivated"), Gone("Forbidden: user is deactivated")),
        (TelegramBadRequest(METHOD, "Bad Request: chat not found"), Gone("Bad Request: chat not found")),
        (TelegramBadRequest(METHOD, "Bad Request: BUTTON_DATA_INVALID"), Rejected("Bad Request: BUTTON_DATA_INVALID")),
        (TelegramAPIError(METHOD, "I'm a teapot"), Rejected("I'm a teapot")),
        (TimeoutError(), Unknown("no answer (TimeoutError)")),
        (aiohttp.ServerDisconnectedError(), Unknown("no answer (ServerDisconnectedError)")),
        (ConnectionResetError(), Unknown("no answer (ConnectionResetError)")),
        (aiohttp.ClientOSError(), Unknown("no answer (ClientOSError)")),
        (
            aiohttp.ConnectionTimeoutError("to https://host/bot1:SECRET/x"),
            NotSent("no connection (ConnectionTimeoutError)"),
        ),
    ],
)
def test_each_failure_has_its_name_and_none_shows_an_address(error: Exception, expected: object) -> None:
    assert outcome.of(error) == expected
