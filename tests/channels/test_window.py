"""The window of updates: the offset never passes an unfinished one."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from channels.telegram.receiving import Window


def test_the_offset_stops_at_the_lowest_unfinished_update() -> None:
    window = Window()
    for update_id in (10, 11, 12):
        window.take(update_id)

    window.finish(11)
    window.finish(12)
    assert window.offset == 10

    window.finish(10)
    assert window.offset == 13


def test_an_update_in_flight_or_done_is_not_taken_again() -> None:
    window = Window()

    assert window.take(10)
    assert not window.take(10)
    window.take(11)
    window.finish(11)
    assert not window.take(11)


def test_what_was_confirmed_is_forgotten() -> None:
    window = Window()
    window.take(10)
    window.finish(10)

    window.confirmed(11)

    assert window.take(10), "Telegram would hand it out only as a new update of the same number"


def test_a_second_finish_changes_nothing() -> None:
    window = Window()
    window.take(10)
    window.finish(10)
    window.confirmed(11)
    window.take(10)
    window.finish(10)
    window.finish(10)

    assert window.offset == 11


async def test_progress_comes_when_half_is_done() -> None:
    window = Window()
    for update_id in range(4):
        window.take(update_id)
    waiting = asyncio.create_task(window.progress(5))

    await asyncio.sleep(0)
    window.finish(0)
    await asyncio.sleep(0.01)
    assert not waiting.done()

    window.finish(3)
    await asyncio.wait_for(waiting, 1)


@given(st.permutations(range(1, 9)), st.integers(0, 8))
def test_in_whatever_order_updates_end_none_unfinished_is_confirmed(order: list[int], done: int) -> None:
    window = Window()
    for update_id in range(1, 9):
        window.take(update_id)

    for update_id in order[:done]:
        window.finish(update_id)

    assert window.offset == min(order[done:], default=9)
