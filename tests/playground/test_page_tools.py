"""The page beside the chat: people, the refused calls, the clock, the till, and all of it on a phone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from playground.server import TillAddress
from tests.playground.page_desk import HOSTILE_NAME, PHONE_SIZE, MovingClock, a_browser, a_desk
from tests.playground.till_desk import a_till_api

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


async def test_the_till_quotes_records_and_takes_back_a_purchase(browser: Browser) -> None:
    async with a_till_api() as till, a_desk(browser, till=TillAddress(till.base_url, "till-key")) as desk:
        panel = desk.page.locator("#till")
        await panel.get_by_role("group", name="People of the playground").get_by_text("Anna").click()
        await expect(panel).to_contain_text("1,245")

        await panel.get_by_label("Sum").fill("1 499,90")
        await panel.get_by_label("Pay with points").fill("200")
        await panel.get_by_role("button", name="Quote").click()
        await expect(panel.locator(".breakdown")).to_contain_text("1 299,90")
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel).to_contain_text("Recorded. Earned 12")

        await panel.get_by_role("button", name="Take back").click()
        await desk.page.get_by_label("Sum taken back").fill("499,90")
        await desk.page.get_by_role("dialog").get_by_role("button", name="Take back").click()
        await expect(panel).to_contain_text("Taken back: 499,90")

        quote, purchase, taken_back = till.posted
        assert quote.body == {"member_id": "member-1", "lines": [{"amount_minor": 149990}], "pay_points": 200}
        assert purchase.body == quote.body
        assert taken_back.path == "/v1/purchases/purchase-1/returns"
        assert taken_back.body == {"amount_minor": 49990}
        assert len({each.idempotency_key for each in till.posted}) == 3
        assert {each.authorization for each in till.posted} == {"Bearer till-key"}


async def test_a_purchase_whose_answer_was_lost_is_sent_again_under_the_same_key(browser: Browser) -> None:
    async with a_till_api(lost_answers=1) as till, a_desk(browser, till=TillAddress(till.base_url, "till-key")) as desk:
        panel = desk.page.locator("#till")
        await panel.get_by_role("group", name="People of the playground").get_by_text("Anna").click()
        await panel.get_by_label("Sum").fill("100")

        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel.get_by_role("alert")).to_be_visible()
        await panel.get_by_role("button", name="Record purchase").click()
        await expect(panel).to_contain_text("Recorded.")

        first, again = till.posted
        assert first.idempotency_key == again.idempotency_key


async def test_what_the_till_refuses_is_said_in_a_sentence(browser: Browser) -> None:
    async with a_till_api() as till, a_desk(browser, till=TillAddress(till.base_url, "till-key")) as desk:
        for typed, said in (("111111", "No member has this card code."), ("+7 901", "No member has this phone.")):
            await desk.page.get_by_label("Card code or phone").fill(typed)
            await desk.button("Find").click()

            await expect(desk.page.locator("#till").get_by_role("alert")).to_have_text(said)


async def test_what_is_no_sum_never_leaves_the_page(browser: Browser) -> None:
    async with a_till_api() as till, a_desk(browser, till=TillAddress(till.base_url, "till-key")) as desk:
        panel = desk.page.locator("#till")
        await panel.get_by_role("group", name="People of the playground").get_by_text("Anna").click()
        for typed in ("ten", "1.999", "-5", "0"):
            await panel.get_by_label("Sum").fill(typed)

            await panel.get_by_role("button", name="Record purchase").click()

            await expect(panel.get_by_role("alert")).to_contain_text(f"“{typed}” is not a sum")
        assert till.posted == []


async def test_everything_fits_a_phone_without_scrolling_sideways(browser: Browser) -> None:
    clock = MovingClock()
    async with a_till_api() as till, a_desk(browser, PHONE_SIZE, TillAddress(till.base_url, "till-key"), clock) as desk:
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
