"""Photos sent to our channel through a real Telegram: what they come to mean, and that none stops the bot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from channels.incoming import PictureWithoutCode
from channels.telegram.channel import WebhookAnswer
from channels.telegram.codes import AT_ONCE, PICTURE_BYTES_MAX, payload_in
from channels.telegram.incoming import Arrival, Attached, read
from playground.files import Stored
from tests.channels.photographs import a_bomb, a_code, an_endless_jpeg, as_file, photographed
from tests.channels.rig import Notes, Rig, until
from tests.web.rig import the_log

WAIT_SECONDS = 60  # a reader may use up its time on a busy machine
NOTHING = as_file(Image.new("RGB", (800, 600), "teal"))


async def answered(rig: Rig, count: int = 1) -> Notes:
    """Take what waits until so many updates came and were confirmed."""
    notes = Notes()
    async with rig.receiving(notes):
        await until(lambda: len(notes.came) >= count, seconds=WAIT_SECONDS)
    assert rig.waiting_updates == []
    return notes


def too_large(notes: Notes) -> list[bool]:
    return [incoming.too_large for incoming in notes.incoming if isinstance(incoming, PictureWithoutCode)]


# ------------------------------------------------------------------ what a photo means


async def test_a_photographed_link_of_ours_is_as_good_as_opened(rig: Rig) -> None:
    rig.sends_file(rig.anna, as_file(photographed(rig.bot.link("r_BORIS42"))), caption="what is this?")

    assert (await answered(rig)).came == ["/start r_BORIS42"]


async def test_a_photographed_code_is_as_good_as_typed(rig: Rig) -> None:
    rig.sends_file(rig.anna, as_file(photographed("482913")))

    assert (await answered(rig)).came == ["482913"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_sent_as_a_file_is_read_as_well(rig: Rig, kind: str) -> None:
    rig.sends_file(rig.anna, as_file(a_code("GIFT-7"), kind), name=f"code.{kind.lower()}")

    assert (await answered(rig)).came == ["GIFT-7"]


async def test_our_own_link_counts_before_any_other_code_beside_it(rig: Rig) -> None:
    wall = Image.new("RGB", (1400, 700), "white")
    wall.paste(a_code("https://example.org/menu"), (20, 20))
    wall.paste(a_code(rig.bot.link("c_482913")), (800, 100))
    rig.sends_file(rig.anna, as_file(wall))

    assert (await answered(rig)).came == ["/start c_482913"]


async def test_a_poster_gives_no_commands(rig: Rig) -> None:
    rig.sends_file(rig.anna, as_file(a_code("/forget")))

    assert (await answered(rig)).came == ["PictureWithoutCode"]


async def test_photos_keep_their_place_among_words(rig: Rig) -> None:
    rig.does(rig.anna, "say", text="before")
    rig.sends_file(rig.anna, as_file(photographed("482913")))
    rig.does(rig.anna, "say", text="after")

    assert (await answered(rig, 3)).came == ["before", "482913", "after"]


async def test_a_webhook_reads_photos_too(webhook: tuple[Rig, list[WebhookAnswer]]) -> None:
    rig, answers = webhook
    notes = Notes()
    async with rig.receiving(notes):
        rig.sends_file(rig.anna, as_file(photographed("482913")))
        rig.sends_file(rig.boris, b"no picture at all", name="broken.jpg")
        await until(lambda: [answer.status for answer in answers] == [200, 200], seconds=WAIT_SECONDS)

    assert sorted(notes.came) == ["482913", "PictureWithoutCode"]


# ------------------------------------------------------------------ what cannot be read


@pytest.mark.parametrize(
    "content, name",
    [
        (NOTHING, ""),
        (b"no picture at all", "broken.png"),
        (b"", "empty.jpg"),
        (as_file(a_code("482913"))[:1000], "cut.jpg"),
    ],
)
async def test_a_picture_without_a_code_is_said_to_be_one(rig: Rig, content: bytes, name: str) -> None:
    rig.sends_file(rig.anna, content, name)

    assert too_large(await answered(rig)) == [False]


async def test_a_picture_that_would_take_minutes_is_given_up(rig: Rig) -> None:
    rig.sends_file(rig.anna, an_endless_jpeg(), "endless.jpg")

    assert too_large(await answered(rig)) == [False]


async def test_a_bomb_is_not_unpacked(rig: Rig) -> None:
    rig.sends_file(rig.anna, a_bomb(), "bomb.png")

    assert too_large(await answered(rig)) == [True]


async def test_a_file_beyond_the_limit_is_not_asked_for(rig: Rig) -> None:
    rig.sends_file(rig.anna, bytes(25 * 1024 * 1024), "huge.png")

    assert too_large(await answered(rig)) == [True]
    assert rig.calls("getFile") == []


async def test_a_file_that_telegram_itself_finds_too_big(rig: Rig) -> None:
    rig.sends_file(rig.anna, bytes(25 * 1024 * 1024), "huge.png")
    (message,) = [message.shown for message in rig.anna.messages.values() if "document" in message.shown]
    message["document"] = {**message["document"], "file_size": 1000}

    assert too_large(await answered(rig)) == [True]
    assert len(rig.calls("getFile")) == 1


async def test_a_file_that_grows_on_the_way_is_dropped_at_the_limit(rig: Rig) -> None:
    rig.sends_file(rig.anna, NOTHING, "grows.png")
    (stored,) = [stored for stored in rig.app.world.files._by_path.values() if stored.kind == "document"]
    grown = replace(stored, upload=replace(stored.upload, content=bytes(PICTURE_BYTES_MAX + 1)))
    rig.app.world.files._by_path[stored.path] = grown

    assert too_large(await answered(rig)) == [True]


async def test_a_file_that_cannot_be_fetched_is_no_code_and_the_next_words_come_through(rig: Rig) -> None:
    rig.fault("getFile", "cut_before")
    rig.fault("getFile", "502")
    rig.sends_file(rig.anna, as_file(a_code("482913")))
    rig.sends_file(rig.anna, as_file(a_code("482913")))
    rig.sends_file(rig.anna, NOTHING, "gone.png")
    (path,) = [path for path, stored in rig.app.world.files._by_path.items() if stored.kind == "document"]
    rig.app.world.files._by_path[path] = Stored("document", path, rig.app.world.files._by_path[path].upload, {})
    rig.does(rig.anna, "say", text="after")

    notes = await answered(rig, 4)

    assert notes.came == ["PictureWithoutCode"] * 3 + ["after"]
    assert too_large(notes) == [False] * 3


async def test_pictures_wait_for_each_other_and_hold_no_words_up(rig: Rig) -> None:
    """No more than AT_ONCE are in memory; others talk meanwhile."""
    rig.fault("getFile", "slow", seconds=0.3, times=AT_ONCE + 1)
    guests = [rig.app.world.add_person(f"Guest {number}") for number in range(AT_ONCE + 1)]
    rig.start(*guests)
    for guest in guests:
        rig.sends_file(guest, as_file(a_code("482913")))
    rig.does(rig.anna, "say", text="hello")

    notes = await answered(rig, AT_ONCE + 2)

    assert notes.came == ["hello"] + ["482913"] * (AT_ONCE + 1)


# ------------------------------------------------------------------ what is nobody's business


async def test_nothing_of_a_picture_or_of_its_address_is_logged(rig: Rig) -> None:
    rig.fault("getFile", "cut_before")
    with the_log("DEBUG") as log:
        for content in (as_file(a_code("canary-code")), as_file(a_code("canary-code")), b"canary-bytes"):
            rig.sends_file(rig.anna, content, "canary-name.png")
        await answered(rig, 3)

    said = log.getvalue()
    assert said.count("A photo") == 2
    assert "canary" not in said
    assert "playground" not in said


def a_photo(chat: dict[str, Any], **more: Any) -> dict[str, Any]:
    sender = {"id": 7, "is_bot": False, "first_name": "Anna"}
    sizes = [{"file_id": "small", "width": 90, "height": 68}, {"file_id": "large", "width": 800, "height": 600}]
    message = {"message_id": 3, "date": 1, "chat": chat, "from": sender, "photo": sizes} | more
    return {"update_id": 42, "message": message}


def attached(update: dict[str, Any]) -> Attached | None:
    arrival: Arrival | None = read(update, "bot")
    return arrival.attached if arrival else None


def test_a_photo_in_a_group_is_never_fetched() -> None:
    assert read(a_photo({"id": -5, "type": "supergroup", "title": "All"}), "bot") is None


def test_of_a_photo_the_largest_is_taken_and_of_documents_only_pictures() -> None:
    private = {"id": 7, "type": "private"}
    png = {"file_id": "d", "mime_type": "image/png", "file_size": 12}

    assert attached(a_photo(private)) == Attached("large", 0)
    assert attached(a_photo(private, photo=[], document=png)) == Attached("d", 12)
    assert attached(a_photo(private, photo=[], document=png | {"mime_type": "application/pdf"})) is None


@pytest.mark.parametrize(
    "text, payload",
    [
        ("https://t.me/Corner_Bot?start=r_1", "r_1"),
        ("HTTPS://T.ME/corner_bot?start=r_1", "r_1"),
        ("t.me/corner_bot?start=r_1", "r_1"),
        ("http://telegram.me/corner_bot/?start=r_1", "r_1"),
        ("tg://resolve?domain=corner_bot&start=r_1", "r_1"),
        ("tg:resolve?domain=corner_bot&start=r_1", "r_1"),
        ("https://t.me/corner_bot", ""),
        ("https://t.me/corner_bot?start=../etc", ""),
        ("https://t.me/other_bot?start=r_1", None),
        ("https://t.me.evil.org/corner_bot?start=r_1", None),
        ("https://evil.org/t.me/corner_bot?start=r_1", None),
        ("https://t.me@evil.org/corner_bot?start=r_1", None),
        ("https://[broken?start=r_1", None),
        ("482913", None),
        ("", None),
    ],
)
def test_only_links_to_our_own_chat_are_ours(text: str, payload: str | None) -> None:
    assert payload_in(text, "corner_bot") == payload
