"""The page beside the chat: people, the refused calls, the clock, and all of it on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from playground.server import TillAddress
from tests.playground.page_desk import HOSTILE_NAME, PHONE_SIZE, MovingClock, a_browser, a_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


async def test_a_person_is_added_and_becomes_a_tab(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.button("Add a person").click()
        dialog = desk.page.get_by_role("dialog", name="Add a person")
        await dialog.get_by_label("Name").fill('Zoya "Z" & Co')
        await dialog.get_by_label("Role").select_option("owner")
        await dialog.get_by_label("Phone").fill("+7 (900) 555-01-02")
        await dialog.get_by_role("button", name="Add").click()

        tab = desk.page.get_by_role("tab", name='Zoya "Z" & Co')
        await expect(tab).to_have_attribute("aria-selected", "true")
        added = list(desk.server.world.people.values())[-1]
        assert (added.name, added.role, added.phone) == ('Zoya "Z" & Co', "owner", "+79005550102")


async def test_arrow_keys_walk_through_the_people(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.tab("customer").focus()

        await desk.page.keyboard.press("ArrowDown")
        await expect(desk.tab("friend")).to_be_focused()
        await desk.page.keyboard.press("End")

        await expect(desk.tab("cashier")).to_be_focused()
        await expect(desk.tab("cashier")).to_have_attribute("aria-selected", "true")


async def test_the_person_in_the_address_is_shown_after_a_reload(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.tab("cashier").click()

        await desk.page.reload()

        await expect(desk.tab("cashier")).to_have_attribute("aria-selected", "true")


async def test_a_refused_call_is_counted_and_told_in_telegrams_words(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.tab("friend").click()
        await desk.start()
        await desk.say("careless")

        panel = desk.page.get_by_role("tab", name="Refused calls")
        await expect(panel).to_contain_text("1")
        await panel.click()

        row = desk.page.locator("#refused li")
        await expect(row).to_contain_text("sendMessage")
        await expect(row).to_contain_text("Bad Request: can't parse entities")
        await expect(row).to_contain_text(f"to {HOSTILE_NAME}")


async def test_the_clock_shows_and_moves_the_programmes_time(browser: Browser) -> None:
    clock = MovingClock()
    async with a_desk(browser, clock=clock) as desk:
        face = desk.page.get_by_role("region", name="Clock")
        await expect(face).to_contain_text("21 November 2026")

        await desk.button("+1 week").click()
        await expect(face).to_contain_text("28 November 2026")
        await desk.button("+1 month").click()

        await expect(face).to_contain_text("28 December 2026")


async def test_a_playground_without_clock_and_till_shows_neither(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await expect(desk.page.get_by_role("tab", name="Refused calls")).to_be_visible()
        await expect(desk.page.get_by_role("tab", name="Till")).to_be_hidden()
        await expect(desk.page.get_by_role("region", name="Clock")).to_be_hidden()


async def test_everything_fits_a_phone_without_scrolling_sideways(browser: Browser) -> None:
    clock = MovingClock()
    async with a_desk(browser, PHONE_SIZE, TillAddress("http://127.0.0.1:9", "never called"), clock) as desk:
        await desk.start()
        for word in ("invite", "card", "data", "phone"):
            await desk.say(word)
        await desk.button("Share my phone").wait_for()
        assert await desk.overflow_pixels() == 0

        await desk.button("Tools").click()
        await expect(desk.button("+1 day")).to_be_in_viewport()
        await expect(desk.page.get_by_label("Card code or phone")).to_be_in_viewport()
        assert await desk.overflow_pixels() == 0

        await desk.page.keyboard.press("Escape")
        await desk.page.get_by_role("link", name="t.me").click()
        await expect(desk.page.get_by_role("dialog")).to_be_in_viewport(ratio=1)
        assert await desk.overflow_pixels() == 0


async def test_the_page_says_when_the_playground_is_gone(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await expect(desk.page.locator("#offline")).to_be_hidden()

        await desk.page.context.set_offline(True)
        await desk.server.close()

        await expect(desk.page.locator("#offline")).to_be_visible()
