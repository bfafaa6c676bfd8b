"""What an owner corrects by hand: a balance with a reason, a tier that is a floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions import adjustment, history, ledger, member, program, tier
from actions.adjustment import AdjustmentInvalid, ReasonInvalid
from actions.tier import TierUnknown
from rules.refusal import NotEnoughPoints
from storage.work import Work
from tests.make import Clock

PHONE = "+79161234567"
PROGRAM = Path(__file__).parent.parent.parent / "programs" / "retail-bonus.toml"


@pytest.fixture
def anna(work: Work) -> str:
    """The id of a member with 200 welcome points."""
    program.apply(work, PROGRAM.read_text("utf-8"))
    return member.create(work, name="Anna", phone=PHONE, client="test").member_id


def test_points_given_by_hand_are_explained_in_the_history(work: Work, anna: str) -> None:
    assert adjustment.adjust(work, "8 916 123-45-67", 50, "a spilt coffee") == 250

    entry = history.page(work, anna).entries[0]
    assert (entry.kind, entry.points, entry.note) == ("adjusted", 50, "a spilt coffee")


def test_no_more_is_taken_than_there_is(work: Work, anna: str) -> None:
    with pytest.raises(NotEnoughPoints):
        adjustment.adjust(work, PHONE, -201, "a mistake of the till")
    assert adjustment.adjust(work, PHONE, -200, "a mistake of the till") == 0


@pytest.mark.parametrize("points", [0, 10**12 + 1, -(10**12) - 1])
def test_nothing_and_too_much_are_refused_in_words_of_a_correction(work: Work, anna: str, points: int) -> None:
    with pytest.raises(AdjustmentInvalid) as refused:
        adjustment.adjust(work, PHONE, points, "a slip of the pen")

    said = f"A correction by hand gives or takes from 1 to 1000000000000 points; this one says {points}."
    assert str(refused.value) == said
    assert ledger.available(work, anna) == 200


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_without_a_reason_nothing_is_corrected(work: Work, anna: str, reason: str) -> None:
    with pytest.raises(ReasonInvalid):
        adjustment.adjust(work, PHONE, 50, reason)
    assert ledger.available(work, anna) == 200


def test_a_tier_given_by_hand_is_a_floor(work: Work, anna: str, clock: Clock) -> None:
    tier.give(work, anna, "silver")
    assert member.get(work, anna).tier == "silver"

    clock.pass_(days=800)
    tier.settle_due(work, 10)

    assert member.get(work, anna).tier == "silver"


def test_an_unknown_tier_is_refused_with_the_known_ones(work: Work, anna: str) -> None:
    with pytest.raises(TierUnknown, match="base, silver, gold"):
        tier.give(work, anna, "platinum")
