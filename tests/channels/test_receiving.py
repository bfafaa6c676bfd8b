"""Long polling against a Telegram that keeps what was not confirmed: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channels.channel import NotNow, Refusal, Reply
from channels.incoming import Incoming, Left, Returned, SharedContact
from channels.telegram.channel import Telegram
from screens.screen import Screen
from tests.channels.rig import Notes, Rig, a_rig, until, word_of


async def test_what_was_done_is_confirmed_and_not_handed_out_again(rig: Rig) -> None:
    notes = Notes({"hello": Screen("Hi!")})
    rig.does(rig.anna, "say", text="hello")

    async with rig.receiving(notes):
        await until(lambda: rig.texts(rig.anna) == ["Hi!"])

    assert rig.waiting_updates == []
    assert notes.came == ["hello"]


async def test_an_update_whose_unit_failed_is_tried_again_in_its_place(rig: Rig) -> None:
    came: list[str] = []

    async def fails_twice(incoming: Incoming) -> Reply:
        came.append(word_of(incoming))
        if came.count("first") < 3 and came[-1] == "first":
            raise RuntimeError("the commit failed")
        return Reply()

    rig.does(rig.anna, "say", text="first")
    rig.does(rig.anna, "say", text="second")

    async with rig.receiving(fails_twice):
        await until(lambda: "second" in came)

    assert came == ["first", "first", "first", "second"]


async def test_what_was_not_committed_when_the_program_stopped_comes_again_to_the_next(rig: Rig) -> None:
    async def never(incoming: Incoming) -> Reply:
        began.set()
        raise NotNow

    began = asyncio.Event()
    rig.does(rig.anna, "say", text="first")
    rig.does(rig.boris, "say", text="other")
    async with rig.receiving(never):
        await began.wait()

    notes = Notes()
    next_bot = Telegram("1:playground", api=rig.address, assets=Path())
    await next_bot.open()
    async with rig.receiving(notes, next_bot):
        await until(lambda: sorted(notes.came) == ["first", "other"])
    await next_bot.close()


async def test_an_unfinished_update_holds_back_the_confirmation_of_those_after_it(rig: Rig) -> None:
    gate = asyncio.Event()
    done: list[str] = []

    async def slow_for_anna(incoming: Incoming) -> Reply:
        if word_of(incoming) == "slow":
            await gate.wait()
        done.append(word_of(incoming))
        return Reply()

    rig.does(rig.anna, "say", text="slow")
    slow_id = rig.waiting_updates[0]
    async with rig.receiving(slow_for_anna):
        for number in range(5):
            rig.does(rig.boris, "say", text=str(number))
            await asyncio.sleep(0.03)
        await until(lambda: len(done) == 5)
        assert slow_id in rig.waiting_updates
        assert done == ["0", "1", "2", "3", "4"], "handed out over and over, each was done once"
        gate.set()
        await until(lambda: rig.waiting_updates == [])

    assert done[-1] == "slow"


async def test_one_chat_is_answered_in_order_while_others_go_on(rig: Rig) -> None:
    running: set[str] = set()
    together = False
    order: list[str] = []

    async def slow(incoming: Incoming) -> Reply:
        nonlocal together
        who = incoming.person.user_id
        assert who not in running, "one chat, two units at once"
        running.add(who)
        together = together or len(running) > 1
        await asyncio.sleep(0.01)
        running.discard(who)
        order.append(f"{incoming.person.name} {word_of(incoming)}")
        return Reply()

    for number in range(5):
        rig.does(rig.anna, "say", text=str(number))
        rig.does(rig.boris, "say", text=str(number))
    async with rig.receiving(slow):
        await until(lambda: len(order) == 10)

    assert [line for line in order if line.startswith("Anna")] == [f"Anna {number}" for number in range(5)]
    assert together


async def test_at_most_so_many_units_run_at_once(tmp_path: Path) -> None:
    running = most = done = 0

    async def slow(incoming: Incoming) -> Reply:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        done += 1
        return Reply()

    async with a_rig(tmp_path, at_once=3) as rig:
        for number in range(12):
            rig.does(rig.app.world.add_person(f"Person {number}"), "start")
        async with rig.receiving(slow):
            await until(lambda: done == 12)

    assert most == 3


async def test_a_unit_with_a_bug_is_given_up_kindly_and_stops_nobody(rig: Rig) -> None:
    tries = 0
    notes = Notes()

    async def poison(incoming: Incoming) -> Reply:
        nonlocal tries
        if word_of(incoming) == "poison":
            tries += 1
            raise AssertionError("a bug")
        return await notes(incoming)

    rig.does(rig.anna, "say", text="poison")
    rig.does(rig.anna, "say", text="after")
    async with rig.receiving(poison):
        await until(lambda: notes.came == ["after"], 10)
        await until(lambda: rig.waiting_updates == [])

    assert tries == 5
    assert rig.texts(rig.anna) == ["Something broke on our side."]


async def test_while_nothing_can_be_committed_nothing_is_given_up(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    away = True
    tries = 0

    async def while_the_database_is_away(incoming: Incoming) -> Reply:
        nonlocal tries
        tries += 1
        if away:
            raise NotNow
        return Reply(screen=Screen("Back"))

    rig.does(rig.anna, "say", text="hello")
    async with rig.receiving(while_the_database_is_away):
        await until(lambda: tries == 3)
        assert len(rig.waiting_updates) == 1
        away = False
        await until(lambda: rig.texts(rig.anna) == ["Back"])


async def test_a_repeated_update_still_in_flight_is_not_answered_twice(rig: Rig) -> None:
    gate = asyncio.Event()
    came: list[str] = []

    async def slow(incoming: Incoming) -> Reply:
        came.append(incoming.update_id)
        await gate.wait()
        return Reply()

    rig.does(rig.anna, "say", text="hello")
    async with rig.receiving(slow):
        await until(lambda: len(came) == 1)
        rig.app.world.updates.repeat(int(came[0]))
        await asyncio.sleep(0.2)
        gate.set()
        await until(lambda: rig.waiting_updates == [])

    assert len(came) == 1


@pytest.mark.parametrize("kind", ["502", "cut_before", "cut_after"])
async def test_polling_outlives_a_bad_line(rig: Rig, kind: str) -> None:
    rig.fault("getUpdates", kind, times=2)
    notes = Notes()
    rig.does(rig.anna, "say", text="hello")

    async with rig.receiving(notes):
        await until(lambda: notes.came == ["hello"])


async def test_polling_waits_as_long_as_telegram_says(rig: Rig) -> None:
    rig.fault("getUpdates", "429", retry_after=1)
    notes = Notes()
    rig.does(rig.anna, "say", text="hello")
    loop = asyncio.get_running_loop()
    began = loop.time()

    async with rig.receiving(notes):
        await until(lambda: notes.came == ["hello"])

    assert loop.time() - began >= 1


async def test_polling_goes_on_after_another_program_took_the_updates(rig: Rig) -> None:
    notes = Notes()
    async with rig.receiving(notes):
        await until(lambda: rig.app.delivery._poll)
        other = Telegram("1:playground", api=rig.address, assets=Path())
        await other._calls.updates(0, 0, [])
        rig.does(rig.anna, "say", text="hello")
        await until(lambda: notes.came == ["hello"])
        await other.close()


async def test_stopping_lets_a_unit_that_has_begun_end_and_confirms_it(rig: Rig) -> None:
    began = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply:
        began.set()
        await asyncio.sleep(0.2)
        return Reply(screen=Screen("Done"))

    rig.does(rig.anna, "say", text="hello")
    async with rig.receiving(slow):
        await began.wait()

    assert rig.texts(rig.anna) == ["Done"]
    assert rig.waiting_updates == []


async def test_a_token_that_telegram_does_not_know_is_refused_in_words(rig: Rig) -> None:
    stranger = Telegram("2:unknown", api=rig.address, assets=Path())

    with pytest.raises(Refusal, match="does not know this token") as refusal:
        await stranger.open()
    await stranger.close()

    assert "2:unknown" not in str(refusal.value)


async def test_a_token_revoked_while_running_stops_the_bot_in_words(rig: Rig) -> None:
    task = asyncio.create_task(rig.bot.receive(Notes()))
    await asyncio.sleep(0.05)

    rig.app._calls = "/bot2:new/"
    rig.does(rig.anna, "say", text="wake")

    with pytest.raises(Refusal, match="BotFather"):
        await asyncio.wait_for(task, 5)


@pytest.mark.parametrize("token", ["", "no colon", "letters:ABC", "1: space"])
def test_what_cannot_be_a_token_is_refused_at_once(token: str) -> None:
    with pytest.raises(Refusal, match="@BotFather gives it") as refusal:
        Telegram(token, assets=Path())

    assert not token or token not in str(refusal.value)


async def test_a_server_that_is_not_there_is_refused_in_words() -> None:
    nobody = Telegram("1:playground", api="http://127.0.0.1:9", assets=Path())

    with pytest.raises(Refusal, match="cannot be reached"):
        await nobody.open()
    await nobody.close()


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(Refusal, match="must look like"):
        Telegram("1:playground", api="127.0.0.1:8081", assets=Path())


async def test_blocking_and_coming_back_reach_us(rig: Rig) -> None:
    notes = Notes()
    async with rig.receiving(notes):
        rig.does(rig.anna, "block")
        await until(lambda: notes.came == ["Left"])
        rig.does(rig.anna, "unblock")
        await until(lambda: notes.came == ["Left", "Returned"])

    assert [type(incoming) for incoming in notes.incoming] == [Left, Returned]


async def test_only_an_own_contact_is_own(rig: Rig) -> None:
    notes = Notes()
    async with rig.receiving(notes):
        rig.does(rig.anna, "contact", own=True)
        rig.does(rig.anna, "contact", phone="+79001112233")
        rig.does(rig.anna, "contact", phone="+79001112233", user_id=rig.boris.id)
        await until(lambda: len(notes.incoming) == 3)

    assert [incoming.own for incoming in notes.incoming if isinstance(incoming, SharedContact)] == [True, False, False]
