"""The webhook: only with its secret, answered only after the commit, with one call riding along."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from channels.channel import Menu, NotNow, Refusal, Reply
from channels.incoming import Incoming
from channels.telegram.channel import Telegram, WebhookAnswer
from screens.screen import Button, Qr, Screen
from tests.channels.rig import SECRET, Notes, Rig, until, word_of

MENU = Screen("Menu", ((Button.action("History", "history:1"),),))
HISTORY = Screen("History", ((Button.action("Back", "menu"),),))
CARD = Screen("Card", picture=Qr("x"))

Webhook = tuple[Rig, list[WebhookAnswer]]


def an_update(rig: Rig, text: str = "hello", update_id: int = 9) -> bytes:
    message = {"message_id": 3, "date": 1, "chat": rig.anna.chat, "from": rig.anna.user, "text": text}
    return json.dumps({"update_id": update_id, "message": message}).encode()


async def test_a_text_rides_in_the_webhooks_answer(webhook: Webhook) -> None:
    rig, answers = webhook
    async with rig.receiving(Notes({"menu": MENU})):
        rig.does(rig.anna, "say", text="menu")
        await until(lambda: rig.texts(rig.anna) == ["Menu"])

    (answer,) = answers
    assert answer.status == 200
    assert answer.json is not None
    assert answer.json["method"] == "sendMessage"
    assert list(rig.app.world.refused) == []


async def test_the_answer_to_a_press_rides_and_the_screen_is_edited(webhook: Webhook) -> None:
    rig, answers = webhook
    async with rig.receiving(Notes({"menu": MENU, "history:1": Reply(HISTORY, notice="Here")})):
        rig.does(rig.anna, "say", text="menu")
        await until(lambda: rig.texts(rig.anna) == ["Menu"])
        rig.does(rig.anna, "press", message_id=rig.messages(rig.anna)[0]["message_id"], row=0, column=0)
        await until(lambda: rig.texts(rig.anna) == ["History"])
        await until(lambda: len(rig.anna.alerts) == 1)

    assert answers[1].json is not None
    assert answers[1].json["method"] == "answerCallbackQuery"
    assert list(rig.app.world.refused) == []


async def test_a_picture_is_sent_by_itself(webhook: Webhook) -> None:
    rig, answers = webhook
    async with rig.receiving(Notes({"card": CARD})):
        rig.does(rig.anna, "say", text="card")
        await until(lambda: rig.texts(rig.anna) == ["Card"])

    assert answers == [WebhookAnswer(200)]


async def test_a_menu_is_set_beside_the_text_that_rides(webhook: Webhook) -> None:
    rig, _ = webhook
    async with rig.receiving(Notes({"menu": Reply(MENU, menu=Menu((("sell", "Sell"),)))})):
        rig.does(rig.anna, "say", text="menu")
        await until(lambda: rig.texts(rig.anna) == ["Menu"])
        await until(lambda: len(rig.calls("setMyCommands")) == 1)


async def test_what_failed_comes_again_until_it_is_done(webhook: Webhook) -> None:
    rig, answers = webhook
    came: list[str] = []

    async def fails_twice(incoming: Incoming) -> Reply:
        came.append(word_of(incoming))
        if len(came) < 3:
            raise RuntimeError("the commit failed")
        return Reply(screen=MENU)

    async with rig.receiving(fails_twice):
        rig.does(rig.anna, "say", text="menu")
        await until(lambda: rig.texts(rig.anna) == ["Menu"])

    assert [answer.status for answer in answers] == [500, 500, 200]


async def test_a_bug_is_given_up_kindly_at_its_fifth_try(webhook: Webhook) -> None:
    rig, answers = webhook

    async def bug(incoming: Incoming) -> Reply:
        raise AssertionError("a bug")

    async with rig.receiving(bug):
        rig.does(rig.anna, "say", text="poison")
        await until(lambda: rig.texts(rig.anna) == ["Something broke on our side."])

    assert [answer.status for answer in answers] == [500] * 4 + [200]


async def test_while_nothing_can_be_committed_telegram_is_told_to_come_again(webhook: Webhook) -> None:
    rig, _ = webhook

    async def away(incoming: Incoming) -> Reply:
        raise NotNow

    async with rig.receiving(away):
        for _ in range(8):
            assert await rig.bot.accept(SECRET, an_update(rig)) == WebhookAnswer(500)


async def test_the_answer_comes_only_after_the_unit_ended(webhook: Webhook) -> None:
    rig, _ = webhook
    gate = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply:
        await gate.wait()
        return Reply()

    async with rig.receiving(slow):
        asked = asyncio.create_task(rig.bot.accept(SECRET, an_update(rig)))
        await asyncio.sleep(0.05)
        assert not asked.done()
        gate.set()
        assert await asked == WebhookAnswer(200)


async def test_the_same_update_twice_at_once_has_one_effect(webhook: Webhook) -> None:
    rig, _ = webhook
    notes = Notes({"hello": MENU})

    async with rig.receiving(notes):
        answers = await asyncio.gather(*(rig.bot.accept(SECRET, an_update(rig)) for _ in range(20)))

    assert notes.came == ["hello"]
    assert {answer.status for answer in answers} == {200}
    assert sum(answer.json is not None for answer in answers) == 1, "the call rides once"


async def test_a_caller_that_goes_away_does_not_stop_the_unit(webhook: Webhook) -> None:
    rig, _ = webhook
    notes, gate = Notes(), asyncio.Event()

    async def slow(incoming: Incoming) -> Reply:
        await gate.wait()
        return await notes(incoming)

    async with rig.receiving(slow):
        asked = asyncio.create_task(rig.bot.accept(SECRET, an_update(rig)))
        await asyncio.sleep(0.02)
        asked.cancel()
        gate.set()
        await until(lambda: notes.came == ["hello"])


@pytest.mark.parametrize("secret", ["", "a-secret_of-our", "A-SECRET_OF-OURS", "a-secret_of-ours ", "секрет"])
async def test_without_the_right_secret_nothing_is_taken(webhook: Webhook, secret: str) -> None:
    rig, _ = webhook
    notes = Notes()

    async with rig.receiving(notes):
        assert await rig.bot.accept(secret, an_update(rig)) == WebhookAnswer(401)

    assert notes.came == []


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"update_id": "x"}', b"\xff", b"1" * 5000])
async def test_what_is_no_update_is_refused(webhook: Webhook, body: bytes) -> None:
    rig, _ = webhook
    async with rig.receiving(Notes()):
        assert await rig.bot.accept(SECRET, body) == WebhookAnswer(400)


async def test_before_we_receive_telegram_is_told_to_come_again(webhook: Webhook) -> None:
    rig, _ = webhook

    assert await rig.bot.accept(SECRET, an_update(rig)) == WebhookAnswer(503)


async def test_an_update_that_is_not_for_us_is_taken_and_left(webhook: Webhook) -> None:
    rig, _ = webhook
    query: dict[str, Any] = {
        "update_id": 9,
        "inline_query": {"id": "1", "from": rig.anna.user, "query": "", "offset": ""},
    }
    notes = Notes()

    async with rig.receiving(notes):
        assert await rig.bot.accept(SECRET, json.dumps(query).encode()) == WebhookAnswer(200)

    assert notes.came == []


@pytest.mark.parametrize("secret", ["", "with space", "x" * 257, "секрет"])
def test_a_webhook_without_a_proper_secret_is_refused_at_once(secret: str) -> None:
    with pytest.raises(Refusal, match="needs a secret"):
        Telegram("1:playground", public_url="https://shop.example", secret=secret, assets=Path())


async def test_going_back_to_polling_takes_the_webhook_away(webhook: Webhook) -> None:
    rig, _ = webhook
    notes = Notes()
    polling = Telegram("1:playground", api=rig.address, assets=Path())
    await polling.open()
    rig.does(rig.anna, "say", text="hello")

    async with rig.receiving(notes, polling):
        await until(lambda: notes.came == ["hello"])
    await polling.close()
