"""Photos of QR codes on the whole way: drawn by us, photographed, sent through Telegram, and done in the shop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from actions import program, staff
from channels.channel import Reply
from channels.incoming import Incoming
from handlers.answer import answer
from storage.store import Store
from storage.work import Work
from tests.acceptance.chats import Gate, Town, until
from tests.acceptance.program import Hand, hand
from tests.channels.photographs import as_file
from tests.channels.rig import Rig, a_rig
from tests.rules.programs import BONUS_TEXT


def opened(work: Work) -> str:
    """The shop's programme in force; the payload of a cashier's one-time link."""
    program.apply(work, BONUS_TEXT)
    return staff.invite(work, "cashier", "Vera", "Arbat, 1")


@dataclass
class Shop:
    rig: Rig
    staff_payload: str

    def person(self, name: str, language: str = "en") -> Hand:
        return hand(Town(self.rig.app, self.rig.address, Gate(self.rig.app)), name, language)

    async def photographs(self, photographer: Hand, owner: Hand) -> None:
        """Take a photo of the latest picture on another person's screen, and send it to the bot."""
        await until(lambda: any("photo" in message.shown for message in owner.messages))
        shown = [message.shown["photo"][-1] for message in owner.messages if "photo" in message.shown][-1]
        stored = self.rig.app.world.files.get(shown["file_id"])
        assert stored is not None
        screen = Image.open(BytesIO(stored.upload.content)).convert("RGB")
        table = Image.new("RGB", (1600, 1200), (90, 80, 70))
        table.paste(screen.rotate(8, expand=True, fillcolor=(20, 20, 20)), (200, 150))
        self.rig.sends_file(photographer.person, as_file(table.filter(ImageFilter.GaussianBlur(1))))


@pytest.fixture
async def shop(store: Store, tmp_path: Path) -> AsyncIterator[Shop]:
    async def answered(incoming: Incoming) -> Reply:
        return await store.write(answer, incoming, rig.bot.link)

    staff_payload = await store.write(opened)
    async with a_rig(tmp_path) as rig, rig.receiving(answered):
        yield Shop(rig, staff_payload)


async def test_a_newcomer_photographs_an_invitation_and_is_greeted_as_a_friend(shop: Shop) -> None:
    anna, boris = shop.person("Anna"), shop.person("Boris")
    await anna.joins()
    anna.does("say", text="/invite")
    await anna.press("invite_qr")
    boris.does("start")
    await boris.sees("consent")

    await shop.photographs(boris, anna)

    await boris.reads("invites you")


async def test_a_cashier_photographs_the_customers_card_and_sells(shop: Shop) -> None:
    anna, vera = shop.person("Anna"), shop.person("Vera")
    await anna.joins()
    await anna.press("card")
    vera.does("start", payload=shop.staff_payload)
    await vera.sees("till")

    await shop.photographs(vera, anna)

    await vera.reads("Type the sum")
    vera.does("say", text="1000")
    await vera.press("till:record")
    await vera.reads("recorded")


async def test_a_photo_without_a_code_is_answered_with_a_way_on(shop: Shop) -> None:
    anna, boris = shop.person("Анна", "ru"), shop.person("Boris")
    for one in (anna, boris):
        one.does("start")
        await one.sees("consent")

    shop.rig.sends_file(anna.person, as_file(Image.new("RGB", (800, 600), "teal")))
    shop.rig.sends_file(boris.person, as_file(Image.new("RGB", (5200, 5200), "teal")), "scan.jpg")

    await anna.reads("QR-кода не видно")
    await boris.reads("too large")
