"""The store's two doors, the same on both databases: units whole or not at all, nothing lost, nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import unit as doors
from storage.store import Store, Unavailable, open_store, unknown_address
from storage.tables import marks
from storage.work import Work

COUNT = sa.select(marks.c.value).where(marks.c.name == "count")
FOR_UPDATE = COUNT.with_for_update()
SET = marks.update().where(marks.c.name == "count").values(value=sa.bindparam("new"))


def put(work: Work, name: str, value: object = 0) -> str:
    work.run(marks.insert(), name=name, value=value)
    return name


def add_one(work: Work) -> int:
    new = int(work.value(FOR_UPDATE)) + 1
    work.run(SET, new=new)
    return new


def names(work: Work) -> set[str]:
    return {row.name for row in work.all(sa.select(marks.c.name))}


def put_and_refuse(work: Work, name: str) -> None:
    put(work, name)
    raise PermissionError(name)


async def test_a_unit_that_raises_leaves_nothing_and_its_caller_gets_its_own_error(store: Store) -> None:
    with pytest.raises(PermissionError, match="mine"):
        await store.write(put_and_refuse, "mine")

    assert await store.read(names) == set()


async def test_many_units_at_once_each_get_their_own_answer_and_a_refused_one_rolls_back_alone(store: Store) -> None:
    answers = await asyncio.gather(
        *(store.write(put_and_refuse if number % 3 == 0 else put, f"n{number}") for number in range(60)),
        return_exceptions=True,
    )

    for number, answer in enumerate(answers):
        if number % 3 == 0:
            assert isinstance(answer, PermissionError)
            assert str(answer) == f"n{number}"
        else:
            assert answer == f"n{number}"
    assert await store.read(names) == {f"n{number}" for number in range(60) if number % 3}


async def test_of_a_hundred_concurrent_increments_none_is_lost(store: Store) -> None:
    await store.write(put, "count")

    seen = await asyncio.gather(*(store.write(add_one) for _ in range(100)))

    assert sorted(seen) == list(range(1, 101))
    assert await store.read(lambda work: work.value(COUNT)) == 100


async def test_the_reading_door_refuses_to_write(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        await store.read(put, "no")

    assert await store.read(names) == set()


async def test_a_read_sees_one_snapshot_though_others_write_meanwhile(store: Store) -> None:
    await store.write(put, "first")
    loop = asyncio.get_running_loop()

    def look_twice(work: Work) -> tuple[set[str], set[str]]:
        before = names(work)
        asyncio.run_coroutine_threadsafe(store.write(put, "second"), loop).result()
        return before, names(work)

    assert await store.read(look_twice) == ({"first"}, {"first"})
    assert await store.read(names) == {"first", "second"}


async def test_a_caller_that_went_away_leaves_a_whole_unit_or_none_and_the_store_working(store: Store) -> None:
    await store.write(put, "count")
    tasks = [asyncio.create_task(store.write(add_one)) for _ in range(40)]
    await asyncio.sleep(0.002)
    for task in tasks[::2]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert all(isinstance(answer, int) for answer in answers[1::2])
    total = await store.write(add_one)
    assert 21 <= total <= 41


async def test_a_caller_beyond_the_queues_limit_is_turned_away_at_once(store: Store) -> None:
    many = [asyncio.create_task(store.write(put, f"n{number}")) for number in range(doors.QUEUE_MAX + 50)]
    answers = await asyncio.gather(*many, return_exceptions=True)

    turned_away = [answer for answer in answers if isinstance(answer, Unavailable)]
    assert sum("are waiting" in str(one) for one in turned_away) == 50
    assert turned_away[0].retry_after_seconds > 0
    assert len(await store.read(names)) == len(many) - len(turned_away)


async def test_what_was_written_is_there_when_the_store_is_opened_again(url: str, clock: Callable[[], object]) -> None:
    first = await open_store(url, clock, bytes)  # type: ignore[arg-type]
    await first.write(put, "kept")
    await first.close()

    second = await open_store(url, clock, bytes)  # type: ignore[arg-type]
    assert await second.read(names) == {"kept"}
    await second.close()


async def test_another_kind_of_address_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"starts with sqlite:/// or postgresql://, not with 'mysql'"):
        await open_store("mysql://nowhere", lambda: pytest.fail("never asked"), bytes)
    assert "'redis'" in unknown_address("redis://x")


async def test_the_door_for_long_looks_refuses_to_write_as_well_and_holds_nobody_else_up(store: Store) -> None:
    await store.write(put, "count")
    loop = asyncio.get_running_loop()

    def look_long(work: Work) -> set[str]:
        """Over only when others were answered meanwhile."""
        for door in (store.write(add_one), store.read(names)):
            asyncio.run_coroutine_threadsafe(door, loop).result(timeout=10)
        return names(work)

    long = [store.study(look_long) for _ in range(doors.STUDIES + 1)]
    assert await asyncio.gather(*long) == [{"count"}] * (doors.STUDIES + 1)
    with pytest.raises(sa.exc.DBAPIError):
        await store.study(put, "no")

    many = await asyncio.gather(*(store.study(names) for _ in range(doors.STUDIES_MAX + 3)), return_exceptions=True)
    assert sum(isinstance(one, Unavailable) for one in many) == 3
