"""What is announced is kept with its facts until somebody is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.notice import announce
from rules.notice import Burned, load
from storage import events
from storage.work import Work
from tests.make import ANNA, NOON


def test_an_announcement_waits_as_facts_and_not_as_words(work: Work) -> None:
    announce(work, ANNA, Burned(points=30, available=5), key="burned:anna", stale_at=NOON + timedelta(days=7))

    (event,) = events.waiting(work, 100)
    assert load(event.kind, event.facts) == Burned(points=30, available=5)
    assert (event.key, event.due_at, event.stale_at) == ("burned:anna", NOON, NOON + timedelta(days=7))


def test_a_notice_without_anybody_to_tell_is_a_bug(work: Work) -> None:
    with pytest.raises(AssertionError):
        announce(work, None, Burned(points=30, available=5), key="burned:nobody")
