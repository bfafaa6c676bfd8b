"""Lanes: order within a chat, parallel work between chats."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from channels.telegram.lanes import Lanes


def noting(notes: list[str], name: str, gate: asyncio.Event | None = None) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        notes.append(f"{name} begins")
        if gate:
            await gate.wait()
        notes.append(f"{name} ends")

    return job


async def test_one_chats_jobs_run_one_after_the_other() -> None:
    lanes, gate = Lanes(), asyncio.Event()
    notes: list[str] = []
    lanes.put("anna", noting(notes, "first", gate))
    lanes.put("anna", noting(notes, "second"))

    await asyncio.sleep(0.01)
    assert notes == ["first begins"]
    assert lanes.waiting("anna") == 1

    gate.set()
    assert await lanes.drain(1)
    assert notes == ["first begins", "first ends", "second begins", "second ends"]


async def test_a_slow_chat_holds_nobody_else_up() -> None:
    lanes, gate = Lanes(), asyncio.Event()
    notes: list[str] = []
    lanes.put("anna", noting(notes, "anna", gate))
    lanes.put("boris", noting(notes, "boris"))

    await asyncio.sleep(0.01)

    assert notes == ["anna begins", "boris begins", "boris ends"]
    gate.set()
    await lanes.drain(1)


async def test_a_bug_in_one_job_does_not_stop_its_lane() -> None:
    lanes = Lanes()
    notes: list[str] = []

    async def bug() -> None:
        raise AssertionError("a bug")

    lanes.put("anna", bug)
    lanes.put("anna", noting(notes, "next"))
    await lanes.drain(1)

    assert notes == ["next begins", "next ends"]
    assert lanes.busy == 0


async def test_a_lane_serves_again_after_it_was_empty() -> None:
    lanes = Lanes()
    notes: list[str] = []
    lanes.put("anna", noting(notes, "first"))
    await lanes.drain(1)
    lanes.put("anna", noting(notes, "second"))
    await lanes.drain(1)

    assert notes == ["first begins", "first ends", "second begins", "second ends"]


async def test_draining_cancels_what_takes_too_long_and_begins_nothing_more() -> None:
    lanes = Lanes()
    notes: list[str] = []
    lanes.put("anna", noting(notes, "stuck", asyncio.Event()))
    lanes.put("anna", noting(notes, "next"))

    assert not await lanes.drain(0.05)

    assert notes == ["stuck begins"]
    assert lanes.busy == 0


async def test_waiting_for_room_ends_when_a_job_does() -> None:
    lanes, gate = Lanes(), asyncio.Event()
    lanes.put("anna", noting([], "only", gate))
    room = asyncio.create_task(lanes.below(1))

    await asyncio.sleep(0.01)
    assert not room.done()

    gate.set()
    await asyncio.wait_for(room, 1)
