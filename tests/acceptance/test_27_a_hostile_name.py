"""27: a member named `<b>&"` with emoji and marks of direction. Shown literally everywhere, and no 400."""

from __future__ import annotations

import re
from pathlib import Path

from tests.acceptance.chats import a_town, until
from tests.acceptance.program import hand, running

NAME = '<b>&"👩\u200d👩\u200d👧🇷🇺 \u202eabc'


async def test_everywhere_in_the_chats(url: str, tmp_path: Path) -> None:
    async with a_town() as town:
        boss = hand(town, f"{NAME} boss")
        async with running(tmp_path, url, town.api, owner=str(boss.person.id)):
            anna, friend = hand(town, NAME), hand(town, f"{NAME} 2", "en")
            await anna.joins()
            assert NAME in anna.text
            # What friends do is told at once, whatever the hour of this run.
            for step in ("menu", "settings", "quiet", "quiet:off"):
                await anna.press(step)
            for screen in ("balance", "tier", "history", "settings"):
                await anna.press("menu")
                await anna.press(screen)
            # Each is a button of the screen before it, so that no step can overtake a screen that is still on its way.
            await anna.press("privacy")
            await anna.press("mydata")
            await anna.press("mydata:json")
            await until(lambda: any("document" in message.shown for message in anna.messages))
            anna.does("say", text="/invite")
            await anna.sees("invite_qr")
            found = re.search(r"start=(r_\w+)", anna.text)
            assert found
            await anna.press("invite_qr")
            await friend.joins(found[1])
            await anna.reads("<b…")  # two letters of a friend's name, and no more
            await anna.press("friends:0")

            boss.does("start")
            boss.does("say", text="/till")
            anna.does("say", text="/card")
            await until(lambda: re.search(r"\b\d{6}\b", anna.text) is not None)
            codes = re.findall(r"\b\d{6}\b", anna.text)
            boss.does("say", text=codes[-1])
            await boss.reads(NAME)
            boss.does("say", text="1000")
            await boss.press("till:pay:*")
            await anna.press("pay:*:yes")
            await boss.press("till:record")
            await boss.press("till:return:*")
            await boss.press("till:return:*:yes")
            await until(lambda: not boss.updates)
            assert list(town.app.world.refused) == []
