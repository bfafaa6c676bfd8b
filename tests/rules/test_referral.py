"""Both sides are rewarded once, for a real friend's real purchase, and every refusal has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules.program import Program
from rules.referral import (
    Declined,
    Invitation,
    Rewards,
    cap_window_start,
    closes_at,
    is_cancelled_by_return,
    refusal,
    reward,
)
from rules.schedule import instant
from tests.rules.programs import BONUS, a_program

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ANNA, BORIS = "anna", "boris"
LATER = NOW + timedelta(days=14)
INVITED = Invitation(ANNA, BORIS, NOW)
PLAN = BONUS.referral
assert PLAN is not None
WITHOUT_REFERRAL: Program = BONUS.model_copy(update={"referral": None})


def test_a_new_friend_is_accepted() -> None:
    assert refusal(PLAN, ANNA, BORIS, inviters_above=(), friend_is_new=True) is None


@pytest.mark.parametrize(
    "friend, above, is_new, reason",
    [
        (ANNA, (), True, "own"),
        (BORIS, ("vera", "boris"), True, "loop"),
        (BORIS, ("boris",), False, "loop"),
        (BORIS, (), False, "not_new"),
    ],
)
def test_who_cannot_be_invited_is_refused_with_the_reason(
    friend: str, above: tuple[str, ...], is_new: bool, reason: str
) -> None:
    assert refusal(PLAN, ANNA, friend, above, is_new) == reason


def test_a_programme_without_referral_accepts_nobody() -> None:
    assert refusal(None, ANNA, BORIS, (), friend_is_new=True) == "closed"
    assert reward(WITHOUT_REFERRAL, INVITED, 1000_00, 0, NOW) == Declined("closed")


def test_the_first_qualifying_purchase_rewards_both_after_the_return_period() -> None:
    due = reward(BONUS, INVITED, 500_00, 0, NOW)

    assert due == Rewards(
        inviter_points=300,
        friend_points=200,
        active_at=instant(date(2026, 12, 5), time(0), BONUS.zone),
        expires_at=instant(date(2027, 3, 6), time(0), BONUS.zone),
    )


def test_a_smaller_purchase_leaves_the_invitation_open() -> None:
    assert reward(BONUS, INVITED, 499_99, 0, NOW) is None


@pytest.mark.parametrize("state", ["pending", "rewarded", "cancelled", "refused", "bought"])
def test_a_second_purchase_pays_nothing_more(state: str) -> None:
    assert reward(BONUS, replace(INVITED, state=state), 1000_00, 0, NOW) is None  # type: ignore[arg-type]


def test_the_closing_second_itself_is_outside() -> None:
    assert PLAN is not None
    end = closes_at(PLAN, INVITED)

    assert end == NOW + timedelta(days=30)
    assert isinstance(reward(BONUS, INVITED, 500_00, 0, end - timedelta(microseconds=1)), Rewards)
    assert reward(BONUS, INVITED, 500_00, 0, end) == Declined("late")


def test_a_late_purchase_is_late_however_small() -> None:
    assert reward(BONUS, INVITED, 1, 0, NOW + timedelta(days=31)) == Declined("late")


def test_above_the_cap_the_friend_alone_is_rewarded() -> None:
    last = reward(BONUS, INVITED, 500_00, 9, NOW)
    above = reward(BONUS, INVITED, 500_00, 10, NOW)

    assert isinstance(last, Rewards)
    assert isinstance(above, Rewards)
    assert (last.inviter_points, last.reason) == (300, None)
    assert (above.inviter_points, above.friend_points, above.reason) == (0, 200, "cap")


def test_when_the_inviter_has_left_the_friend_alone_is_rewarded() -> None:
    due = reward(BONUS, INVITED, 500_00, 0, NOW, inviter_left=True)

    assert isinstance(due, Rewards)
    assert (due.inviter_points, due.friend_points, due.reason) == (0, 200, "erased")


def test_a_cap_looks_back_over_its_days() -> None:
    assert PLAN is not None
    uncapped = a_program(("cap = {", "# cap = {")).referral
    assert uncapped is not None

    assert cap_window_start(PLAN, NOW) == NOW - timedelta(days=30)
    assert cap_window_start(uncapped, NOW) is None


@pytest.mark.parametrize(
    "state, left_minor, cancelled",
    [
        ("pending", 0, True),
        ("pending", 499_99, True),
        ("pending", 500_00, False),
        ("rewarded", 0, False),
        ("joined", 0, False),
    ],
)
def test_a_return_cancels_what_is_pending_and_would_not_have_been_earned(
    state: str, left_minor: int, cancelled: bool
) -> None:
    invitation = replace(INVITED, state=state, active_at=LATER)  # type: ignore[arg-type]

    assert is_cancelled_by_return(invitation, 500_00, left_minor, NOW) is cancelled


def test_whole_returns_cancel_even_where_no_minimum_is_set() -> None:
    assert is_cancelled_by_return(replace(INVITED, state="pending", active_at=LATER), 0, 0, NOW)


def test_from_the_instant_of_the_rewards_a_return_cancels_nothing_even_if_no_job_has_looked() -> None:
    promised = replace(INVITED, state="pending", active_at=LATER)

    assert is_cancelled_by_return(promised, 0, 0, LATER - timedelta(microseconds=1))
    assert not is_cancelled_by_return(promised, 0, 0, LATER)
