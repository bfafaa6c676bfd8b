"""How often a key may ask: its own bucket, whose end another key never feels."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.store import Store
from tests.make import ANNA
from tests.web.rig import Till, a_shop
from web.quota import BURST_SECONDS, KEYS_MAX, Quotas


@dataclass
class Seconds:
    """A monotonic clock that a test moves by hand."""

    now: int = 1000

    def __call__(self) -> int:
        return self.now * 10**9


def known(per_second: int, clock: Seconds) -> Quotas:
    quotas = Quotas(per_second, clock)
    quotas.learn("till-1")
    return quotas


def test_a_rush_passes_and_what_is_above_it_waits_for_the_rate() -> None:
    clock = Seconds()
    quotas = known(10, clock)

    rush = [quotas.take("till-1") for _ in range(25)]
    clock.now += 1
    later = [quotas.take("till-1") for _ in range(12)]

    assert rush == [0] * 20 + [1] * 5
    assert later == [0] * 10 + [1] * 2


@given(st.integers(1, 100), st.lists(st.integers(0, 3), max_size=200))
def test_no_key_ever_gets_more_than_its_rate_and_a_moments_rush(per_second: int, pauses: list[int]) -> None:
    clock = Seconds()
    quotas = known(per_second, clock)
    passed = 0
    for pause in pauses:
        clock.now += pause
        passed += quotas.take("till-1") == 0

    assert passed <= (clock.now - 1000 + BURST_SECONDS) * per_second


@given(st.integers(1, 50), st.integers(0, 200))
def test_who_waits_as_long_as_told_gets_through(per_second: int, before: int) -> None:
    clock = Seconds()
    quotas = known(per_second, clock)
    for _ in range(before):
        quotas.take("till-1")
    if wait := quotas.take("till-1"):
        clock.now += wait
        assert quotas.take("till-1") == 0


def test_without_a_rate_nobody_waits() -> None:
    assert not any(known(0, Seconds()).take("till-1") for _ in range(1000))


def test_strange_keys_take_no_room_and_known_ones_a_bounded_one() -> None:
    quotas = Quotas(1, Seconds())
    assert not quotas.knows("a guess")

    for number in range(KEYS_MAX + 1):
        quotas.learn(f"till-{number}")

    assert not quotas.knows("till-0")
    assert quotas.knows(f"till-{KEYS_MAX}")


async def test_a_key_that_asks_too_often_is_told_when_to_come_back_and_no_other_one(store: Store) -> None:
    clock = Seconds()
    async with a_shop(store, quotas=Quotas(2, clock)) as shop:
        other = await shop.another_till()
        answers = [await shop.till.get(f"/v1/members/{ANNA}") for _ in range(5)]
        others = await other.get(f"/v1/members/{ANNA}")
        clock.now += 1
        again = await shop.till.get(f"/v1/members/{ANNA}")

    assert [each.status_code for each in answers] == [404] * 4 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["retry-after"]) == ("quota_exceeded", "1")
    assert others.status_code == 404
    assert again.status_code == 404


async def test_what_was_refused_for_its_haste_is_done_under_the_same_key_later(store: Store) -> None:
    clock = Seconds()
    async with a_shop(store, quotas=Quotas(1, clock)) as shop:
        anna = await shop.member()
        await shop.till.buy(anna, 100_00)
        await shop.till.buy(anna, 100_00)
        refused = await shop.till.buy(anna, 100_00, key="hasty")
        clock.now += int(refused.headers["retry-after"])
        done = await shop.till.buy(anna, 100_00, key="hasty")

    assert (refused.status_code, done.status_code) == (429, 201)


@pytest.mark.parametrize("secret", ["kpl_" + "A" * 32])
async def test_a_stranger_is_refused_before_any_write_and_leaves_no_trace(store: Store, secret: str) -> None:
    quotas = Quotas(1, Seconds())
    async with a_shop(store, quotas=quotas) as shop:
        answers = [await Till(shop.http, secret).buy(ANNA, 100_00) for _ in range(5)]

    assert [each.status_code for each in answers] == [401] * 5
    assert not quotas.knows(secret)
