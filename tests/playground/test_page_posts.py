"""What staff send on the page to be passed on, and what becomes of messages there; and the crowd behind the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.playground.page_desk import Desk, Json, a_browser, a_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


def last_message(desk: Desk) -> Json:
    message: Json = desk.bot.updates[-1]["message"]
    return message


async def attach(desk: Desk, kind: str, name: str, caption: str = "") -> None:
    await desk.button("Attach").click()
    async with desk.page.expect_file_chooser() as choosing:
        await desk.page.get_by_role("menuitem", name=kind).click()
    await (await choosing.value).set_files({"name": name, "mimeType": "video/mp4", "buffer": b"a film"})
    await desk.page.get_by_role("textbox", name="Caption").fill(caption)
    await desk.page.get_by_role("dialog").get_by_role("button", name="Send").click()


async def test_marks_and_files_reach_the_bot_as_telegrams_apps_send_them(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        words = desk.page.get_by_role("textbox", name="Message")
        await words.fill("👋 gift for __you__: [menu](https://example.org/m)")
        await words.evaluate("node => node.setSelectionRange(3, 7)")
        await desk.page.keyboard.press("Control+b")
        await desk.page.keyboard.press("Enter")
        await expect(desk.latest.locator("strong")).to_have_text("gift")

        said = last_message(desk)
        assert said["text"] == "👋 gift for you: menu"
        assert [(one["type"], one["offset"], one["length"]) for one in said["entities"]] == [
            ("bold", 3, 4),
            ("italic", 12, 3),
            ("text_link", 17, 4),
        ]

        await attach(desk, "Video", "offer.mp4", "**New** film")
        await expect(desk.latest.locator("video")).to_be_visible()
        film = last_message(desk)
        assert (film["caption"], film["caption_entities"][0]["type"]) == ("New film", "bold")
        chat_id = film["chat"]["id"]
        sent = await desk.bot.call("sendVideo", chat_id=chat_id, video=film["video"]["file_id"], caption="One")
        await expect(desk.latest).to_contain_text("One")
        place = {"chat_id": chat_id, "message_id": sent["result"]["message_id"]}
        await desk.bot.call("editMessageCaption", **place, caption="Two")
        await expect(desk.latest).to_contain_text("Two")
        count = await desk.articles.count()
        await desk.bot.call("deleteMessage", **place)
        await expect(desk.articles).to_have_count(count - 1)


async def test_one_of_a_crowd_is_found_and_looked_at(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        crowd = desk.server.world.add_crowd((f"Household {number}", "en", "") for number in range(1, 2_001))
        await desk.bot.send(crowd[1233].id, "For 1234")
        await desk.button("Look into the crowd (2,000)…").click()
        await desk.page.get_by_role("searchbox").fill("hold 1234")
        await desk.page.get_by_role("button", name="Household 1234").click()

        await expect(desk.page.locator("#bot-line")).to_contain_text("Household 1234")
        await expect(desk.latest).to_contain_text("For 1234")
        await expect(desk.page.locator("#people [role=tab]")).to_have_count(4)
