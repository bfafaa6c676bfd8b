"""How much of what was sent can still be taken back, by the turn at which each message is."""

from __future__ import annotations

from datetime import timedelta

from rules.recall import too_late
from tests.make import NOON


def test_what_is_too_old_or_will_be_before_its_turn_is_counted() -> None:
    old, last_minute, young = NOON - timedelta(hours=49), NOON - timedelta(hours=48, minutes=-1), NOON
    assert too_late([], NOON, 30) == 0
    assert too_late([(old, 7)], NOON, 30) == 7
    assert too_late([(last_minute, 1_800)], NOON, 30) == 0
    assert too_late([(last_minute, 2_000)], NOON, 30) == 200
    assert too_late([(old, 7), (last_minute, 2_000), (young, 1_000)], NOON, 30) == 207
