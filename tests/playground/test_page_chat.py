"""The chat page draws a chat as Telegram does, and lets people do in it what they do there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.playground.conftest import a_picture
from tests.playground.page_desk import HOSTILE_NAME, LINK, USERNAME, a_browser, a_desk

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with a_browser() as opened:
        yield opened


async def test_a_newcomer_sees_only_start_and_then_the_bots_greeting_with_its_formatting(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await expect(desk.page.get_by_role("textbox", name="Message")).to_be_hidden()

        await desk.start()

        await expect(desk.articles).to_have_count(2)
        await expect(desk.latest.locator("strong")).to_have_text("Welcome")
        await expect(desk.articles.first).to_contain_text("/start")
        await expect(desk.page.get_by_role("textbox", name="Message")).to_be_focused()


async def test_a_hostile_name_is_shown_as_it_is_written_everywhere(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await expect(desk.tab("friend").locator(".person-name")).to_have_text(HOSTILE_NAME)

        await desk.tab("friend").click()
        await desk.start()

        await expect(desk.latest).to_contain_text(f"Welcome, {HOSTILE_NAME}!")
        await expect(desk.page.locator("#bot-line")).to_contain_text(HOSTILE_NAME)
        assert await desk.page.locator("b", has_text="&").count() == 0


async def test_a_press_edits_the_message_in_place_and_keeps_the_keyboards_focus(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Taps: 0").focus()
        await desk.page.keyboard.press("Enter")
        await desk.button("Taps: 1").wait_for()
        await expect(desk.button("Taps: 1")).to_be_focused()
        await desk.page.keyboard.press("Enter")

        await expect(desk.latest).to_contain_text("Tapped 2")
        await expect(desk.latest).to_contain_text("edited")
        await expect(desk.articles).to_have_count(2)


async def test_a_callbacks_answer_is_a_toast_or_an_alert_and_never_markup(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Whisper").click()
        await expect(desk.page.locator(".toast")).to_have_text("Psst <i>")

        await desk.button("Shout").click()
        alert = desk.page.get_by_role("dialog")
        await expect(alert).to_contain_text("HEY & <b>YOU</b>")
        await desk.page.keyboard.press("Enter")
        await expect(alert).to_have_count(0)


async def test_a_pressed_key_glimmers_until_the_bot_answers(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Whisper").click()
        await desk.page.locator(".toast").wait_for()

        await expect(desk.page.locator(".key.waiting")).to_have_count(0)


async def test_alerts_that_were_read_long_ago_do_not_come_back_after_a_reload(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.button("Whisper").click()
        await desk.page.locator(".toast").wait_for()

        await desk.page.reload()
        await desk.button("Whisper").wait_for()

        await expect(desk.page.locator(".toast")).to_have_count(0)


async def test_the_reply_keyboard_shares_the_persons_own_phone_and_goes_when_the_bot_removes_it(
    browser: Browser,
) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("phone")

        await desk.button("Share my phone").click()

        await expect(desk.latest).to_contain_text("Your phone is 7900")
        await expect(desk.page.get_by_role("group", name="Reply keyboard")).to_have_count(0)


async def test_somebody_elses_contact_is_shared_as_theirs(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Attach").click()
        await desk.page.get_by_role("menuitem", name="Somebody else's contact").click()
        await desk.page.get_by_role("dialog").get_by_role("button", name="Kira").click()

        await expect(desk.latest).to_contain_text("That is somebody else's phone")


async def test_a_photo_is_attached_and_hangs_in_the_chat_in_its_largest_size(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Attach").click()
        async with desk.page.expect_file_chooser() as chosen:
            await desk.page.get_by_role("menuitem", name="Photo").click()
        await (await chosen.value).set_files(
            {"name": "code.png", "mimeType": "image/png", "buffer": a_picture(1600, 800)}
        )
        await desk.page.get_by_label("Caption").fill("From the poster")
        await desk.button("Send").last.click()

        picture = desk.latest.get_by_role("img", name="From the poster")
        await expect(picture).to_have_js_property("naturalWidth", 1280)
        (sizes,) = [update["message"]["photo"] for update in desk.bot.updates if "photo" in update.get("message", {})]
        assert [size["width"] for size in sizes] == [90, 320, 800, 1280]


@pytest.mark.parametrize("way", ["the link in the text", "the share button", "the copy button", "a pasted link"])
async def test_a_link_to_the_bot_is_opened_as_another_person(browser: Browser, way: str) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("invite")
        match way:
            case "the link in the text":
                await desk.page.get_by_role("link", name=LINK).click()
            case "the share button":
                await desk.button("Share").click()
                await expect(desk.page.get_by_role("dialog")).to_contain_text("Join me")
            case "the copy button":
                await desk.button("Copy link").click()
                await desk.button("Open as…").click()
                assert await desk.page.evaluate("navigator.clipboard.readText()") == LINK
            case _:
                await desk.button("More").click()
                await desk.page.get_by_role("menuitem", name="Open a link").click()
                await desk.page.get_by_label("A t.me link of this bot").fill(f"t.me/{USERNAME}?start=r_ANNA42")
                await desk.page.keyboard.press("Enter")

        await desk.page.get_by_role("dialog").get_by_role("button", name=HOSTILE_NAME).click()

        await expect(desk.latest).to_contain_text("You came by r_ANNA42.")
        await expect(desk.tab("friend")).to_have_attribute("aria-selected", "true")
        assert desk.people["friend"].started


async def test_a_link_may_bring_somebody_new(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("invite")

        await desk.page.get_by_role("link", name=LINK).click()
        await desk.page.get_by_role("dialog").get_by_role("button", name="Somebody new").click()
        await desk.page.get_by_label("Name").fill("Vera <script>")
        await desk.page.get_by_role("dialog").get_by_role("button", name="Add").click()

        await expect(desk.latest).to_contain_text("Welcome, Vera <script>!")
        await expect(desk.latest).to_contain_text("You came by r_ANNA42.")


async def test_a_person_blocks_the_bot_and_comes_back(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("More").click()
        await desk.page.get_by_role("menuitem", name="Block the bot").click()
        await expect(desk.page.get_by_role("textbox", name="Message")).to_be_hidden()
        assert (await desk.bot.send(desk.people["customer"].id, "Still there?"))["error_code"] == 403

        await desk.button("Unblock").click()

        await expect(desk.page.get_by_role("textbox", name="Message")).to_be_visible()
        statuses = [
            each["my_chat_member"]["new_chat_member"]["status"] for each in desk.bot.updates if "my_chat_member" in each
        ]
        assert statuses == ["kicked", "member"]


async def test_a_picture_is_drawn_and_opens_in_full(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("card")

        picture = desk.latest.locator("img")
        await expect(picture).to_have_js_property("naturalWidth", 152)
        await desk.button("Open picture: Show this at the till").click()

        await expect(desk.page.get_by_role("dialog", name="Show this at the till")).to_be_visible()


async def test_a_film_is_drawn_with_its_caption(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("film")

        await expect(desk.latest.locator("video[controls]")).to_be_visible()
        await expect(desk.latest).to_contain_text("New!")


async def test_an_invoice_in_stars_is_paid(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("club")
        await expect(desk.latest).to_contain_text("A month of privileges")

        await desk.button("Pay ⭐️50").click()
        await expect(desk.page.get_by_role("dialog")).to_contain_text("VIP club")
        await desk.button("Cancel").click()
        await expect(desk.page.locator(".service")).to_have_count(0)
        await desk.button("Pay ⭐️50").click()
        await desk.button("Confirm and pay 50 ⭐").click()

        await expect(desk.page.locator(".service")).to_have_text("Paid 50 ⭐")


async def test_a_subscription_is_paid_by_its_link_and_stopped_in_the_settings(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("monthly")

        await desk.button("Subscribe").click()
        await expect(desk.page.get_by_role("dialog")).to_contain_text("50 ⭐ every 30 days, until stopped")
        await desk.button("Confirm and pay 50 ⭐").click()
        await expect(desk.page.locator(".service")).to_have_text("Paid 50 ⭐")
        await desk.button("More").click()
        await desk.page.get_by_role("menuitem", name="Subscriptions…").click()
        await expect(desk.page.get_by_role("dialog")).to_contain_text("VIP club50 ⭐ again on")
        await desk.button("Stop").click()

        await expect(desk.page.get_by_role("dialog")).to_contain_text("ends on")
        assert [update["subscription"]["state"] for update in desk.bot.updates if "subscription" in update] == [
            "canceled"
        ]


async def test_a_file_is_downloaded_under_its_own_name(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()
        await desk.say("data")

        async with desk.page.expect_download() as downloading:
            await desk.page.get_by_role("link", name="my-data.json").click()

        assert (await downloading.value).suggested_filename == "my-data.json"


async def test_a_person_sends_a_document_with_a_caption(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.button("Attach").click()
        async with desk.page.expect_file_chooser() as choosing:
            await desk.page.get_by_role("menuitem", name="Document").click()
        await (await choosing.value).set_files({"name": "members.csv", "mimeType": "text/csv", "buffer": b"phone\n"})
        await desk.page.get_by_label("Caption").fill("Our old customers")
        await desk.page.get_by_role("dialog").get_by_role("button", name="Send").click()

        await expect(desk.latest).to_contain_text("members.csv")
        await expect(desk.latest).to_contain_text("Our old customers")


async def test_commands_are_offered_as_they_are_typed_and_in_the_menu(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.start()

        await desk.page.get_by_role("textbox", name="Message").fill("/he")
        await desk.page.get_by_role("option", name="/help").click()
        await desk.button("Commands of the bot").click()
        await desk.page.get_by_role("menuitem", name="What I can do").click()

        await expect(desk.articles).to_have_count(4)


async def test_a_message_for_somebody_else_is_counted_on_their_tab(browser: Browser) -> None:
    async with a_desk(browser) as desk:
        await desk.tab("friend").click()
        await desk.start()
        await desk.tab("customer").click()

        await desk.bot.send(desk.people["friend"].id, "Are you there?")

        await expect(desk.tab("friend").get_by_label("1 unread")).to_be_visible()
        await expect(desk.tab("friend")).to_contain_text("Are you there?")
