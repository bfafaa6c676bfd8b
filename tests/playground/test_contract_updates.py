"""Everything that people do reaches python-telegram-bot, and aiogram, as an update that they can read."""

from __future__ import annotations

import asyncio
from io import BytesIO

import pytest
from aiogram.types import Update as AiogramUpdate
from PIL import Image
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice
from telegram.error import BadRequest, Conflict

from tests.playground.conftest import Town, a_picture

MENU = InlineKeyboardMarkup([[InlineKeyboardButton("Balance", callback_data="balance:1")]])


async def test_start_with_a_payload_is_a_command(town: Town, ptb: Bot) -> None:
    anna = await town.newcomer(language="en")
    await town.ask(f"people/{anna}/start", payload="ref_AbC-9")

    (update,) = await ptb.get_updates()

    assert update.message is not None
    assert update.message.text == "/start ref_AbC-9"
    assert update.message.from_user is not None
    assert (update.message.from_user.id, update.message.from_user.language_code) == (anna, "en")
    assert update.message.entities[0].type == "bot_command"


@pytest.mark.parametrize("payload", ["a b", "x" * 65, "привет", "a.b"])
async def test_a_payload_that_telegram_would_not_carry_is_refused(town: Town, payload: str) -> None:
    anna = await town.newcomer()

    status, body = await town.try_asking(f"people/{anna}/start", payload=payload)

    assert status == 400
    assert "payload" in body["detail"]


async def test_words_carry_their_entities(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.ask(f"people/{anna}/say", text="😀 see https://a.b/c and #sale")

    (update,) = await ptb.get_updates()

    assert update.message is not None
    assert list(update.message.parse_entities().values()) == ["https://a.b/c", "#sale"]


async def test_a_press_brings_the_message_it_hangs_under(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "menu", reply_markup=MENU)
    press = await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)

    (update,) = await ptb.get_updates()

    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (press["callback_query_id"], "balance:1", anna)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    assert (await town.chat(anna))["unanswered"] == [
        {"callback_query_id": query.id, "message_id": sent.message_id},
    ]
    assert await query.answer("Done", show_alert=True)
    assert (await town.chat(anna))["alerts"] == [{"id": query.id, "text": "Done", "show_alert": True}]
    assert (await town.chat(anna))["unanswered"] == []


async def test_a_forged_press_may_carry_any_data_and_another_persons_message(town: Town, ptb: Bot) -> None:
    anna, mallory = await town.member("Anna"), await town.member("Mallory")
    sent = await ptb.send_message(anna, "menu", reply_markup=MENU)
    await town.ask(f"people/{mallory}/raw_press", message_id=sent.message_id, data="adjust:1000000")

    (update,) = await ptb.get_updates()

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert (update.callback_query.from_user.id, update.callback_query.message.chat.id) == (mallory, anna)
    assert update.callback_query.data == "adjust:1000000"


async def test_an_own_contact_names_its_owner_and_a_forwarded_one_somebody_else(town: Town, ptb: Bot) -> None:
    anna, boris = await town.member("Anna", phone="+79001112233"), await town.member("Boris")
    await town.ask(f"people/{anna}/contact", own=True)
    await town.ask(f"people/{anna}/contact", phone="+79998887766", user_id=boris)
    await town.ask(f"people/{anna}/contact", phone="+79990000000")

    contacts = [update.message.contact for update in await ptb.get_updates() if update.message]

    assert [(contact.phone_number, contact.user_id) for contact in contacts if contact] == [
        ("79001112233", anna),
        ("79998887766", boris),
        ("79990000000", None),
    ]


async def test_files_of_people_arrive_and_can_be_fetched(town: Town, ptb: Bot, picture: bytes) -> None:
    anna = await town.member()
    await town.upload(anna, "photo", "a.png", picture, "look")
    await town.upload(anna, "document", "list.csv", b"1;2")
    await town.upload(anna, "video", "a.mp4", b"film")

    photo, document, video = [update.message for update in await ptb.get_updates()]

    assert photo is not None
    assert document is not None
    assert video is not None
    assert (photo.caption, photo.photo[-1].width) == ("look", 40)
    assert document.document is not None
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"1;2"
    assert video.video is not None
    assert video.video.file_name == "a.mp4"


async def test_a_persons_photo_comes_in_several_sizes_the_largest_last(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.upload(anna, "photo", "scan.png", a_picture(2600, 1300))
    await town.upload(anna, "photo", "card.png", a_picture(500, 400))

    large, small = [update.message.photo for update in await ptb.get_updates() if update.message]

    assert [(size.width, size.height) for size in large] == [(90, 45), (320, 160), (800, 400), (1280, 640)]
    assert [(size.width, size.height) for size in small] == [(90, 72), (320, 256), (500, 400)]
    assert len({size.file_unique_id for size in (*large, *small)}) == 7
    for size in large:
        file = await size.get_file()
        content = bytes(await file.download_as_bytearray())
        assert (len(content), Image.open(BytesIO(content)).format) == (size.file_size, "JPEG")


@pytest.mark.parametrize("content", [b"no picture", a_picture(400, 300)[:200], a_picture(3000, 100)])
async def test_a_photo_that_no_phone_would_send_is_refused(town: Town, content: bytes) -> None:
    anna = await town.member()

    with pytest.raises(AssertionError, match=r"IMAGE_PROCESS_FAILED|PHOTO_INVALID_DIMENSIONS"):
        await town.upload(anna, "photo", "a.png", content)
    assert len((await town.chat(anna))["messages"]) == 1


async def test_block_and_unblock_are_told_as_membership(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.ask(f"people/{anna}/block")
    await town.ask(f"people/{anna}/unblock")

    changes = [update.my_chat_member for update in await ptb.get_updates()]

    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]
    assert [change.old_chat_member.status for change in changes if change] == ["member", "kicked"]


async def test_start_after_a_block_comes_back_first(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.ask(f"people/{anna}/block")
    await town.ask(f"people/{anna}/start", payload="")

    updates = await ptb.get_updates()

    assert [bool(update.my_chat_member) for update in updates] == [True, True, False]
    assert updates[-1].message is not None
    assert updates[-1].message.text == "/start"


async def test_aiogram_reads_every_kind_of_update_too(town: Town, ptb: Bot, picture: bytes) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "menu", reply_markup=MENU)
    invoice = await ptb.send_invoice(anna, "VIP", "A month", "vip:1", "XTR", [LabeledPrice("VIP", 100)])
    await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)
    await town.ask(f"people/{anna}/contact", own=True)
    await town.ask(f"people/{anna}/inline", query="x")
    await town.ask(f"people/{anna}/pay", message_id=invoice.message_id)
    await town.upload(anna, "photo", "a.png", picture)
    await town.ask(f"people/{anna}/block")

    raw = await town.result("getUpdates")

    kinds = [AiogramUpdate.model_validate(update).event_type for update in raw]
    assert kinds == ["callback_query", "message", "inline_query", "pre_checkout_query", "message", "my_chat_member"]


# ------------------------------------------------------------------ how they are kept


async def test_updates_stay_until_a_higher_offset_is_asked(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    for word in ("one", "two", "three"):
        await town.ask(f"people/{anna}/say", text=word)

    first = await ptb.get_updates(limit=2)
    same = await ptb.get_updates(limit=2)
    rest = await ptb.get_updates(offset=first[-1].update_id + 1)
    none = await ptb.get_updates(offset=rest[-1].update_id + 1)

    assert [update.update_id for update in first] == [update.update_id for update in same]
    assert [update.message.text for update in (*first, *rest) if update.message] == ["one", "two", "three"]
    assert none == ()


async def test_a_negative_offset_keeps_only_the_last(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    for word in ("one", "two", "three"):
        await town.ask(f"people/{anna}/say", text=word)

    (last,) = await ptb.get_updates(offset=-1)

    assert last.message is not None
    assert last.message.text == "three"
    assert len(await ptb.get_updates()) == 1


async def test_after_downtime_old_taps_are_gone_and_words_survive(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "menu", reply_markup=MENU)
    press = await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)
    await town.ask(f"people/{anna}/say", text="still here")

    town.clock.seconds += 151
    (update,) = await ptb.get_updates()

    assert update.message is not None
    assert update.message.text == "still here"
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await ptb.answer_callback_query(press["callback_query_id"])
    town.clock.seconds += 24 * 3600
    assert await ptb.get_updates() == ()


async def test_an_unanswered_tap_stands_among_the_refused_calls(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "menu", reply_markup=MENU)
    await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)

    town.clock.seconds += 151

    (refused,) = (await town.look("state"))["refused"]
    assert (refused["method"], refused["chat_id"]) == ("answerCallbackQuery", anna)
    assert refused["description"].endswith("was never answered")


async def test_only_wanted_kinds_are_kept(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await ptb.get_updates(allowed_updates=["message"])
    await town.ask(f"people/{anna}/block")
    await town.ask(f"people/{anna}/start", payload="")
    await town.ask(f"people/{anna}/inline", query="x")

    (update,) = await ptb.get_updates()
    await ptb.get_updates(allowed_updates=[])
    await town.ask(f"people/{anna}/inline", query="x")

    assert update.message is not None
    assert len(await ptb.get_updates()) == 2


async def test_a_long_poll_wakes_at_once(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    poll = asyncio.create_task(ptb.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await town.ask(f"people/{anna}/say", text="now")

    async with asyncio.timeout(2):
        (update,) = await poll

    assert update.message is not None
    assert update.message.text == "now"


async def test_a_second_poll_ends_the_first(town: Town, ptb: Bot) -> None:
    first = asyncio.create_task(ptb.get_updates(timeout=20))
    await asyncio.sleep(0.05)

    assert await town.result("getUpdates") == []
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await first


async def test_a_poll_whose_bot_died_disturbs_nobody(town: Town) -> None:
    poll = asyncio.create_task(town.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await asyncio.sleep(0.05)

    assert await town.result("getUpdates") == []
    assert (await town.look("state"))["refused"] == []


async def test_the_same_update_comes_again_on_demand(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.ask(f"people/{anna}/say", text="once")
    (update,) = await ptb.get_updates()
    assert await ptb.get_updates(offset=update.update_id + 1) == ()

    await town.ask("repeat", update_id=update.update_id)

    (again,) = await ptb.get_updates()
    assert again.to_dict() == update.to_dict()


async def test_an_update_that_waits_shows_its_own_moment(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "before", reply_markup=MENU)
    await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)
    await ptb.edit_message_text("after", anna, sent.message_id)

    (update,) = await town.result("getUpdates")

    assert update["callback_query"]["message"]["text"] == "before"
