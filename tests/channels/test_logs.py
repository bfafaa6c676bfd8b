"""Nothing of a person and nothing of the token gets into the logs, whatever breaks."""

from __future__ import annotations

import asyncio
from pathlib import Path

from structlog.testing import capture_logs

from channels.channel import Channel, Reply
from channels.incoming import Incoming
from channels.telegram.channel import Telegram
from screens.screen import Qr, Screen
from tests.channels.rig import TOKEN, Notes, Rig, until, word_of

CANARY = "canary-of-a-person"


async def test_logs_name_updates_by_id_only(rig: Rig) -> None:
    async def breaks(incoming: Incoming) -> Reply:
        match word_of(incoming):
            case "html":
                return Reply(Screen(f"<b>{CANARY}"))
            case "picture":
                return Reply(Screen("x", picture=Qr(CANARY * 500)))
        raise AssertionError(f"{incoming.person.name} said {CANARY}")

    anna = rig.app.world.add_person(CANARY)
    rig.start(anna)
    with capture_logs() as logs:
        for word in ("html", "picture", CANARY):
            rig.does(anna, "say", text=word)
        for kind in ("502", "cut_before", "cut_after"):
            rig.fault("sendMessage", kind)
        async with rig.receiving(breaks):
            await until(lambda: rig.waiting_updates == [], 15)

    written = repr(logs)
    assert "An update was given up after its last attempt" in written
    assert CANARY not in written
    assert TOKEN not in written


async def test_errors_of_a_dead_line_do_not_show_the_token() -> None:
    bot = Telegram("1:a-secret", api="http://127.0.0.1:9", assets=Path())
    with capture_logs() as logs:
        task = asyncio.create_task(bot.receive(Notes()))
        await until(lambda: len(logs) >= 2)
        sent = await bot.send("5", Screen("Hello"))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await bot.close()

    assert "Telegram does not answer" in repr(logs)
    assert "a-secret" not in repr(logs) + repr(sent)


async def test_telegram_is_a_channel(rig: Rig) -> None:
    channel: Channel = rig.bot

    assert channel.name == "telegram"
