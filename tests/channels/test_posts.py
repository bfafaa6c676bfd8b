"""Messages as staff send them: read whole, sent on as they were, edited later and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from channels.channel import Done, Gone, Rejected, Sent, Unknown, Wait
from channels.incoming import Incoming, PictureWithoutCode, Posted, Pressed, Said, as_post
from channels.telegram.pictures import OURS
from playground import people
from playground.files import Upload
from screens.screen import Bar, Button, Chart, Media, Screen
from tests.channels.photographs import a_code, as_file
from tests.channels.rig import Notes, Rig, until

ROWS = ((Button.action("No more of this", "stop"),),)
CHART = Chart("Bought", (Bar("A", 3), Bar("B", 2)), "#0f766e")
BOLD = {"type": "bold", "offset": 0, "length": 3}


def posts(rig: Rig, kind: str, name: str, content: bytes, **more: Any) -> None:
    people.send_file(rig.app.world, rig.anna, kind, Upload(name, "", content), more.pop("caption", ""), **more)


async def came(rig: Rig, count: int = 1) -> list[Incoming]:
    notes = Notes()
    async with rig.receiving(notes):
        await until(lambda: len(notes.came) >= count, seconds=60)
    return notes.incoming


async def a_film(rig: Rig, caption: str = "") -> Media:
    """As Anna sent it to us."""
    posts(rig, "video", "film.mp4", b"a film", caption=caption)
    (incoming,) = await came(rig)
    assert incoming.media is not None
    return incoming.media


# ------------------------------------------------------------------ what comes


async def test_every_kind_of_file_is_named_so_that_it_can_be_sent_on(rig: Rig) -> None:
    for kind, name in (("video", "film.mp4"), ("animation", "loop.mp4"), ("document", "menu.pdf")):
        posts(rig, kind, name, b"content", caption="New! <b>", marked=[BOLD], album="7")

    incoming = await came(rig, 3)
    for post, kind in zip(incoming, ("video", "document", "document"), strict=True):
        assert isinstance(post, Posted)
        assert (post.html, post.album) == ("<b>New</b>! &lt;b&gt;", "7")
        assert post.media is not None
        assert (post.media.kind, post.media.channel) == (kind, OURS)
        assert isinstance(await rig.bot.send(str(rig.boris.id), Screen("", picture=post.media)), Sent)
    shown = [
        next(kind for kind in ("video", "animation", "document") if kind in one) for one in rig.messages(rig.boris)
    ]
    assert shown == ["video", "animation", "document"]


async def test_a_photo_is_read_for_its_code_and_is_a_post_all_the_same(rig: Rig) -> None:
    rig.sends_file(rig.anna, as_file(a_code("482913")), caption="Scan & win")
    rig.sends_file(rig.anna, as_file(a_code("/forget")))

    coded, plain = await came(rig, 2)

    assert isinstance(coded, Said)
    assert coded.text == "482913"
    assert isinstance(plain, PictureWithoutCode)
    post = as_post(coded)
    assert post is not None
    assert (post.html, post.media) == ("Scan &amp; win", coded.media)
    assert coded.media is not None
    assert coded.media.kind == "photo"
    assert as_post(plain) is not None
    assert isinstance(await rig.bot.send(str(rig.boris.id), Screen(post.html, ROWS, post.media)), Sent)
    assert rig.texts(rig.boris) == ["Scan & win"]


async def test_words_are_a_post_with_their_marks_and_commands_and_presses_are_none(rig: Rig) -> None:
    rig.does(rig.anna, "say", text="New menu, <all> fresh", entities=[BOLD])
    rig.does(rig.anna, "say", text="a < b")
    rig.does(rig.anna, "say", text="/help me", entities=[BOLD])

    marked, plain, command = await came(rig, 3)

    assert isinstance(marked, Said)
    assert (marked.text, marked.html) == ("New menu, <all> fresh", "<b>New</b> menu, &lt;all&gt; fresh")
    assert (plain.html, getattr(as_post(plain), "html", None)) == ("", "a &lt; b")
    assert as_post(command) is None
    assert as_post(Pressed(update_id="1", person=plain.person, action="menu", message_id="1")) is None


# ------------------------------------------------------------------ what goes


async def test_a_file_goes_with_its_words_and_buttons(rig: Rig) -> None:
    film = await a_film(rig)

    await rig.bot.send(str(rig.boris.id), Screen("<b>New</b> film", ROWS, film))

    (message,) = rig.messages(rig.boris)
    assert (message["caption"], message["video"]["file_id"]) == ("New film", film.reference)
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"] == "No more of this"


async def test_more_words_than_a_caption_takes_follow_the_file_with_the_buttons(rig: Rig) -> None:
    film = await a_film(rig)

    fits = await rig.bot.send(str(rig.boris.id), Screen("<b>" + "é&amp;" * 512 + "</b>", ROWS, film))
    too_long = await rig.bot.send(str(rig.boris.id), Screen("x" * 1025, ROWS, film))

    one, file, words = rig.messages(rig.boris)
    assert len(one["caption"]) == 1024
    assert ("caption" in file, "reply_markup" in file) == (False, False)
    assert ("reply_markup" in words, len(words["text"])) == (True, 1025)
    assert (fits, too_long) == (Sent(str(one["message_id"])), Sent(str(words["message_id"])))


async def test_a_file_of_another_messenger_is_left_out_and_one_unknown_to_telegram_is_refused(rig: Rig) -> None:
    strange = await rig.bot.send(str(rig.boris.id), Screen("Words", ROWS, Media("photo", "max", "42")))
    lost = await rig.bot.send(str(rig.boris.id), Screen("Words", ROWS, Media("video", OURS, "BAACmadeupby")))

    assert isinstance(strange, Sent)
    assert rig.texts(rig.boris) == ["Words"]
    assert lost == Rejected("Bad Request: wrong file identifier/HTTP URL specified")


async def test_one_file_is_edited_into_another_under_its_own_button(rig: Rig) -> None:
    film = await a_film(rig)
    replies = {"preview": Screen("A film", ROWS, film), "stop": Screen("Figures", ROWS, CHART)}
    async with rig.receiving(Notes(replies)):
        rig.does(rig.anna, "say", text="preview")
        await until(lambda: "A film" in rig.texts(rig.anna))
        place = rig.messages(rig.anna)[-1]["message_id"]
        rig.does(rig.anna, "press", message_id=place, row=0, column=0)
        await until(lambda: "Figures" in rig.texts(rig.anna))

    (message,) = rig.messages(rig.anna)
    assert (message["message_id"], "photo" in message, "video" in message) == (place, True, False)


# ------------------------------------------------------------------ what changes later


async def sent(rig: Rig, screen: Screen) -> str:
    outcome = await rig.bot.send(str(rig.boris.id), screen)
    assert isinstance(outcome, Sent)
    return outcome.message_id


async def test_a_text_is_edited_into_a_text_and_into_a_picture(rig: Rig) -> None:
    chat_id, place = str(rig.boris.id), await sent(rig, Screen("10 %", ROWS))

    assert await rig.bot.edit(chat_id, place, Screen("<b>20 %</b>", ROWS)) == Done()
    assert await rig.bot.edit(chat_id, place, Screen("<b>20 %</b>", ROWS)) == Done()  # is so already
    assert rig.texts(rig.boris) == ["20 %"]
    assert await rig.bot.edit(chat_id, place, Screen("Report", (), CHART)) == Done()
    assert await rig.bot.edit(chat_id, place, Screen("Report, later", (), CHART)) == Done()

    (message,) = rig.messages(rig.boris)
    assert (str(message["message_id"]), message["caption"], "photo" in message) == (place, "Report, later", True)


async def test_under_a_file_the_words_change_and_the_file_stays(rig: Rig) -> None:
    film = await a_film(rig)
    chat_id, place = str(rig.boris.id), await sent(rig, Screen("One", ROWS, film))

    assert await rig.bot.edit(chat_id, place, Screen("Two", ROWS, film)) == Done()
    assert await rig.bot.edit(chat_id, place, Screen("Three", ROWS)) == Done()  # of words alone: its caption

    (message,) = rig.messages(rig.boris)
    assert (message["caption"], message["video"]["file_id"]) == ("Three", film.reference)
    lines = await sent(rig, Screen("Words"))
    assert await rig.bot.edit(chat_id, lines, Screen("More words", (), film)) == Done()
    assert rig.texts(rig.boris) == ["Three", "More words"]


async def test_edits_and_deletions_tell_what_became_of_them(rig: Rig) -> None:
    chat_id, place = str(rig.boris.id), await sent(rig, Screen("One"))
    rig.fault("editMessageText", "429", seconds=3)
    rig.fault("deleteMessage", "cut_after")

    assert isinstance(await rig.bot.edit(chat_id, place, Screen("Two")), Wait)
    assert isinstance(await rig.bot.delete(chat_id, place), Unknown)
    assert await rig.bot.delete(chat_id, place) == Done()  # gone already
    assert await rig.bot.edit(chat_id, place, Screen("Two")) == Rejected("Bad Request: message to edit not found")
    rig.does(rig.boris, "block")
    assert isinstance(await rig.bot.edit(chat_id, place, Screen("Two")), Gone)


async def test_a_message_is_taken_back_for_48_hours_and_edited_for_ever(rig: Rig) -> None:
    chat_id, new, old = str(rig.boris.id), await sent(rig, Screen("New")), await sent(rig, Screen("Old"))
    rig.boris.messages[int(old)].shown["date"] -= timedelta(hours=48, seconds=1).total_seconds()

    assert await rig.bot.delete(chat_id, new) == Done()
    assert await rig.bot.delete(chat_id, old) == Rejected("Bad Request: message can't be deleted for everyone")
    assert await rig.bot.edit(chat_id, old, Screen("Taken back")) == Done()
    assert rig.texts(rig.boris) == ["Taken back"]
