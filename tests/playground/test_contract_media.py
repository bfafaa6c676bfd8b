"""Files by their ids and messages taken back, as two clients that know nothing of ours see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiogram import Bot as Aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InputMediaAnimation
from telegram import Bot, InputFile
from telegram.constants import ParseMode
from telegram.error import BadRequest

from tests.playground.conftest import TOKEN, Town


async def test_a_film_an_animation_and_a_paper_go_up_once_and_again_by_their_ids(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    film = await ptb.send_video(anna, InputFile(b"film", "a.mp4"), caption="<b>New</b>", parse_mode=ParseMode.HTML)
    loop = await ptb.send_animation(anna, InputFile(b"loop", "b.mp4"))
    paper = await ptb.send_document(anna, InputFile(b"paper", "c.pdf"))
    assert film.video is not None
    assert loop.animation is not None
    assert paper.document is not None

    again = await ptb.send_video(anna, film.video.file_id, caption="<i>Again</i>", parse_mode=ParseMode.HTML)
    looped = await ptb.send_animation(anna, loop.animation.file_id)
    handed = await ptb.send_document(anna, paper.document.file_id)
    file = await ptb.get_file(film.video.file_id)

    assert (again.video, again.caption, again.caption_entities[0].type) == (film.video, "Again", "italic")
    assert (looped.animation, looped.document is not None) == (loop.animation, True)
    assert (handed.document, handed.document and handed.document.file_name) == (paper.document, "c.pdf")
    assert bytes(await file.download_as_bytearray()) == b"film"


async def test_a_film_sent_as_a_document_stays_a_film_and_a_photo_is_never_one(
    town: Town, ptb: Bot, picture: bytes
) -> None:
    anna = await town.member()
    film = await ptb.send_video(anna, InputFile(b"film", "a.mp4"))
    photo = await ptb.send_photo(anna, picture)
    assert film.video is not None

    as_document = await ptb.send_document(anna, film.video.file_id)

    assert (as_document.video, as_document.document) == (film.video, None)
    assert await town.refusal("sendVideo", chat_id=anna, video=photo.photo[-1].file_id) == (
        400,
        "Bad Request: can't use file of type Photo as Video",
    )
    assert await town.refusal("sendPhoto", chat_id=anna, photo=film.video.file_id) == (
        400,
        "Bad Request: can't use file of type Video as Photo",
    )


@pytest.mark.parametrize(
    "file_id, words",
    [
        ("BAACmadeupby", "wrong file identifier/HTTP URL specified"),
        ("offer video", "wrong remote file identifier specified: Wrong character in the string"),
        ("offer", "wrong remote file identifier specified: Wrong string length"),
        ("offervid", "wrong remote file identifier specified: can't unserialize it"),
    ],
)
async def test_a_wrong_file_id_is_refused_in_telegrams_words(town: Town, file_id: str, words: str) -> None:
    anna = await town.member()

    for method, field in (("sendVideo", "video"), ("sendAnimation", "animation"), ("sendDocument", "document")):
        assert await town.refusal(method, chat_id=anna, **{field: file_id}) == (400, f"Bad Request: {words}")


async def test_aiogram_sends_edits_and_takes_back_by_id(town: Town) -> None:
    anna = await town.member()
    loop = await town.upload(anna, "animation", "b.mp4", b"loop")
    shown = next(one for one in (await town.chat(anna))["messages"] if one["message_id"] == loop["message_id"])
    file_id = shown["animation"]["file_id"]
    async with Aiogram(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(town.base))) as bot:
        sent = await bot.send_animation(anna, file_id, caption="one")
        text = await bot.send_message(anna, "text")
        edited = await bot.edit_message_media(
            InputMediaAnimation(media=file_id, caption="two"), None, anna, sent.message_id
        )
        worded = await bot.edit_message_caption(None, anna, sent.message_id, caption="three")
        gone = await bot.delete_messages(anna, [sent.message_id, text.message_id, 999_999])

    assert not isinstance(edited, bool)
    assert not isinstance(worded, bool)
    assert sent.animation is not None
    assert (edited.animation, edited.caption, worded.caption) == (sent.animation, "two", "three")
    assert gone is True
    assert [one["message_id"] for one in (await town.chat(anna))["messages"]][1:] == [loop["message_id"]]


async def test_messages_are_taken_back_within_48_hours_all_or_none(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    old = await ptb.send_message(anna, "old")
    await town.clock.travel(timedelta(hours=48, seconds=1))
    new = await ptb.send_message(anna, "new")

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await ptb.delete_messages(anna, [old.message_id, new.message_id])
    assert await town.refusal("deleteMessages", chat_id=anna) == (
        400,
        "Bad Request: message identifiers are not specified",
    )
    assert await town.refusal("deleteMessages", chat_id=anna, message_ids=list(range(1, 102))) == (
        400,
        "Bad Request: too many message identifiers specified",
    )

    assert await ptb.delete_messages(anna, [new.message_id])
    assert [one["text"] for one in (await town.chat(anna))["messages"]] == ["/start", "old"]


async def test_what_a_person_marks_and_attaches_reaches_the_bot(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    bold = {"type": "bold", "offset": 3, "length": 4}
    await town.ask(f"people/{anna}/say", text="👋 gift of https://a.io", entities=[bold])
    await town.upload(anna, "video", "a.mp4", b"film", caption="new")

    words, film = await ptb.get_updates()

    assert words.message is not None
    assert film.message is not None
    assert words.message.parse_entities() == {
        words.message.entities[0]: "gift",
        words.message.entities[1]: "https://a.io",
    }
    assert (film.message.caption, film.message.video is not None) == ("new", True)
    assert (await town.try_asking(f"people/{anna}/say", text="x", entities=["no entity"]))[0] == 400


# ------------------------------------------------------------------ the crowd


async def test_a_crowd_has_chats_and_no_place_on_the_page_until_it_is_looked_at(town: Town, ptb: Bot) -> None:
    crowd = town.app.world.add_crowd((f"Household {number}", "en", "") for number in range(2_500))
    for number in range(30):
        await ptb.send_message(crowd[1233].id, f"letter {number}")

    state = await town.look("state")
    found = await town.look("crowd?find=hold 1233")
    by_phone = await town.look(f"crowd?find={crowd[7].phone[-7:]}")
    shown = await town.ask(f"people/{crowd[1233].id}/look")

    assert (state["people"], state["crowd"]) == ([], 2_500)
    assert [person["id"] for person in found["people"]] == [shown["id"]]
    assert [person["id"] for person in by_phone["people"]] == [crowd[7].id]
    assert len((await town.look("crowd"))["people"]) == 20
    assert [person["id"] for person in (await town.look("state"))["people"]] == [shown["id"]]
    texts = [message["text"] for message in (await town.chat(shown["id"]))["messages"]]
    assert texts == [f"letter {number}" for number in range(10, 30)]
