"""How replies come into the chat: edited where that is natural, new where it is not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channels import drawing
from channels.channel import Menu, Reply
from channels.telegram.keyboard import share_address
from screens.screen import Button, File, Qr, Screen, Upload, escape
from tests.channels.rig import Notes, Rig, a_rig, until

MENU = Screen("Menu", ((Button.action("History", "history:1"), Button.action("Card", "card")),))
HISTORY = Screen("History", ((Button.action("Back", "menu"),),))
CARD = Screen("Your card", ((Button.action("Back", "menu"),),), picture=Qr("https://t.me/x?start=a"))
OTHER_CARD = Screen("A new card", ((Button.action("Back", "menu"),),), picture=Qr("https://t.me/x?start=b"))
PHONE = Screen("Share your phone", ((Button.contact("Share my phone"),), (Button.action("Later", "later"),)))
SCREENS: dict[str, Reply | Screen] = {
    "menu": MENU,
    "history:1": HISTORY,
    "card": CARD,
    "other": OTHER_CARD,
    "phone": PHONE,
    "later": Screen("Later, then", ((Button.action("Menu", "menu"),),)),
    "bye": Screen("Bye"),
    "SharedContact": Screen("Thank you", ((Button.action("Menu", "menu"),),)),
}


async def pressed(rig: Rig, message_id: int, data: str) -> None:
    """Anna presses, and the press is answered."""
    query = rig.does(rig.anna, "raw_press", message_id=message_id, data=data)["callback_query_id"]
    await until(lambda: query not in rig.app.world.queries)
    await until(lambda: rig.waiting_updates == [])


async def said(rig: Rig, text: str) -> int:
    """Anna says it; the id of what is the last message then."""
    rig.does(rig.anna, "say", text=text)
    await until(lambda: rig.waiting_updates == [])
    return int(rig.messages(rig.anna)[-1]["message_id"])


async def test_a_press_edits_its_own_message(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        message_id = await said(rig, "menu")
        await pressed(rig, message_id, "history:1")

    (message,) = rig.messages(rig.anna)
    assert (message["message_id"], message["text"]) == (message_id, "History")
    assert message["reply_markup"]["inline_keyboard"] == [[{"text": "Back", "callback_data": "menu"}]]


async def test_pressing_what_changes_nothing_is_answered_and_leaves_one_message(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        message_id = await said(rig, "menu")
        await pressed(rig, message_id, "menu")

    assert rig.texts(rig.anna) == ["Menu"]


async def test_a_press_that_says_nothing_is_answered_too(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS | {"": Screen("This button no longer works")})):
        message_id = await said(rig, "menu")
        await pressed(rig, message_id, "")

    assert [message["text"] for message in rig.messages(rig.anna)] == ["This button no longer works"]


async def test_a_fresh_reply_leaves_the_pressed_message(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS | {"copy": Reply(HISTORY, fresh=True)})):
        message_id = await said(rig, "menu")
        await pressed(rig, message_id, "copy")

    assert rig.texts(rig.anna) == ["Menu", "History"]


async def test_a_text_gives_way_to_a_picture_and_a_picture_to_a_text(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await pressed(rig, await said(rig, "menu"), "card")
        (card,) = rig.messages(rig.anna)
        assert card["photo"]
        await pressed(rig, card["message_id"], "menu")

    (menu,) = rig.messages(rig.anna)
    assert menu["text"] == "Menu"


async def test_one_picture_is_edited_into_another(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        message_id = await said(rig, "card")
        before = rig.messages(rig.anna)[0]["photo"][-1]["file_id"]
        await pressed(rig, message_id, "other")

    (message,) = rig.messages(rig.anna)
    assert (message["message_id"], message["caption"]) == (message_id, "A new card")
    assert message["photo"][-1]["file_id"] != before


async def test_the_same_picture_is_uploaded_once(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        for _ in range(3):
            await said(rig, "card")

    photos = [params["photo"] for _, params, _ in rig.calls("sendPhoto")]
    assert photos[0].startswith("attach://")
    assert photos[1] == photos[2] == rig.messages(rig.anna)[0]["photo"][-1]["file_id"]


async def test_a_picture_of_the_shops_own_is_uploaded_once_too(rig: Rig, tmp_path: Path) -> None:
    photo = Upload("offer.png", drawing.png(Qr("any picture"), tmp_path))
    async with rig.receiving(Notes({"offer": Screen("An offer", picture=photo)})):
        await said(rig, "offer")
        await said(rig, "offer")

    assert [params["photo"][:9] == "attach://" for _, params, _ in rig.calls("sendPhoto")] == [True, False]


async def test_a_screen_whose_picture_cannot_be_drawn_still_says_it_all(rig: Rig) -> None:
    async with rig.receiving(Notes({"card": Screen("Your code is 482917", picture=Qr("x" * 5000))})):
        await said(rig, "card")

    assert rig.texts(rig.anna) == ["Your code is 482917"]


async def test_a_picture_that_telegram_forgot_is_uploaded_again(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await said(rig, "card")
        rig.app.world.files._by_id.clear()
        message_id = await said(rig, "card")
        rig.app.world.files._by_id.clear()
        await pressed(rig, message_id, "card")

    assert rig.texts(rig.anna) == ["Your card", "Your card"]


async def test_a_message_that_is_gone_is_replaced_by_a_new_one(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        message_id = await said(rig, "menu")
        query = rig.does(rig.anna, "raw_press", message_id=message_id, data="history:1")["callback_query_id"]
        del rig.anna.messages[message_id]
        await until(lambda: query not in rig.app.world.queries)
        await until(lambda: rig.texts(rig.anna) == ["History"])


async def test_a_notice_and_an_alert_are_shown_on_the_press(rig: Rig) -> None:
    replies: dict[str, Reply | Screen] = {
        "menu": MENU,
        "notice": Reply(notice="Copied"),
        "alert": Reply(MENU, notice="x" * 300, alert=True),
    }
    async with rig.receiving(Notes(replies)):
        message_id = await said(rig, "menu")
        await pressed(rig, message_id, "notice")
        await pressed(rig, message_id, "alert")

    assert [(alert["text"], alert["show_alert"]) for alert in rig.anna.alerts] == [("Copied", False), ("x" * 200, True)]


async def test_asking_for_a_phone_takes_a_line_of_its_own_that_goes_with_the_answer(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await said(rig, "phone")
        assert rig.texts(rig.anna) == ["Share your phone", "Share my phone"]
        assert rig.messages(rig.anna)[0]["reply_markup"]["inline_keyboard"] == [
            [{"text": "Later", "callback_data": "later"}]
        ]
        assert rig.anna.reply_keyboard == {
            "keyboard": [[{"text": "Share my phone", "request_contact": True}]],
            "one_time_keyboard": True,
            "resize_keyboard": True,
        }

        rig.does(rig.anna, "contact", own=True)
        await until(lambda: rig.waiting_updates == [])

    assert rig.texts(rig.anna) == ["Share your phone", "Thank you"]
    assert rig.anna.reply_keyboard is None


async def test_saying_later_takes_the_phones_keyboard_down_too(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await said(rig, "phone")
        await pressed(rig, rig.messages(rig.anna)[0]["message_id"], "later")

    assert rig.texts(rig.anna) == ["Later, then"]
    assert rig.anna.reply_keyboard is None


async def test_a_screen_without_buttons_takes_the_keyboard_down_by_itself(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await said(rig, "phone")
        await said(rig, "bye")

    assert rig.texts(rig.anna) == ["Share your phone", "Bye"]
    assert rig.anna.reply_keyboard is None


async def test_a_press_that_asks_for_a_phone_leaves_no_dead_buttons_behind(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        await pressed(rig, await said(rig, "menu"), "phone")

    assert rig.texts(rig.anna) == ["Menu", "Share your phone", "Share my phone"]
    assert "reply_markup" not in rig.messages(rig.anna)[0]


async def test_files_follow_their_screen(rig: Rig) -> None:
    data = Screen("Your data", files=(File("data.json", b"{}"), File("data.csv", b"a,b")))
    async with rig.receiving(Notes(SCREENS | {"mydata": data})):
        await pressed(rig, await said(rig, "menu"), "mydata")

    messages = rig.messages(rig.anna)
    assert messages[0]["text"] == "Your data"
    assert [message["document"]["file_name"] for message in messages[1:]] == ["data.json", "data.csv"]


async def test_every_kind_of_button_is_drawn_as_telegram_knows_it(rig: Rig) -> None:
    link = "https://t.me/corner_bot?start=r_1&x=2"
    screen = Screen(
        "Invite",
        (
            (Button.action("Go", "go:" + "я" * 30, "primary"), Button.action("No", "no", "danger")),
            (Button.link("Site", "https://example.org/"), Button.copy("Copy", link)),
            (Button.share("Share", link, "Come & see <3"),),
        ),
    )
    async with rig.receiving(Notes({"invite": screen})):
        await said(rig, "invite")

    rows = rig.messages(rig.anna)[0]["reply_markup"]["inline_keyboard"]
    assert rows == [
        [
            {"text": "Go", "callback_data": "go:" + "я" * 30, "style": "primary"},
            {"text": "No", "callback_data": "no", "style": "danger"},
        ],
        [{"text": "Site", "url": "https://example.org/"}, {"text": "Copy", "copy_text": {"text": link}}],
        [{"text": "Share", "url": share_address(link, "Come & see <3")}],
    ]
    assert rows[2][0]["url"] == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fcorner_bot%3Fstart%3Dr_1%26x%3D2&text=Come%20%26%20see%20%3C3"
    )


@pytest.mark.parametrize("name", ["<b>&\"'", "</i><a href='x'>", "\u202eevil\u200f😀", "&lt;&amp;"])
async def test_a_hostile_name_is_shown_literally(rig: Rig, name: str) -> None:
    screen = Screen(f"Hello, <b>{escape(name)}</b>!", picture=None)
    card = Screen(screen.html, picture=Qr("x"))
    async with rig.receiving(Notes({"text": screen, "card": card})):
        await said(rig, "text")
        await said(rig, "card")

    assert rig.texts(rig.anna) == [f"Hello, {name}!"] * 2
    # The last confirmation may meet the poll that was just given up; nothing that was shown may be refused.
    assert [one for one in rig.app.world.refused if one["method"] != "getUpdates"] == []


async def test_a_role_menu_is_set_once_and_taken_back(rig: Rig) -> None:
    till = Reply(menu=Menu((("sell", "Record a purchase"),)))
    async with rig.receiving(Notes({"cashier": till, "member": Reply(menu=Menu(()))})):
        for _ in range(3):
            rig.does(rig.anna, "say", text="cashier")
        await until(lambda: rig.waiting_updates == [])
        assert rig.app.world.bot.commands[f"chat:{rig.anna.id}", ""] == [
            {"command": "sell", "description": "Record a purchase"}
        ]
        rig.does(rig.anna, "say", text="member")
        await until(lambda: rig.waiting_updates == [])

    assert len(rig.calls("setMyCommands")) == 1
    assert (f"chat:{rig.anna.id}", "") not in rig.app.world.bot.commands


async def test_each_language_has_its_menu_and_the_first_serves_the_others(rig: Rig) -> None:
    await rig.bot.set_menus([("en", Menu((("help", "Help"),))), ("ru", Menu((("help", "Помощь"),)))])

    commands = rig.app.world.bot.commands
    assert commands["all_private_chats", "ru"][0]["description"] == "Помощь"
    assert commands["all_private_chats", ""] == commands["all_private_chats", "en"]


async def test_a_reply_waits_as_telegram_says_and_then_comes(rig: Rig) -> None:
    rig.fault("sendMessage", "429", retry_after=1)
    async with rig.receiving(Notes(SCREENS)):
        rig.does(rig.anna, "say", text="menu")
        await until(lambda: rig.waiting_updates == [])
        assert rig.texts(rig.anna) == [], "its unit is done, so it holds nobody up while it waits"
        await until(lambda: rig.texts(rig.anna) == ["Menu"])


async def test_one_chat_that_floods_does_not_hold_up_the_others(tmp_path: Path) -> None:
    async with a_rig(tmp_path) as rig:
        rig.start(rig.anna, rig.boris)
        rig.fault("sendMessage", "429", times=150, retry_after=1)
        notes = Notes({str(number): Screen(str(number)) for number in range(150)} | {"hello": Screen("Hi")})
        for number in range(150):
            rig.does(rig.anna, "say", text=str(number))
        rig.does(rig.boris, "say", text="hello")
        async with rig.receiving(notes):
            await until(lambda: rig.texts(rig.boris) == ["Hi"], 4)
            await until(lambda: len(notes.came) == 151)


async def test_a_failing_reply_stops_nothing(rig: Rig) -> None:
    broken = Screen("<b>never closed")
    async with rig.receiving(Notes(SCREENS | {"broken": broken})):
        message_id = await said(rig, "menu")
        rig.does(rig.anna, "say", text="broken")
        await pressed(rig, message_id, "broken")
        await pressed(rig, message_id, "history:1")

    assert rig.texts(rig.anna) == ["History"]


async def test_a_reply_to_somebody_who_just_blocked_us_stops_nothing(rig: Rig) -> None:
    notes = Notes(SCREENS)
    rig.does(rig.anna, "say", text="menu")
    rig.does(rig.anna, "block")
    async with rig.receiving(notes):
        await until(lambda: notes.came == ["menu", "Left"])
        await until(lambda: rig.waiting_updates == [])


@pytest.mark.parametrize("kind", ["502", "cut_after"])
async def test_an_edit_whose_answer_was_lost_is_simply_made_again(rig: Rig, kind: str) -> None:
    async with rig.receiving(Notes(SCREENS)):
        message_id = await said(rig, "menu")
        rig.fault("editMessageText", kind)
        await pressed(rig, message_id, "history:1")

    assert rig.texts(rig.anna) == ["History"]


async def test_a_new_message_whose_answer_was_lost_is_not_sent_twice(rig: Rig) -> None:
    rig.fault("sendMessage", "cut_after")
    async with rig.receiving(Notes(SCREENS)):
        await said(rig, "menu")
        await asyncio.sleep(0.1)

    assert rig.texts(rig.anna) == ["Menu"]


async def test_a_link_opens_our_chat(rig: Rig) -> None:
    assert rig.bot.link("r_1") == "https://t.me/kopilka_bot?start=r_1"


async def test_no_call_of_all_these_kinds_is_refused(rig: Rig) -> None:
    async with rig.receiving(Notes(SCREENS)):
        for word in ("card", "phone", "bye", "menu"):
            message_id = await said(rig, word)
        for action in ("card", "menu", "phone", "later", "history:1"):
            await pressed(rig, message_id, action)
            message_id = next(m["message_id"] for m in reversed(rig.messages(rig.anna)) if "reply_markup" in m)
        assert list(rig.app.world.refused) == []
