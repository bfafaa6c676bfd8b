"""Stamps come with purchases and by hand, make gifts, and go back as they came."""

from __future__ import annotations

import pytest

from actions import expiry, ledger, member, merge, privacy, program, purchase, returns, stamp
from actions.purchase import Sale
from actions.verify import verify
from rules.priced import Cheque, Line
from rules.refusal import ReturnAboveRest, StampCardUnknown, StampsMissing
from rules.returns import Wish
from rules.stamp import StampFacts
from storage.store import Store
from storage.tables import accounts
from storage.work import Work
from tests.actions.racing import meanwhile
from tests.make import Clock
from tests.rules.programs import FOLDER

RUB = 100
STAMPS = (FOLDER / "stamps.toml").read_text("utf-8")
COFFEE = Line(200 * RUB, category="coffee")


@pytest.fixture(autouse=True)
def evening(clock: Clock) -> None:
    """When nothing is taken off for the quiet hours of the day."""
    clock.pass_(hours=8)


def anna(work: Work, text: str = STAMPS) -> str:
    program.apply(work, text)
    return member.create(work, name="Anna", client="test", welcome=False).member_id


def buy(work: Work, who: str, *lines: Line, gift: str = "") -> str:
    cheque = Cheque(lines or (Line(1_000 * RUB, category="cut"),), stamp_gift=gift)
    return purchase.record(work, Sale(member_id=who, cheque=cheque, client="test")).purchase_id


def card(work: Work, who: str, name: str = "visits") -> StampFacts:
    found = stamp.cards(work, who, program.current(work).program)
    return next(one for one in found if one.card == name)


def full(work: Work, who: str, name: str = "visits") -> None:
    stamp.grant(work, who, name, 5, "moved from paper", "till-1")


def test_five_visits_make_the_sixth_free_and_a_free_visit_gives_no_stamp(work: Work, clock: Clock) -> None:
    who = anna(work)
    for _ in range(5):
        buy(work, who)
        clock.pass_(days=1)
    assert (card(work, who).stamps, card(work, who).gifts, card(work, who).filled) == (5, 1, 5)

    buy(work, who, gift="visits")

    assert (card(work, who).stamps, card(work, who).gifts) == (0, 0)
    assert verify(work) == ()


def test_stamps_by_hand_need_a_reason_and_a_card_that_is_there(work: Work) -> None:
    who = anna(work)
    with pytest.raises(stamp.StampReasonMissing):
        stamp.grant(work, who, "visits", 1, "  ", "till-1")
    with pytest.raises(StampCardUnknown):
        stamp.grant(work, who, "tea", 1, "a mistake", "till-1")

    assert stamp.grant(work, who, "visits", 2, "two visits before the programme", "till-1").stamps == 2
    assert verify(work) == ()


def test_a_gift_is_handed_over_once_for_a_full_card(work: Work) -> None:
    who = anna(work)
    full(work, who)

    assert stamp.hand_over(work, who, "visits", "till-1").stamps == 0
    with pytest.raises(StampsMissing):
        stamp.hand_over(work, who, "visits", "till-1")


# ------------------------------------------------------------------ returns


def test_a_visits_stamp_goes_back_with_the_whole_purchase_alone(work: Work) -> None:
    who = anna(work)
    bought = buy(work, who, Line(600 * RUB, category="cut"), Line(400 * RUB, category="wash"))

    returns.take_back(work, bought, None, client="test", wishes=[Wish(1)])
    assert card(work, who).stamps == 1

    returns.take_back(work, bought, None, client="test")
    assert card(work, who).stamps == 0


def test_goods_that_gave_no_stamp_take_none_back(work: Work) -> None:
    who = anna(work)
    bought = buy(work, who, Line(600 * RUB, 3, "coffee"), Line(2_000 * RUB, category="cake"))
    assert card(work, who, "coffee").stamps == 3

    returns.take_back(work, bought, None, client="test", wishes=[Wish(2)])
    assert card(work, who, "coffee").stamps == 3

    returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=1)])
    assert card(work, who, "coffee").stamps == 2


@pytest.mark.parametrize("parts", [[600, 600, 600], [1, 899, 900], [1_800], [300] * 6])
def test_returns_by_sum_take_all_stamps_in_the_end(work: Work, parts: list[int]) -> None:
    who = anna(work)
    bought = buy(work, who, Line(1_800 * RUB, 3, "coffee"))
    seen = [3]
    for part in parts:
        returns.take_back(work, bought, part * RUB, client="test")
        seen.append(card(work, who, "coffee").stamps)

    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0
    assert verify(work) == ()


def test_a_mix_of_returns_by_piece_and_by_sum_adds_up(work: Work) -> None:
    who = anna(work)
    bought = buy(work, who, Line(800 * RUB, 4, "coffee"), Line(200 * RUB, category="cake"))

    returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=2)])
    assert card(work, who, "coffee").stamps == 2
    returns.take_back(work, bought, 300 * RUB, client="test")
    assert card(work, who, "coffee").stamps == 1
    returns.take_back(work, bought, None, client="test")
    assert card(work, who, "coffee").stamps == 0


def test_stamps_that_were_spent_are_owed_and_the_next_ones_repay_them(work: Work) -> None:
    """Or whoever buys five coffees, takes the free one and returns the five has had it for nothing."""
    who = anna(work)
    bought = buy(work, who, Line(1_000 * RUB, 5, "coffee"))
    buy(work, who, COFFEE, gift="coffee")

    returns.take_back(work, bought, None, client="test")
    owed = card(work, who, "coffee").owed
    buy(work, who, Line(1_200 * RUB, 6, "coffee"))

    assert owed == 5
    assert (card(work, who, "coffee").owed, card(work, who, "coffee").stamps) == (0, 1)
    assert verify(work) == ()


def test_a_gift_that_is_returned_gives_its_stamps_back(work: Work) -> None:
    who = anna(work)
    full(work, who)
    bought = buy(work, who, Line(1_000 * RUB, category="cut"), Line(500 * RUB, category="wash"), gift="visits")
    assert card(work, who).stamps == 0

    returns.take_back(work, bought, 100 * RUB, client="test")
    assert card(work, who).stamps == 0
    returns.take_back(work, bought, None, client="test")
    assert card(work, who).stamps == 5
    assert verify(work) == ()


def test_a_gift_alone_is_taken_back_once(work: Work) -> None:
    who = anna(work)
    full(work, who)
    bought = buy(work, who, gift="visits")

    returns.take_back(work, bought, None, client="test")
    with pytest.raises(ReturnAboveRest):
        returns.take_back(work, bought, None, client="test")

    assert card(work, who).stamps == 5
    assert verify(work) == ()


# ------------------------------------------------------------------ lives, merges, erasure


LIVING = STAMPS.replace("needed = 5\nday_max = 1 ", 'needed = 5\nlife = { kind = "days", days = 30 }\nday_max = 1 ')


def test_stamps_burn_and_nobody_is_told_that_points_did(work: Work, clock: Clock) -> None:
    who = anna(work, LIVING)
    full(work, who)
    assert card(work, who).last_day is not None
    clock.pass_(days=31)

    assert card(work, who).stamps == 0
    assert expiry.sweep(work)["accounts"] == 1
    assert ledger.balance(work, who, "stamp:visits") == 0
    assert verify(work) == ()


def test_two_who_become_one_have_the_stamps_of_both_and_their_returns(work: Work) -> None:
    who = anna(work)
    other = member.create(work, phone="+79123456789", client="test", welcome=False).member_id
    full(work, who, "visits")
    gift_bought = buy(work, who, gift="visits")
    bought = buy(work, who, Line(400 * RUB, 2, "coffee"))
    stamp.grant(work, other, "coffee", 1, "from paper", "till-1")

    merge.merge(work, who, other, "+79123456789")
    assert card(work, other, "coffee").stamps == 3

    returns.take_back(work, bought, None, client="test")
    assert card(work, other, "coffee").stamps == 1
    returns.take_back(work, gift_bought, None, client="test")
    assert card(work, other, "visits").stamps == 5 + 1 - 1
    assert verify(work) == ()


def test_a_return_takes_its_own_stamps_alone_however_often_the_members_become_one(work: Work) -> None:
    who, other = anna(work), member.create(work, client="test", welcome=False).member_id
    bought = buy(work, who, Line(600 * RUB, 3, "coffee"))
    seen = []
    for piece in range(3):
        if piece == 1:
            merge.merge(work, who, other)
        returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=1)])
        seen.append(card(work, other if piece else who, "coffee").stamps)

    assert seen == [2, 1, 0]
    assert verify(work) == ()


def test_stamps_that_were_spent_before_a_merge_are_owed_once(work: Work) -> None:
    who, other = anna(work), member.create(work, client="test", welcome=False).member_id
    bought = buy(work, who, Line(600 * RUB, 3, "coffee"))
    stamp.grant(work, who, "coffee", 2, "moved from paper", "till-1")
    stamp.hand_over(work, who, "coffee", "till-1")
    merge.merge(work, who, other)
    seen = []
    for _ in range(3):
        returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=1)])
        seen.append(card(work, other, "coffee").owed)

    assert seen == [1, 2, 3]
    assert verify(work) == ()


def test_stamps_that_were_forgiven_are_not_taken_at_the_next_return(work: Work) -> None:
    who = anna(work, STAMPS + '\n[returns]\npolicy = "within_balance"\n')
    bought = buy(work, who, Line(600 * RUB, 3, "coffee"))
    stamp.grant(work, who, "coffee", 2, "moved from paper", "till-1")
    stamp.hand_over(work, who, "coffee", "till-1")
    returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=1)])
    stamp.grant(work, who, "coffee", 5, "moved from paper", "till-1")

    returns.take_back(work, bought, None, client="test", wishes=[Wish(1, quantity=1)])

    assert card(work, who, "coffee").stamps == 4
    assert verify(work) == ()


def test_who_is_erased_leaves_no_stamp_behind(work: Work) -> None:
    who = anna(work)
    full(work, who)
    privacy.forget(work, member.get(work, who))

    left = [row.balance for row in work.all(accounts.select().where(accounts.c.member_id == who))]
    assert left == [0] * len(left)
    assert verify(work) == ()


# ------------------------------------------------------------------ at once


async def test_the_last_stamps_are_spent_once_by_two_tills(store: Store) -> None:
    who = await store.write(anna)
    await store.write(lambda work: full(work, who))

    answer = await meanwhile(
        store, lambda work: buy(work, who, gift="visits"), lambda work: stamp.hand_over(work, who, "visits", "till-2")
    )

    assert isinstance(answer, StampsMissing)
    assert await store.read(ledger.balance, who, "stamp:visits") == 0


async def test_a_gift_is_taken_off_one_of_two_cheques_at_once(store: Store) -> None:
    who = await store.write(anna)
    await store.write(lambda work: full(work, who))

    answer = await meanwhile(
        store, lambda work: buy(work, who, gift="visits"), lambda work: buy(work, who, gift="visits")
    )

    assert isinstance(answer, StampsMissing)
