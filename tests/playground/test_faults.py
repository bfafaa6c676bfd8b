"""Faults come when asked, as often as asked, and only then."""

from __future__ import annotations

import asyncio
import signal
import sys

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from playground.refusal import Json
from tests.playground.conftest import Town


async def texts(town: Town, person_id: int) -> list[str]:
    return [message["text"] for message in (await town.chat(person_id))["messages"][1:]]


async def test_a_429_and_a_502_do_nothing_and_say_so(town: Town, ptb: Bot) -> None:
    anna = await town.member()
    await town.ask("faults", method="sendMessage", kind="429", retry_after=7)
    await town.ask("faults", method="*", kind="502", times=2)

    with pytest.raises(RetryAfter, match="Retry in 7 seconds"):
        await ptb.send_message(anna, "one")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await ptb.send_message(anna, "two")
    await ptb.send_message(anna, "three")

    assert await texts(town, anna) == ["three"]


async def test_a_fault_strikes_its_own_method_only(town: Town) -> None:
    anna = await town.member()
    await town.ask("faults", method="sendPhoto", kind="502")

    await town.result("sendMessage", chat_id=anna, text="x")
    assert await town.refusal("sendPhoto", chat_id=anna) == (502, "Bad Gateway")


@pytest.mark.parametrize("kind, effect", [("cut_before", []), ("cut_after", ["x"])])
async def test_a_cut_connection_leaves_it_unknown_what_happened(town: Town, kind: str, effect: list[str]) -> None:
    anna = await town.member()
    await town.ask("faults", method="sendMessage", kind=kind)

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await town.call("sendMessage", chat_id=anna, text="x")

    assert await texts(town, anna) == effect
    await town.result("getMe")


async def test_a_slow_answer_comes_late_but_comes(town: Town) -> None:
    anna = await town.member()
    await town.ask("faults", method="sendMessage", kind="slow", seconds=0.2)
    loop = asyncio.get_running_loop()
    begun = loop.time()

    await town.result("sendMessage", chat_id=anna, text="x")

    assert loop.time() - begun >= 0.19
    assert await texts(town, anna) == ["x"]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_kill_point_ends_a_process_around_a_call(town: Town, when: str) -> None:
    anna = await town.member()
    victim = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(60)")
    await town.ask("faults", method="sendMessage", kind="kill", pid=victim.pid, when=when)

    await town.result("sendMessage", chat_id=anna, text="x")

    assert await victim.wait() == -signal.SIGKILL
    assert await texts(town, anna) == ["x"]


@pytest.mark.parametrize(
    "wanted", [{"kind": "flood"}, {"kind": "kill", "pid": 1}, {"kind": "kill"}, {"kind": "slow", "times": "x"}]
)
async def test_a_fault_that_makes_no_sense_is_refused(town: Town, wanted: Json) -> None:
    status, body = await town.try_asking("faults", **wanted)

    assert status == 400
    assert body["detail"]


async def test_faults_can_be_called_off(town: Town) -> None:
    await town.ask("faults", kind="502", times=9)
    async with town.http.delete(f"{town.base}/playground/faults") as answer:
        assert await answer.json() == {"armed": []}

    await town.result("getMe")


async def test_every_call_is_recorded_with_what_it_said_and_got(town: Town) -> None:
    anna = await town.member()
    await town.result("sendMessage", chat_id=anna, text="x")
    await town.refusal("sendMessage", chat_id=anna, text="")

    calls = (await town.look("calls"))["calls"]

    assert [call["method"] for call in calls[-2:]] == ["sendMessage", "sendMessage"]
    assert (calls[-2]["params"], calls[-2]["result"]["text"]) == ({"chat_id": anna, "text": "x"}, "x")
    assert (calls[-1]["ok"], calls[-1]["description"]) == (False, "Bad Request: message text is empty")
