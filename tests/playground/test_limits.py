"""Buckets fill by the clock, and a refused message costs nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.limits import Gate, Limits
from playground.refusal import Refused


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def passes(gate: Gate, chat_id: int = 1, paid: bool = False) -> bool:
    try:
        gate.pass_one(chat_id, paid)
    except Refused:
        return False
    return True


def test_a_quiet_chat_takes_its_burst_then_one_a_second() -> None:
    clock = Seconds()
    gate = Gate(Limits(chat_burst=3), clock)

    taken = []
    for clock.now in (0, 0, 0, 0, 0.5, 1, 1, 2):
        taken.append(passes(gate))

    assert taken == [True, True, True, False, False, True, False, True]


def test_the_wait_is_told_in_whole_seconds() -> None:
    gate = Gate(Limits(per_chat_per_second=0.25, chat_burst=1), Seconds())
    gate.pass_one(1, False)

    with pytest.raises(Refused, match="Too Many Requests: retry after 4") as refused:
        gate.pass_one(1, False)

    assert (refused.value.status, refused.value.retry_after_seconds) == (429, 4)


def test_a_chat_that_must_wait_takes_nothing_from_the_others() -> None:
    gate = Gate(Limits(per_second=2, chat_burst=1), Seconds())

    assert [passes(gate, chat) for chat in (1, 1, 1, 1, 2, 3)] == [True, False, False, False, True, False]


def test_paying_opens_the_wider_gate_only() -> None:
    gate = Gate(Limits(per_second=1, per_chat_per_second=0, paid_per_second=3), Seconds())

    assert [passes(gate, paid=True) for _ in range(4)] == [True, True, True, False]
    assert [passes(gate) for _ in range(2)] == [True, False]


def test_lifted_limits_let_everything_through() -> None:
    gate = Gate(Limits.lifted(), Seconds())

    assert all(passes(gate) for _ in range(5_000))


@given(st.lists(st.floats(0, 0.2), min_size=1, max_size=300))
def test_no_second_ever_takes_more_than_the_rate_and_its_burst(gaps: list[float]) -> None:
    clock = Seconds()
    gate = Gate(Limits(per_second=10, per_chat_per_second=0), clock)
    taken: list[float] = []
    for gap in gaps:
        clock.now += gap
        if passes(gate):
            taken.append(clock.now)

    for begin in taken:
        assert sum(begin <= at < begin + 1 for at in taken) <= 20


@given(st.integers(1, 200))
def test_who_sends_a_little_below_the_rate_is_never_refused(per_second: int) -> None:
    clock = Seconds()
    gate = Gate(Limits(per_second=per_second, per_chat_per_second=0), clock)
    pause = 1 / (per_second * 0.999)

    for number in range(3 * per_second):
        clock.now = number * pause
        assert passes(gate)
