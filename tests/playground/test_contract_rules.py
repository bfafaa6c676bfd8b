"""The rules that catch real bugs, each in Telegram's own words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LabeledPrice,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from playground.limits import Limits
from tests.playground.conftest import Open, Town, a_picture

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
CANNOT_PARSE = "can't parse inline keyboard button"
NOT_ROWS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def inline(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}] for button in buttons]}


# ------------------------------------------------------------------ who may be written to


async def test_a_stranger_a_blocker_and_a_deleted_account_are_told_apart(town: Town, ptb: Bot) -> None:
    anna = await town.newcomer()
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(anna, "x")

    await town.ask(f"people/{anna}/start", payload="")
    await town.ask(f"people/{anna}/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(anna, "x")

    await town.ask(f"people/{anna}/unblock")
    await town.ask(f"people/{anna}/deactivate")
    with pytest.raises(Forbidden, match="user is deactivated"):
        await ptb.send_message(anna, "x")

    assert [refused["description"] for refused in (await town.look("state"))["refused"]] == [
        "Bad Request: chat not found",
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
    ]


async def test_another_token_is_unauthorized(town: Town) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("2:another", f"{town.base}/bot"):
            pass

    body = await town.call("getMe", token="1:playgrounds")

    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_method_that_is_not_here_is_not_found(town: Town) -> None:
    assert await town.refusal("sendSticker", chat_id=1) == (404, "Not Found: method not found")


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize(
    "text, description",
    [
        ("", "message text is empty"),
        ("   \n ", "text must be non-empty"),
        ("<b></b>", "text must be non-empty"),
        ("Anna <3 coffee", 'can\'t parse entities: Unsupported start tag "3" at byte offset 5'),
        ("a < b", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("x" * 4097, "message is too long"),
        ("<b>" + "😀" * 4097 + "</b>", "message is too long"),
    ],
)
async def test_a_text_that_telegram_would_not_take_is_refused(town: Town, text: str, description: str) -> None:
    anna = await town.member()

    refused = await town.refusal("sendMessage", chat_id=anna, text=text, parse_mode="HTML")

    assert refused == (400, f"Bad Request: {description}")


async def test_lengths_count_after_parsing(town: Town, ptb: Bot, picture: bytes) -> None:
    anna = await town.member()

    sent = await ptb.send_message(anna, "<b>" + "&amp;" * 4096 + "</b>", "HTML")
    card = await ptb.send_photo(anna, picture, caption="<i>" + "я" * 1024 + "</i>", parse_mode="HTML")

    assert sent.text == "&" * 4096
    assert card.caption == "я" * 1024
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await ptb.send_photo(anna, picture, caption="я" * 1025)


async def test_spaces_at_the_ends_go_and_offsets_follow(town: Town) -> None:
    anna = await town.member()

    sent = await town.result("sendMessage", chat_id=anna, text="  <b> x </b>\n", parse_mode="html")

    assert (sent["text"], sent["entities"]) == ("x", [{"offset": 0, "length": 1, "type": "bold"}])


async def test_an_unknown_parse_mode_is_refused(town: Town) -> None:
    anna = await town.member()

    refused = await town.refusal("sendMessage", chat_id=anna, text="x", parse_mode="bbcode")

    assert refused == (400, "Bad Request: unsupported parse_mode")


# ------------------------------------------------------------------ keyboards


@pytest.mark.parametrize(
    "markup, description",
    [
        (inline({"callback_data": "d" * 65}), "BUTTON_DATA_INVALID"),
        (inline({"callback_data": "я" * 33}), "BUTTON_DATA_INVALID"),
        (inline({"copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
        (inline({"copy_text": {"text": "c" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (inline({}), f"{CANNOT_PARSE}: Text buttons are unallowed in the inline keyboard"),
        (inline({"callback_data": "a", "text": " "}), "inline keyboard button text must be non-empty"),
        (inline({"callback_data": "a", "style": "pink"}), f"{CANNOT_PARSE}: invalid button style specified"),
        (inline({"url": "ftp://a.b"}), "inline keyboard button URL 'ftp://a.b' is invalid: Unsupported URL protocol"),
        (inline({"url": "javascript:x"}), "inline keyboard button URL 'javascript:x' is invalid: Wrong HTTP URL"),
        (inline({"switch_inline_query_chosen_chat": {"query": "q"}}), "at least one chat type must be allowed"),
        (inline(*[{"callback_data": "a"}] * 101), "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 9]}, "reply markup is too long"),
        ({"inline_keyboard": [{"text": "x"}]}, NOT_ROWS),
        ({"keyboard": [[{"request_contact": True}]]}, 'can\'t parse keyboard button: Can\'t find field "text"'),
        ([], "object expected as reply markup"),
        ("{", "can't parse reply keyboard markup JSON object"),
    ],
)  # fmt: skip
async def test_a_keyboard_that_telegram_would_not_take_is_refused(town: Town, markup: Any, description: str) -> None:
    anna = await town.member()

    refused = await town.refusal("sendMessage", chat_id=anna, text="x", reply_markup=markup)

    assert refused == (400, f"Bad Request: {description}")


@pytest.mark.parametrize(
    "markup",
    [
        inline(*[{"callback_data": "d" * 64}] * 100),
        {"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 8]},
        inline({"callback_data": "a", "style": "success"}, {"disabled": {}}, {"copy_text": {"text": "c"}}),
    ],
)
async def test_a_keyboard_at_the_limit_passes(town: Town, markup: Any) -> None:
    anna = await town.member()

    sent = await town.result("sendMessage", chat_id=anna, text="x", reply_markup=markup)

    assert sent["reply_markup"] == markup


# ------------------------------------------------------------------ editing, deleting


async def test_an_edit_that_changes_nothing_is_refused(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    markup = inline({"callback_data": "a"})
    sent = await town.result("sendMessage", chat_id=anna, text="<b>x</b>", parse_mode="HTML", reply_markup=markup)
    same = {"chat_id": anna, "message_id": sent["message_id"], "parse_mode": "HTML"}

    assert await town.refusal("editMessageText", text="<b>x</b>", reply_markup=markup, **same) == (400, NOT_MODIFIED)
    assert await town.refusal("editMessageReplyMarkup", reply_markup=markup, **same) == (400, NOT_MODIFIED)
    await town.result("editMessageText", text="<i>x</i>", reply_markup=markup, **same)


async def test_a_message_with_a_reply_keyboard_is_never_edited(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "phone?", reply_markup=ReplyKeyboardMarkup([["Later"]]))

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await ptb.edit_message_text("other", anna, sent.message_id)


async def test_what_a_person_said_is_never_edited(town: Town) -> None:
    anna = await town.member()
    said = await town.ask(f"people/{anna}/say", text="mine")

    refused = await town.refusal("editMessageText", chat_id=anna, message_id=said["message_id"], text="x")

    assert refused == (400, "Bad Request: message can't be edited")


async def test_a_photo_has_no_text_and_a_text_no_caption(town: Town, ptb: Bot, picture: bytes) -> None:
    anna = await town.member()
    photo, text = await ptb.send_photo(anna, picture), await ptb.send_message(anna, "x")

    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await ptb.edit_message_text("x", anna, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await ptb.edit_message_caption(anna, text.message_id, caption="x")


async def test_a_message_that_is_not_there_is_named_by_what_was_wanted(town: Town) -> None:
    anna = await town.member()
    where = {"chat_id": anna, "message_id": 999}

    assert await town.refusal("editMessageText", text="x", **where) == (400, "Bad Request: message to edit not found")
    assert await town.refusal("deleteMessage", **where) == (400, "Bad Request: message to delete not found")
    copied = await town.refusal("copyMessage", from_chat_id=anna, **where)
    assert copied == (400, "Bad Request: message to copy not found")
    replied = await town.refusal("sendMessage", text="x", reply_parameters={"message_id": 999}, **where)
    assert replied == (400, "Bad Request: message to be replied not found")


async def test_only_an_inline_keyboard_comes_with_an_edit(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "x")

    refused = await town.refusal(
        "editMessageText", chat_id=anna, message_id=sent.message_id, text="y", reply_markup={"keyboard": [["a"]]}
    )

    assert refused == (400, "Bad Request: inline keyboard expected")


async def test_a_message_is_deleted_within_48_hours_and_edited_at_any_age(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_message(anna, "x")

    await town.clock.travel(timedelta(hours=48, seconds=1))

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await ptb.delete_message(anna, sent.message_id)
    await ptb.edit_message_text("y", anna, sent.message_id)


# ------------------------------------------------------------------ files


async def test_a_file_id_must_exist_and_be_of_its_kind(town: Town, ptb: Bot, picture: bytes) -> None:
    anna = await town.member()
    sent = await ptb.send_photo(anna, picture)

    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await ptb.send_photo(anna, "AgACmadeup")
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await ptb.send_document(anna, sent.photo[-1].file_id)
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await ptb.get_file("AgACmadeup")
    with pytest.raises(BadRequest, match="There is no photo in the request"):
        await ptb.send_photo(anna, "")


async def test_a_photo_must_be_a_picture_of_bearable_size(town: Town, ptb: Bot) -> None:
    anna = await town.member()

    with pytest.raises(BadRequest, match="Image_process_failed"):
        await ptb.send_photo(anna, b"no picture")
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await ptb.send_photo(anna, a_picture(4_100, 200))
    with pytest.raises(BadRequest, match="is too big for a photo; the maximum size is 10485760 bytes"):
        await ptb.send_photo(anna, b"\x89PNG" + bytes(10 * 1024 * 1024))
    sent = await ptb.send_message(anna, "x")
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await ptb.edit_message_media(InputMediaPhoto(b"no picture"), anna, sent.message_id)


# ------------------------------------------------------------------ queries, commands, invoices


async def test_a_callback_is_answered_once_and_in_time(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="a")]])
    sent = await ptb.send_message(anna, "x", reply_markup=markup)
    press = await town.ask(f"people/{anna}/press", message_id=sent.message_id, row=0, column=0)
    query = {"callback_query_id": press["callback_query_id"]}

    assert await town.refusal("answerCallbackQuery", text="x" * 201, **query) == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await town.result("answerCallbackQuery", text="x" * 200, **query) is True
    assert await town.refusal("answerCallbackQuery", **query) == (400, TOO_OLD)
    assert await town.refusal("answerCallbackQuery", callback_query_id="77") == (400, TOO_OLD)


async def test_a_pre_checkout_query_is_answered_within_10_seconds(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    sent = await ptb.send_invoice(anna, "VIP", "A month", "vip", "XTR", [LabeledPrice("VIP", 1)])
    asked = await town.ask(f"people/{anna}/pay", message_id=sent.message_id)

    town.clock.seconds += 11

    refused = await town.refusal("answerPreCheckoutQuery", ok=True, **asked)
    assert refused == (400, TOO_OLD)
    assert (await town.chat(anna))["alerts"][-1]["text"] == "The payment timed out."


@pytest.mark.parametrize(
    "change, description",
    [
        ({"currency": "RUB"}, "CURRENCY_INVALID"),
        ({"provider_token": "x"}, "PAYMENT_PROVIDER_INVALID"),
        ({"prices": [{"label": "a", "amount": 1}, {"label": "b", "amount": 2}]}, "STARS_INVOICE_INVALID"),
        ({"prices": []}, "STARS_INVOICE_INVALID"),
        ({"prices": [{"label": "a", "amount": 0}]}, "STARS_INVOICE_INVALID"),
        ({"title": "t" * 33}, "INVOICE_TITLE_INVALID"),
        ({"payload": "p" * 129}, "INVOICE_PAYLOAD_INVALID"),
    ],
)
async def test_an_invoice_is_in_stars_with_exactly_one_price(town: Town, change: Any, description: str) -> None:
    anna = await town.member()
    good = {
        "title": "VIP",
        "description": "d",
        "payload": "p",
        "currency": "XTR",
        "prices": [{"label": "a", "amount": 1}],
    }

    assert await town.refusal("sendInvoice", chat_id=anna, **(good | change)) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize(
    "command, description, words",
    [
        ("Balance", "x", "BOT_COMMAND_INVALID"),
        ("баланс", "x", "BOT_COMMAND_INVALID"),
        ("c" * 33, "x", "command length must not exceed 32"),
        ("/", "x", "command must be non-empty"),
        ("balance", "", "command description must be non-empty"),
        ("balance", "d" * 257, "command description length must not exceed 256"),
    ],
)
async def test_commands_have_an_alphabet_and_a_length(town: Town, command: str, description: str, words: str) -> None:
    refused = await town.refusal("setMyCommands", commands=[{"command": command, "description": description}])

    assert refused == (400, f"Bad Request: {words}")


async def test_inline_answers_are_at_most_50_with_ids_of_their_own(town: Town) -> None:
    anna = await town.member()
    asked = await town.ask(f"people/{anna}/inline", query="x")

    def card(number: int, text: str = "x") -> dict[str, Any]:
        content = {"message_text": text, "parse_mode": "HTML"}
        return {"type": "article", "id": str(number), "title": "t", "input_message_content": content}

    async def refused(*results: dict[str, Any]) -> str:
        return (await town.refusal("answerInlineQuery", results=list(results), **asked))[1]

    assert await refused(*map(card, range(51))) == "Bad Request: too many inline query results specified"
    assert await refused(card(1), card(1)) == "Bad Request: RESULT_ID_DUPLICATE"
    assert "can't parse entities" in await refused(card(1, "a < b"))
    assert "wrong file identifier" in await refused({"type": "photo", "id": "1", "photo_file_id": "AgACmadeup"})
    assert await town.result("answerInlineQuery", results=[card(number) for number in range(50)], **asked) is True


# ------------------------------------------------------------------ rates


async def test_one_chat_takes_a_short_burst_then_one_a_second(opened: Open) -> None:
    async with opened(Limits(per_second=30, per_chat_per_second=1, chat_burst=3)) as town:
        anna, boris = await town.member("Anna"), await town.member("Boris")
        async with Bot("1:playground", f"{town.base}/bot") as ptb:
            for _ in range(3):
                await ptb.send_message(anna, "x")
            with pytest.raises(RetryAfter, match="Retry in 1 seconds"):
                await ptb.send_message(anna, "x")
            await ptb.send_message(boris, "another chat is free")
            town.clock.seconds += 1
            await ptb.send_message(anna, "x")


async def test_thirty_a_second_for_all_and_a_thousand_for_those_who_pay(opened: Open) -> None:
    async with opened(Limits(per_chat_per_second=0)) as town:
        anna = await town.member()
        free = [(await town.call("sendMessage", chat_id=anna, text="x"))["ok"] for _ in range(31)]
        paid = await town.call("sendMessage", chat_id=anna, text="x", allow_paid_broadcast=True)
        refused = await town.call("sendMessage", chat_id=anna, text="x")

    assert free == [True] * 30 + [False]
    assert paid["ok"]
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
